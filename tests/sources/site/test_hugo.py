"""Hugo's pages and references, held against what Hugo itself builds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from linkcheck.model import Call, Level, Rule
from linkcheck.sources.site import Site, load
from linkcheck.sources.site.front_matter import read_head
from linkcheck.sources.site.hugo_content import FRONT_MATTER
from linkcheck.sources.site.published import Presence
from tests.sources.site.references import reference
from tests.support.hugo import run_hugo

CONFIG = """baseURL = "https://blog.test/"
disableKinds = ["sitemap"]
"""
CONTENT: Mapping[str, str] = {
    "_index.md": "---\ntitle: Home\n---\n",
    "about.md": "---\ntitle: About\n---\n",
    "My Page.md": "+++\ntitle = 'x'\n[params]\nslug = 'not-mine'\n+++\n",
    "posts/_index.md": "---\ntitle: Posts\n---\n",
    "posts/first.md": "---\ntitle: First\ndate: 2020-01-01\ntags: [a tag]\naliases: [/old/place/, older]\n---\n",
    "posts/second.md": '+++\ntitle = "Second"\nslug = "two"\n+++\n',
    "posts/third.md": '{\n  "title": "Third",\n  "url": "/elsewhere/three/"\n}\n',
    "posts/bundle/index.md": "---\ntitle: Bundle\n---\n",
    "posts/bundle2/index.md": "---\ntitle: Bundle\nslug: parcel\n---\n",
    "deep/er/page.md": "---\ntitle: Deep\n---\n",
}
REFS = (
    "about.md", "/about", "About.md", "my page.md", "first.md", "posts/first.md", "/posts/first", "first", "bundle",
    "posts/bundle", "bundle/index.md", "/posts/_index.md", "posts", "/", "page", "deep/er/page.md",
    "/deep/er/page.md#x", "nowhere.md", "/first.md", "posts/nowhere", "er/page.md", "two", "/elsewhere/three",
)  # fmt: skip


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _blog(root: Path, config: str = CONFIG) -> Site:
    _write(root, {"hugo.toml": config} | {f"content/{name}": text for name, text in CONTENT.items()})
    return load(root)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The blog as Hugo builds it, with a page that calls `relref` on every name of REFS; and what Hugo says."""
    root = tmp_path_factory.mktemp("hugo")
    _blog(root, f'{CONFIG}refLinksErrorLevel = "WARNING"\n')
    calls = "\n".join(f'{{{{< relref "{name}" >}}}}\n' for name in REFS)
    _write(root, {"content/posts/refs.md": f"---\ntitle: Refs\n---\n{calls}"})
    for layout in ("index", "_default/single", "_default/list"):
        _write(root, {f"layouts/{layout}.html": "<p>{{ .Content }}</p>"})
    run = run_hugo(root)
    run.check_returncode()
    return root, run.stdout + run.stderr


def test_pages_are_where_hugo_puts_them(built: tuple[Path, str]) -> None:
    """Every page that Hugo writes is found, and its neighbour that Hugo does not write is not."""
    root, _ = built
    site = load(root)
    written = [path.parent.relative_to(root / "public").as_posix() for path in (root / "public").rglob("index.html")]
    assert len(written) > len(CONTENT)
    for folder in written:
        assert site.find_page(f"/{folder}/".replace("/./", "/")).presence is Presence.PRESENT, folder
    for path in ("/posts/second/", "/posts/third/", "/posts/bundle2/", "/not-mine/", "/deep/page/", "/posts/older2/"):
        assert not (root / "public" / path.strip("/")).exists()
        assert site.find_page(path).presence is Presence.ABSENT, path


def test_page_path_is_where_hugo_puts_it(built: tuple[Path, str]) -> None:
    """A page's own path is one that Hugo writes."""
    root, _ = built
    site = load(root)
    for name in CONTENT:
        file = root / "content" / name
        head = read_head(file, FRONT_MATTER)
        path = site.page_path(file, {key: head.one(key) for key in ("slug", "url")})
        assert path is not None
        assert (root / "public" / path.strip("/") / "index.html").exists(), path


@pytest.mark.parametrize("name", REFS)
def test_relref_finds_what_hugo_finds(built: tuple[Path, str], name: str) -> None:
    """A reference is broken exactly where Hugo says so."""
    root, said = built
    broken = f'REF_NOT_FOUND: Ref "{name.partition("#")[0]}"' in said or f'"{name}": page not found' in said
    found = load(root).find_call("relref", name, root / "content" / "posts" / "refs.md")
    assert found.presence is (Presence.ABSENT if broken else Presence.PRESENT)


def test_a_broken_ref_is_an_error(tmp_path: Path) -> None:
    """Hugo stops at it, so the run fails; with modules, which may bring the page, it warns."""
    ref = reference("x", call=Call("ref", "gone.md"))
    page = tmp_path / "content" / "about.md"
    for config, level in ((CONFIG, Level.ERROR), (f'{CONFIG}[[module.imports]]\npath = "x"\n', Level.WARNING)):
        problem = _blog(tmp_path, config).broken_call(ref, page)
        assert problem is not None
        assert (problem.rule, problem.level) == (Rule.BROKEN_REF, level)


@pytest.mark.parametrize(
    "config",
    [
        'theme = "not-here"',
        '[permalinks]\nposts = "/:year/:unheard_of/"',
        '[languages.en]\n[languages.de]\nbaseURL = "https://de.blog.test/"',
        '[[module.imports]]\npath = "x"',
        '[[module.mounts]]\nsource = "content"\ntarget = "content"\nfiles = ["! **/a.md"]',
    ],
)
def test_nothing_is_said_of_pages(tmp_path: Path, config: str) -> None:
    """Where URLs do not follow from the content alone, no page is missing."""
    assert _blog(tmp_path, f"{CONFIG}{config}\n").find_page("/nowhere/").presence is Presence.UNKNOWN


def test_hosting_rules_silence(tmp_path: Path) -> None:
    """A host's own redirects lead anywhere."""
    _write(tmp_path, {"static/_redirects": "/a /b\n"})
    site = _blog(tmp_path)
    assert site.find_page("/a").presence is Presence.PRESENT
    assert site.find_page("/nowhere/").presence is Presence.ABSENT
