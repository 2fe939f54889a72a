"""Links that a terminal opens: they add no width, lead where the words say, and nothing breaks out of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Finding, Position
from linkcheck.report import Context, render, render_explanation
from linkcheck.report.compare import compare
from linkcheck.report.compare import text as compare_text
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, GONE, SAMPLE, VANISHED, finding, reference

BASE = "file://desk/home/me/my%20blog/"
LINKS = Context(link_base=BASE, verbose=2)
LINK = re.compile(r"\x1b\]8;id=([0-9a-f]{8});([!-:<-~;]*)\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\")
"""The escape, its URL of printable ASCII, what is shown, and the escape that ends it."""


def links(text: str) -> dict[str, str]:
    """Return what is shown and where it leads; nothing but whole links may be in the text."""
    assert "\x1b" not in LINK.sub("", text)
    return {shown: url for _, url, shown in LINK.findall(text)}


def with_target(url: str, path: str = "a.md") -> Finding:
    """Return a dead link."""
    return finding(GONE.verdict, (reference(path, 1, url),))


def test_links_change_no_other_byte() -> None:
    """Without its escapes the report is the report, so no width has changed."""
    for report in (SAMPLE, EMPTY):
        assert LINK.sub(r"\3", render(report, "text", LINKS)) == render(report, "text", replace(LINKS, link_base=None))


def test_targets_copies_and_places_are_links() -> None:
    """What a reader would open."""
    found = links(render(replace(EMPTY, findings=(GONE,)), "text", LINKS))
    assert found["http://gone.example/a/page?x=1|2"] == "http://gone.example/a/page?x=1%7C2"
    copies = [memento.url for memento in GONE.mementos if memento.url]
    assert {found[url] for url in copies} == {url.replace("|", "%7C") for url in copies}
    place = GONE.target.references[0]
    assert found[f"{place.path}:{place.position.line}:{place.position.column}"] == f"{BASE}{place.path}#12"
    assert len(found) == 1 + len(copies) + len(GONE.target.references)


def test_an_explanation_has_links_too() -> None:
    """Of what was asked, and where it stands."""
    found = links(render_explanation(GONE, LINKS))
    assert set(found.values()) >= {"http://gone.example/a/page?x=1%7C2", f"{BASE}{GONE.target.references[0].path}#12"}
    assert "\x1b" not in render_explanation(VANISHED)


def test_a_comparison_has_links_too() -> None:
    """What broke is what one looks at next."""
    comparison = compare(EMPTY, replace(EMPTY, findings=(GONE,)))
    found = links(compare_text.render(comparison, LINKS))
    assert found["http://gone.example/a/page?x=1|2"] == "http://gone.example/a/page?x=1%7C2"


def test_places_may_be_anywhere() -> None:
    """Blanks, other scripts, absolute paths, paths above: each leads to its file."""
    paths = {
        "my post.md": f"{BASE}my%20post.md#1",
        "пост.md": f"{BASE}%D0%BF%D0%BE%D1%81%D1%82.md#1",
        "../other/a.md": "file://desk/home/me/other/a.md#1",
        "/srv/blog/a.md": "file://desk/srv/blog/a.md#1",
        "a:b?c#d.md": f"{BASE}a%3Ab%3Fc%23d.md#1",
        "bad\udcff.md": f"{BASE}bad%FF.md#1",
        "http://x.example/a.md": f"{BASE}http%3A/x.example/a.md#1",
    }
    for path, url in paths.items():
        assert url in links(render(replace(EMPTY, findings=(with_target("ttp://x/", path),)), "text", LINKS)).values()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ttp://typo.example/",
        "http:no-host",
        "http://[broken/",
        "https://***@x.example/",
        f"https://x.example/{'a' * 3000}",
    ],
)
def test_no_other_address_is_a_link(url: str) -> None:
    """Only what a browser opens without harm, and what is whole."""
    found = links(render(replace(EMPTY, findings=(with_target(url),)), "text", LINKS))
    assert set(found) == {"a.md:1:1"}


PARTS = ["\x1b", "\\", "]8;;", "\x07", "\x9c", "\x9d", ";", " ", "\n", "\r", "\u202e", "a", "%1b", "é", "\udc9c"]
HOSTILE = st.lists(st.sampled_from(PARTS)).map("".join)


@given(HOSTILE, HOSTILE)
def test_nothing_breaks_out_of_a_link(first: str, second: str) -> None:
    """Escapes, their ends and bidi marks in URLs, copies and paths are inert: what is left are whole links of ours."""
    url = f"http://x.example/{first}"
    copy = replace(GONE.mementos[0], url=f"https://web.archive.org/web/{second}")
    found = replace(with_target(url, f"{second or 'a'}.md"), mementos=(copy,))
    text = render(replace(EMPTY, findings=(found,)), "text", LINKS)
    for leads in links(text).values():
        assert urlsplit(leads).hostname in {"x.example", "web.archive.org", "desk"}
    for sign in "\x07\x9c\x9d\r\u202e":
        assert sign not in text


def test_words_around_a_link_stay_words() -> None:
    """A comma or a full stop behind an address is not part of it, unless the address has it."""
    both = (with_target("http://x.example/a"), with_target("http://x.example/a."))
    moved = replace(GONE.verdict, detail="see http://x.example/a, or http://x.example/a. So.")
    found = tuple(replace(one, verdict=moved) for one in both)
    text = render(replace(EMPTY, findings=found), "text", LINKS)
    assert "http://x.example/a\x1b]8;;\x1b\\, or " in text
    assert "http://x.example/a.\x1b]8;;\x1b\\ So." in text


def test_colours_and_links_go_together() -> None:
    """Neither hides the other."""
    text = render(SAMPLE, "text", replace(LINKS, colour=True))
    plain = re.sub(r"\x1b\[\d+m", "", LINK.sub(r"\3", text))
    assert plain == render(SAMPLE, "text", Context(verbose=2))


def test_other_formats_have_none() -> None:
    """They go to files and programs."""
    for name in ("json", "markdown"):
        assert "\x1b]8" not in render(SAMPLE, name, LINKS)


def test_places_of_problems_are_links() -> None:
    """Where an author has to look."""
    problem = replace(SAMPLE.problems[0], path="b.md", position=Position(7, 2))
    assert links(render(replace(EMPTY, problems=(problem,)), "text", LINKS))["b.md:7:2"] == f"{BASE}b.md#7"
