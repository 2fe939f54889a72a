"""Fragments of other people's pages: what the source of a page says of a place, and what a scan makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck import report
from linkcheck.model import FailureCode, Fragment, Response, Url
from linkcheck.verdict import fragments
from tests.internet import trial
from tests.internet.behaviour import REGISTRY
from tests.internet.behaviours.fragments import PLACES
from tests.internet.world import open_world
from tests.support.checks import BROWSER, check, failure

HTML = (("Content-Type", "text/html; charset=utf-8"),)
PAGE = "<script src=x.js></script><h2 id=a>A</h2><h2 id='b&amp;c'>B</h2>"
README = "<h2>Tool</h2><a id='user-content-install' href='#install'></a><script>{}</script>"
BLOB = '<script type="application/json">{"richText":"<a id=\\"user-content-usage\\">"}</script>'

CASES: tuple[tuple[str, str, str, str], ...] = (
    # identity and what it shows, fragment, page, what is right
    ("B278 an id", "a", PAGE, "ok"),
    ("B278 an entity in an id", "b&c", PAGE, "ok"),
    ("B278 upper case", "A", PAGE, "missing"),
    ("B278 the name of a link", "x", "<h2 id=q>Q</h2><a class=c NAME='x'>X</a>", "ok"),
    ("B278 the name of a field is none", "q", "<h2 id=a>A</h2><input name=q>", "missing"),
    ("B278 an id in a comment", "x", "<h2 id=a>A</h2><!-- <h2 id=x> -->", "missing"),
    ("B278 an id in a text area", "x", "<h2 id=a>A</h2><textarea> <b id=x> </textarea>", "missing"),
    ("B278 MediaWiki's old ids", "Caf.C3.A9", "<h2 id='Caf\u00e9'>C</h2>", "ok"),
    ("B278 an attribute of data", "x", "<h2 id=a data-id=x>A</h2>", "missing"),
    ("B278 no white space before it", "x", "<h2 class='c'id='x'>A</h2>", "ok"),
    ("B282 nothing", "", PAGE, "ok"),
    ("B281 a directive alone", ":~:text=a", PAGE, "ok"),
    ("B283 a route", "/docs", PAGE, "unknown"),
    ("B283 a state", "t=30", PAGE, "unknown"),
    ("B284 no heading has an id", "x", "<script>1</script><h1>A</h1><h2>B</h2>", "unknown"),
    ("B284 no scripts either", "x", "<h1>A</h1><h2>B</h2>", "missing"),
    ("B284 an application", "x", "<div id=root></div><script src=a.js></script><h2 id=a>A</h2>", "unknown"),
    ("B284 ReSpec", "x", "<script src='/respec-w3c.js'></script><h2 id=a>A</h2>", "unknown"),
    ("B284 a word that looks like it", "x", "<script>1</script><h2 id=a>prospective</h2>", "missing"),
    ("B284 a script that names it", "x", PAGE + "<script>go('x')</script>", "unknown"),
    ("B284 a list of contents that leads there", "x", PAGE + "<a href='#x'>X</a>", "unknown"),
    ("B284 a style that names it", "x", PAGE + "<style>.quoted { content: 'x' }</style>", "missing"),
    ("B287 a slash behind it", "a/", PAGE, "missing"),
)
FORGES: tuple[tuple[str, str, str, str], ...] = (
    ("B279 a README", "https://github.com/a/b#install", README, "ok"),
    ("B279 a README without it", "https://github.com/a/b#usage", README, "missing"),
    ("B279 a file as data", "https://github.com/a/b/blob/main/X.md#usage", BLOB, "ok"),
    ("B279 a file as data without it", "https://github.com/a/b/blob/main/X.md#install", BLOB, "unknown"),
    ("B279 the README itself", "https://github.com/a/b#readme", BLOB, "ok"),
    ("B279 its new name", "https://github.com/a/b?tab=readme-ov-file#readme-ov-file", BLOB, "ok"),
    ("B280 a line", "https://github.com/a/b/blob/main/x.c#L10", BLOB, "ok"),
    ("B280 lines", "https://gitlab.com/a/b/-/blob/main/x.c#L10-20", "<p>", "ok"),
    ("B280 columns", "https://github.com/a/b/blob/main/x.c#L10C3-L20C4", BLOB, "ok"),
    ("B280 a file of a gist", "https://gist.github.com/a/1#file-x-py-L3", "<p>", "ok"),
    ("B280 Bitbucket", "https://bitbucket.org/a/b/src/main/x.c#lines-7", "<p>", "ok"),
    ("B280 a comment", "https://github.com/a/b/issues/1#issuecomment-123", README, "unknown"),
    (
        "B280 a comment that is there",
        "https://github.com/a/b/issues/1#issuecomment-123",
        "<p id=issuecomment-123>",
        "ok",
    ),
    ("B280 a review", "https://github.com/a/b/pull/1#discussion_r12", README, "unknown"),
    ("B280 a file of a change", "https://github.com/a/b/pull/1/files#diff-0a1b2c", "<p>", "unknown"),
    ("B280 a line elsewhere", "https://x.org/a#L10", PAGE, "missing"),
)
KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("B286 a page of a PDF", "page=3", "application/pdf", "unknown"),
    ("B286 seconds of a film", "t=30", "video/mp4", "unknown"),
    ("B286 a part of a drawing", "part", "image/svg+xml", "ok"),
    ("B286 a view of a drawing", "svgView(viewBox(0,0,1,1))", "image/svg+xml", "unknown"),
    ("B286 text", "part", "text/plain", "unknown"),
    ("B286 XHTML", "part", "application/xhtml+xml", "ok"),
    ("B286 a type that is not said", "part", "", "ok"),
)


def look_up(fragment: str, text: str, url: str = "https://x.org/", kind: str = "text/html") -> str:
    """Look a fragment up in a page."""
    headers = (("Content-Type", kind),) if kind else ()
    return fragments.look_up(fragment, Url(url), Response(200, headers, text.encode())).value


@pytest.mark.parametrize(("fragment", "text", "right"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_places_of_a_page(fragment: str, text: str, right: str) -> None:
    """`missing` is said where the source decides, and nowhere else."""
    assert look_up(fragment, text) == right


@pytest.mark.parametrize(("url", "text", "right"), [case[1:] for case in FORGES], ids=[case[0] for case in FORGES])
def test_places_of_forges(url: str, text: str, right: str) -> None:
    """Forges write files and talks by scripts; a README that came as HTML decides."""
    address, _, fragment = url.partition("#")
    assert look_up(fragment, text, address) == right


@pytest.mark.parametrize(("fragment", "kind", "right"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_places_of_other_kinds(fragment: str, kind: str, right: str) -> None:
    """What is no HTML has its own fragments."""
    assert look_up(fragment, "<svg><g id='part'/></svg>", kind=kind) == right


def test_a_page_that_was_cut_off() -> None:
    """What was not read may hold the place."""
    cut = Response(200, HTML, PAGE.encode(), complete=False)
    assert fragments.look_up("z", Url("https://x.org/"), cut) is Fragment.UNKNOWN
    assert fragments.look_up("a", Url("https://x.org/"), cut) is Fragment.OK


def test_the_page_that_was_found_is_looked_up() -> None:
    """Not what came before it: a failure, or a page that says that nothing is there."""
    for first in (failure(FailureCode.TIMEOUT), Response(404, HTML, PAGE.encode())):
        found = check(first, (BROWSER, Response(200, HTML, b"<h2 id=z>Z</h2>")))
        assert fragments.looked_up(found, ["a", "z"]).fragments == (("a", Fragment.MISSING), ("z", Fragment.OK))
        assert fragments.looked_up(check(first), ["a"]).fragments == ()


@given(st.text(), st.binary() | st.text().map(str.encode))
def test_any_page(fragment: str, body: bytes) -> None:
    """No page and no fragment breaks it, and a page that has the id is never without it."""
    url = Url("https://x.org/")
    assert fragments.look_up(fragment, url, Response(200, HTML, body)) in Fragment
    if fragment.isalnum():
        found = fragments.look_up(fragment, url, Response(200, HTML, f"<p id='{fragment}'>".encode() + body))
        assert found is Fragment.OK


@pytest.mark.parametrize("piece", ["<div>", "<a ", "<a name", "<h1 ", " id=", "<!-- ", "<script></script>", "<h1><a "])
def test_two_megabytes_of_one_tag(piece: str) -> None:
    """A hostile page takes time in proportion to its length: twice the page, no more than about twice the time."""
    look_up("x", "<script>1</script>" + piece * (fragments.MAX_BODY // len(piece)))


@pytest.mark.parametrize(
    ("destination", "fragment"),
    [
        ("https://x.org/a#b", "b"),
        ("https://x.org/a#", None),
        ("https://x.org/a", None),
        ("https://x.org/#!/a#b", "!/a#b"),
        ("https://x.org/a#{{ page.id }}", None),
    ],
)
def test_named(destination: str, fragment: str | None) -> None:
    """A destination's fragment is what stands behind the first `#`, unless a template does."""
    assert fragments.named(destination) == fragment


@pytest.mark.needs_linux
def test_scan_tells_what_is_missing(tmp_path: Path) -> None:
    """A scan says of each reference whether its place is there, flags the target, and fails for nothing of it."""
    behaviours = [REGISTRY[name] for name in PLACES]
    posts = trial.write_documents(behaviours, tmp_path)
    with open_world(behaviours, tmp_path) as world:
        scanned = trial.scan(world, posts, tmp_path)
    said = json.loads(report.render(scanned.report, "json"))
    found: dict[str, dict[str, str | None]] = {name: {} for name in PLACES}
    for reference in said["references"]:
        found[Path(reference["path"]).stem][reference["destination"].partition("#")[2]] = reference["fragment"]
    assert found == {
        name: {key: value and value.value for key, value in places.items()} for name, places in PLACES.items()
    }
    flagged = {target["url"].split("/")[2] for target in said["targets"] if "fragment-missing" in target["flags"]}
    assert flagged == {f"{name}.lab" for name, places in PLACES.items() if Fragment.MISSING in places.values()}
    text = report.render(scanned.report, "text")
    assert "posts/fragment-slash.md:1:" in text
    assert "#history/ is not on http://fragment-slash.lab/page" in text
