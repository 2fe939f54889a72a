"""Jekyll's permalinks, `link`, `post_url` and site variables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from linkcheck.model import Call, Rule, Syntax
from linkcheck.sources.site import Site, load
from linkcheck.sources.site.jekyll_permalinks import STYLES, JekyllFacts, fill
from linkcheck.sources.site.published import ABSENT, Presence
from tests.sources.site.references import reference

POST = "_posts/2013-05-06-a-title.md"


def _blog(root: Path, config: str = "", head: str = "title: x") -> Site:
    files = {
        "_config.yml": f"url: https://blog.test\n{config}",
        POST: f"---\n{head}\n---\n",
        "about.md": "---\npermalink: /who/\n---\n",
        "docs/guide.md": "---\n---\n",
        "img/a.png": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return load(root)


@pytest.mark.parametrize(
    ("style", "path"),
    [
        ("date", "/go/web/2013/05/06/a-title.html"),
        ("pretty", "/go/web/2013/05/06/a-title/"),
        ("ordinal", "/go/web/2013/126/a-title.html"),
        ("weekdate", "/go/web/2013/W19/Mon/a-title.html"),
        ("none", "/go/web/a-title.html"),
    ],
)
def test_styles(style: str, path: str) -> None:
    """The built-in patterns give what the documentation says."""
    day = datetime(2013, 5, 6)  # noqa: DTZ001  a day has no zone
    assert fill(STYLES[style], JekyllFacts(day, ("go", "web"), "a-title")) == path


@pytest.mark.parametrize(
    ("config", "head", "there", "missing"),
    [
        ("", "title: x", "/2013/05/06/a-title.html", "/2013/05/07/a-title.html"),
        ("permalink: pretty", "categories: [go, web]", "/go/web/2013/05/06/a-title/", "/go/2013/05/06/a-title/"),
        ("permalink: none", "title: x", "/a-title.html", "/2013/05/06/a-title.html"),
        ("permalink: /blog/:title:output_ext", "title: x", "/blog/a-title.html", "/blog/b.html"),
        ("", "permalink: /here", "/here/", "/2013/05/06/a-title.html"),
        ("", "date: 2014-01-02 23:00 +0000", "/2014/01/03/a-title.html", "/2014/01/08/a-title.html"),
        ("plugins: [jekyll-redirect-from]", "redirect_from:\n  - /old/", "/old/", "/older/"),
        ("plugins: [jekyll-paginate]", "title: x", "/page2/", "/pages/"),
        ("", "title: x", "/docs/guide.html", "/docs/gude.html"),
        ("", "title: x", "/who/", "/about.html"),
    ],
)
def test_pages(tmp_path: Path, config: str, head: str, there: str, missing: str) -> None:
    """Pages and posts are where the permalink puts them, and nowhere else."""
    site = _blog(tmp_path, config, head)
    assert site.find_page(there).presence is not Presence.ABSENT
    assert site.find_page(missing).presence is Presence.ABSENT


@pytest.mark.parametrize(
    "config",
    [
        "plugins: [jekyll-archives]",
        "permalink: /:year/:unheard_of/",
    ],
)
def test_nothing_is_said_of_pages(tmp_path: Path, config: str) -> None:
    """Where plugins or settings make more pages, none is missing."""
    assert _blog(tmp_path, config).find_page("/nowhere/").presence is Presence.UNKNOWN


def test_own_plugins_silence(tmp_path: Path) -> None:
    """A plugin of the blog's own may make anything."""
    (tmp_path / "_plugins").mkdir()
    assert _blog(tmp_path).find_page("/nowhere/").presence is Presence.UNKNOWN


def test_other_sites_of_the_host(tmp_path: Path) -> None:
    """On GitHub a project of the same owner may lie below the blog's host; a known folder is the blog's."""
    (tmp_path / "CNAME").write_text("blog.test")
    site = _blog(tmp_path)
    assert site.find_page("/project/").presence is Presence.UNKNOWN
    assert site.find_page("/docs/gude.html").presence is Presence.ABSENT


