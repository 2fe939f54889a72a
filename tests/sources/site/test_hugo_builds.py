"""One blog under many configurations: every file that Hugo writes is foretold, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.model import Call, Level, Rule
from linkcheck.sources.site import Site, load
from linkcheck.sources.site.config import read_config
from linkcheck.sources.site.hugo_content import Content
from linkcheck.sources.site.hugo_pages import HugoPages
from linkcheck.sources.site.hugo_settings import read_settings
from linkcheck.sources.site.published import Presence
from linkcheck.strangers import Boundary
from tests.sources.site.references import reference
from tests.support.hugo import run_hugo

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BASE = 'baseURL = "https://blog.test/"\ndisableKinds = ["RSS", "sitemap"]\n'
CONTENT: Mapping[str, str] = {
    "My Page! (x) & y.md": '---\ntags: ["C#", "Node.js", "a/b", "x  y"]\n---\n',
    "posts/First.md": '---\ntitle: "A: B & c"\ndate: 2020-01-02T23:30:00-05:00\nslug: "My Slug: two"\n'
    'aliases: [/old/a.html, rel, "/Upper Case/", "../up"]\n---\n',
    "posts/2021-05-06-dated.md": "---\ntitle: Dated\n---\n",
    "posts/future.md": "---\ntitle: F\ndate: 2090-01-02\n---\n",
    "posts/draft.md": "---\ntitle: D\ndraft: true\ntags: [never]\n---\n",
    "posts/gone.md": "---\ntitle: G\ndate: 2020-01-01\nexpiryDate: 2021-01-01\n---\n",
    "posts/pic Up.PNG": "x",
    "posts/Sub Dir/p.png": "x",
    "posts/Bun Dle/index.md": "---\ntitle: Bundle\ndate: 2020-02-03\n---\n",
    "posts/Bun Dle/other.md": "---\ntitle: inside\n---\n",
    "posts/Bun Dle/Pic Up.PNG": "x",
    "posts/Bun Dle/sub/pic!.png": "x",
    "sec/_index.md": "---\ntitle: Section\nslug: sss\n---\n",
    "sec/x.md": "---\ntitle: X\nurl: /Other/Place\n---\n",
    "sec/y.md": '+++\ntitle = "Y"\nurl = "rel/Place.htm"\n+++\n',
    "sec/z.md": '---\ntitle: Z\nurl: "/:year/q/:contentbasename"\n---\n',
    "sec/hidden/index.md": "---\ntitle: H\nheadless: true\n---\n",
    "sec/hidden/r.png": "x",
    "sec/never.md": "---\ntitle: N\nbuild: {render: never}\n---\n",
    "sec/sub/_index.md": "---\ntitle: Sub Sec\ncascade:\n  build: {render: never}\n---\n",
    "sec/sub/p.md": "---\ntitle: P\n---\n",
    "sec/sub/q.md": "---\ntitle: Q\nbuild: {render: always}\n---\n",
    "moved/_index.md": "---\ntitle: M\nurl: /elsewhere/\n---\n",
    "moved/p.md": "---\ntitle: P\n---\n",
    "only-drafts/d.md": "---\ntitle: D\ndraft: true\n---\n",
    "lone/index.md": "---\ntitle: L\nslug: alone\n---\n",
    "tags/node.js/_index.md": "---\ntitle: Node\nslug: node\n---\n",
    "a/b/c.md": "---\ntitle: C\n---\n",
    "a/c.de.md": "---\ntitle: C\n---\n",
    "a/b/c.de.md": "---\ntitle: C\naliases: [/alt/]\n---\n",
    "a/pic.de.png": "x",
}
CONFIGS = (
    "",
    "uglyURLs = true",
    "[uglyURLs]\nposts = true",
    '[permalinks]\nposts = "/:year/:month/:day/:title/"\nsec = "/s/:sections/:slugorfilename"\ntags = "/t/:slug"',
    (
        '[permalinks.page]\nposts = "/:monthname/:weekday/:weekdayname/:yearday/:section/:contentbasename.html"\n'
        'sec = "/:sections[last]/:slugorcontentbasename"\n[permalinks.section]\nsec = "/u/:sections/:slug/"\n'
        '[permalinks.taxonomy]\ntags = "/tt/"\n[permalinks.term]\ntags = "/t/:title/"'
    ),
    "buildDrafts = true\nbuildFuture = true\nbuildExpired = true\ndisableAliases = true",
    'removePathAccents = true\n[taxonomies]\nlabel = "labels"',
    '[[cascade]]\nbuild = {render = "never"}\n[cascade.target]\npath = "/posts/**"',
    '[frontmatter]\ndate = [":filename", ":default"]\n[permalinks]\nposts = "/:year/:slugorfilename/"',
    "[languages.en]\nweight = 1\n[languages.de]\nweight = 2",
    'defaultContentLanguageInSubdir = true\n[permalinks]\na = "/x/:filename"\n[languages.en]\n[languages.de]',
    "[languages.en]\n[languages.de]\ndisabled = true",
    'defaultContentLanguage = "de"',
    '[languages.en]\ncontentDir = "content/posts"\n[languages.de]\ncontentDir = "content/a"',
    '[permalinks]\nposts = "/c++/:title/"',
    (
        '[languages.en]\n[languages.de]\n[[module.mounts]]\nsource = "content/a"\ntarget = "content"\n'
        'sites = {matrix = {languages = ["de"]}}\n[[module.mounts]]\nsource = "content/posts"\ntarget = "content"\n'
    ),
    '[[module.mounts]]\nsource = "nowhere"\ntarget = "content"',
    (
        '[[module.mounts]]\nsource = "content/posts"\ntarget = "content/blog"\n'
        '[[module.mounts]]\nsource = "content/sec"\ntarget = "static/files"'
    ),
)


def _write(root: Path, config: str) -> None:
    files = {f"content/{name}": text for name, text in CONTENT.items()} | {"hugo.toml": f"{BASE}{config}\n"}
    files |= {f"layouts/{name}.html": "<p>" for name in ("single", "list", "home", "term", "taxonomy")}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _built(root: Path) -> set[str]:
    run_hugo(root, "--clock", NOW.isoformat()).check_returncode()
    return {path.relative_to(root / "public").as_posix() for path in (root / "public").rglob("*") if path.is_file()}


@pytest.mark.parametrize("config", CONFIGS)
def test_all_files(tmp_path: Path, config: str) -> None:
    """What is foretold is what Hugo writes: pages, aliases, resources, sections, terms."""
    _write(tmp_path, config)
    site = load(tmp_path, NOW)
    within = Boundary.around(tmp_path)
    settings = read_settings(tmp_path, read_config(tmp_path / "hugo.toml", within), within)
    published = HugoPages(Content(settings, NOW)).published
    built = _built(tmp_path)
    open_ones = {path for path in built if any(pattern.search(path) for pattern in published.open)}
    assert set(published.files) - {"index.xml", "sitemap.xml"} - open_ones == built - open_ones
    assert len(open_ones) * 5 < len(built)
    assert all(site.find_page(f"/{path}").presence is Presence.PRESENT for path in built - open_ones)


@pytest.fixture
def blog(tmp_path: Path) -> Site:
    """The blog as it is."""
    _write(tmp_path, "")
    (tmp_path / "content" / "sec" / "c.md").write_text("---\ntitle: C\n---\n")
    return load(tmp_path, NOW)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/posts/my-slug-two/", None),
        ("/posts/My-Slug-Two/", Rule.MISSING_PAGE),
        ("/posts/future/", Rule.DRAFT_TARGET),
        ("/posts/draft/", Rule.DRAFT_TARGET),
        ("/posts/gone/", Rule.DRAFT_TARGET),
        ("/posts/bun-dle/Pic%20Up.PNG", None),
        ("/posts/bun-dle/pic-up.png", Rule.MISSING_FILE),
        ("/posts/First.md", Rule.MISSING_PAGE),
        ("First.md", Rule.MISSING_PAGE),
        ("../my-slug-two/", None),
        ("../page/2/", None),
        ("github.com/x", None),
        ("www.example.mobi", None),
        ("x/y", Rule.MISSING_PAGE),
        ("/app.js", None),
    ],
)
def test_links(blog: Site, path: str, rule: Rule | None) -> None:
    """Links are read as browsers do; drafts and other case are told apart, hosts are another rule's."""
    problem = blog.missing(reference(path), path, blog.root / "content" / "a" / "b" / "c.md", {})
    if path.startswith("../"):
        problem = blog.missing(reference(path), path, blog.root / "content" / "posts" / "First.md", {})
    assert (problem.rule if problem else None) == rule


@pytest.mark.parametrize(
    ("name", "rule", "level"),
    [
        ("c", Rule.AMBIGUOUS_REF, Level.ERROR),
        ("/a/b/c", None, None),
        ("draft.md", Rule.DRAFT_TARGET, Level.ERROR),
        ("/posts/future", Rule.DRAFT_TARGET, Level.ERROR),
        ("nowhere", Rule.BROKEN_REF, Level.ERROR),
    ],
)
def test_refs(blog: Site, name: str, rule: Rule | None, level: Level | None) -> None:
    """A name of several pages, of a draft or of none stops the build; on a draft nothing stops yet."""
    ref = reference("x", call=Call("relref", name))
    problem = blog.broken_call(ref, blog.root / "content" / "posts" / "First.md")
    assert ((problem.rule, problem.level) if problem else (None, None)) == (rule, level)
    on_draft = blog.broken_call(ref, blog.root / "content" / "posts" / "draft.md")
    assert on_draft is None or on_draft.level is Level.WARNING