@pytest.mark.parametrize(
    ("call", "argument", "found"),
    [
        ("link", POST, True),
        ("link", "docs/guide.md", True),
        ("link", "docs/gude.md", False),
        ("link", "_recipes/a.md", False),
        ("link", "assets/main.scss", None),
        ("link", "{{ page.x }}", None),
        ("post_url", "2013-05-06-a-title", True),
        ("post_url", "2013-5-6-a-title", True),
        ("post_url", "2013-05-06-another", False),
        ("ref", "x", None),
    ],
)
def test_calls(tmp_path: Path, call: str, argument: str, found: bool | None) -> None:
    """`link` wants a file and `post_url` a post; what a theme may bring is left alone."""
    site = _blog(tmp_path)
    presence = {True: Presence.PRESENT, False: Presence.ABSENT, None: Presence.UNKNOWN}[found]
    assert site.find_call(call, argument, tmp_path / POST).presence is presence
    problem = site.broken_call(reference("x", call=Call(call, argument)), tmp_path / POST)
    assert (problem is None) is (found is not False)
    if problem is not None:
        assert problem.rule is Rule.BROKEN_REF


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ site.url }}/a", "https://blog.test/a"),
        ("{{site.baseurl}}/a", "/base/a"),
        ("{{ '/a' | relative_url }}", "/base/a"),
        ('{{ "a" | absolute_url }}', "https://blog.test/base/a"),
        ("{{ page.url }}", None),
        ("{{ site.url }}{% if x %}", None),
    ],
)
def test_expand(tmp_path: Path, text: str, filled: str | None) -> None:
    """The site's variables and URL filters are filled in, and nothing else."""
    assert _blog(tmp_path, "baseurl: /base\n").expand(text) == filled


def test_missing(tmp_path: Path) -> None:
    """A file that is in no folder of the blog is missing; what templates write is left alone."""
    site = _blog(tmp_path)
    page = tmp_path / POST
    wanted = {
        "/img/a.png": None,
        "/img/b.png": Rule.MISSING_FILE,
        "/other/b.png": Rule.MISSING_FILE,
        "/docs/guide.html": None,
        "/docs/gude": Rule.MISSING_PAGE,
        "/feed.xml": None,
        "/data.json": None,
        "../../../../img/a.png": None,
        "/img/%00\ud800" + "x" * 5000: Rule.MISSING_PAGE,
    }
    for path, rule in wanted.items():
        problem = site.missing(reference(path), path, page, {})
        assert (problem.rule if problem else None) == rule, path
    assert site.missing(reference("a.png", Syntax.FRONTMATTER), "a.png", page, {}) is None


@pytest.mark.parametrize(
    ("path", "presence"),
    [
        ("/news/2013/05/06/a-title/", Presence.PRESENT),
        ("/docs/install/", Presence.PRESENT),
        ("/docs/pic.png", Presence.PRESENT),
        ("/hidden/a/", Presence.UNPUBLISHED),
        ("/news/2090/01/01/later/", Presence.UNPUBLISHED),
        ("/news/2012/01/01/unlisted/", Presence.UNPUBLISHED),
        ("/news/2013/05/06/A-Title/", Presence.OTHER_CASE),
        ("/guides/x/", Presence.PRESENT),
        ("/guides/x.html", Presence.ABSENT),
        ("/out/x.html", Presence.ABSENT),
        ("/old.html", Presence.PRESENT),
    ],
)
def test_collections_defaults_and_drafts(tmp_path: Path, path: str, presence: Presence) -> None:
    """Collections have URLs of their own, defaults count by scope, and what is not published waits."""
    config = """
permalink: /news/:year/:month/:day/:title/
plugins: [jekyll-redirect-from]
exclude: [out]
collections:
  docs: {output: true}
  hidden: {output: false, permalink: /:collection/:path/}
defaults:
  - {scope: {path: '', type: pages}, values: {permalink: /elsewhere/}}
  - {scope: {path: guides}, values: {permalink: '/guides/:basename/'}}
"""
    files = {
        "_docs/install.md": "---\n---\n",
        "_docs/pic.png": "",
        "_hidden/a.md": "---\n---\n",
        "_posts/2090-01-01-later.md": "---\n---\n",
        "_posts/2012-01-01-unlisted.md": "---\npublished: false\nredirect_from: /never\n---\n",
        "guides/x.html": "---\nredirect_from: [/old]\n---\n",
        "out/x.html": "---\n---\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert _blog(tmp_path, config).find_page(path).presence is presence


def test_time_zones(tmp_path: Path) -> None:
    """With a zone a post has one day; without, each that the builder's zone may give."""
    head = "date: 2014-01-02 23:00 -0800"
    assert _blog(tmp_path, "timezone: America/Los_Angeles\n", head).find_page("/2014/01/03/a-title.html") == ABSENT
    for day in ("02", "03"):
        assert _blog(tmp_path, "", head).find_page(f"/2014/01/{day}/a-title.html").presence is Presence.PRESENT
