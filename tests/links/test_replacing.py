"""OLD and NEW: what an address becomes, and what is none of their business."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.replacing import Replacing
from linkcheck.model import LinkcheckError

HOST = ("old.example", "new.example")
DOCS = ("https://old.example/docs/", "https://new.example/manual")
BELOW = ("old.example", "https://old.example/blog")

LED = [
    (HOST, "https://old.example/x", "https://new.example/x"),
    (HOST, "http://OLD.example:80/x?y#z", "http://new.example/x?y#z"),
    (HOST, "https://www.old.example/x", "https://new.example/x"),
    (HOST, "//old.example", "//new.example"),
    (HOST, " https://old.example/ ", " https://new.example/ "),
    (HOST, "https://old.example./x", "https://new.example/x"),
    (("www.old.example", "new.example"), "https://www.old.example/x", "https://new.example/x"),
    (("old.example:8080", "new.example"), "http://old.example:8080/x", "http://new.example/x"),
    (("old.example", "https://new.example"), "http://old.example/x", "https://new.example/x"),
    (("old.example/docs", "new.example"), "http://old.example/docs/x", "http://new.example/x"),
    (("old.example/docs", "new.example"), "http://old.example/docs?q", "http://new.example?q"),
    (("old.example/docs", "new.example/"), "http://old.example/docs", "http://new.example/"),
    (("https://old.example/", "https://new.example"), "https://old.example/x", "https://new.example/x"),
    (("http://old.example", "https://old.example"), "http://old.example/x", "https://old.example/x"),
    (DOCS, "https://old.example/docs/x", "https://new.example/manual/x"),
    (DOCS, "https://old.example/docs/#a", "https://new.example/manual#a"),
    (BELOW, "http://old.example/x", "https://old.example/blog/x"),
    (("münchen.example/ä", "new.example"), "https://xn--mnchen-3ya.example/%C3%A4/b", "https://new.example/b"),
    (("https://old.example/?id=3", "https://new.example/3"), "https://old.example/?id=3#x", "https://new.example/3#x"),
    (("old.example/a", "https://new.example/?p=1"), "https://old.example/a", "https://new.example/?p=1"),
]
"""Pair, address, what it becomes."""

LEFT = [
    (HOST, "https://old.example.evil.com/"),
    (HOST, "https://blog.old.example/"),
    (HOST, "https://notold.example/"),
    (HOST, "https://old.example:8080/"),
    (HOST, "https://old.example@evil.example/"),
    (HOST, "https://web.archive.org/web/2016/https://old.example/x"),
    (HOST, "mailto:me@old.example"),
    (HOST, "old.example/x"),
    (HOST, "/old.example"),
    (("www.old.example", "new.example"), "https://old.example/x"),
    (("https://old.example", "new.example"), "http://old.example/x"),
    (("https://old.example", "new.example"), "https://www.old.example/x"),
    (("old.example/docs", "new.example"), "https://old.example/docs2"),
    (("old.example/docs", "new.example"), "https://old.example/Docs/x"),
    (DOCS, "https://old.example/docs"),
    (("https://old.example/?id=3", "https://new.example/3"), "https://old.example/?id=33"),
    (BELOW, "http://old.example/blog/x"),
    (BELOW, "https://old.example/blog"),
    (("http://old.example", "https://old.example"), "https://old.example/x"),
]
"""Pair, address: never half a host, never half a part of a path, nothing twice."""


def led(pair: tuple[str, str], text: str) -> str | None:
    """Return what an address becomes; None where it is left."""
    replaced = Replacing([pair]).of(text)
    return None if replaced is None else text[: replaced.start] + replaced.new + text[replaced.end :]


@pytest.mark.parametrize(("pair", "text", "wanted"), LED)
def test_it_leads(pair: tuple[str, str], text: str, wanted: str) -> None:
    """What stands behind OLD is kept, and a second time nothing changes."""
    assert led(pair, text) == wanted
    assert led(pair, wanted) is None


@pytest.mark.parametrize(("pair", "text"), LEFT)
def test_it_leaves(pair: tuple[str, str], text: str) -> None:
    """What is not OLD as a whole stays."""
    assert led(pair, text) is None


@pytest.mark.parametrize(
    ("pair", "text", "words"),
    [
        (HOST, "https://me:secret@old.example/", "a name or password stands in it"),
        (("old.example/a", "https://new.example/?p=1"), "https://old.example/a/b", "nothing can be put behind"),
    ],
)
def test_it_refuses(pair: tuple[str, str], text: str, words: str) -> None:
    """In words, where something would be told to another host, or make no sense."""
    replaced = Replacing([pair]).of(text)
    assert replaced is not None
    assert words in (replaced.refused or "")


def test_a_port_that_is_not_named_is_known() -> None:
    """Of the links that would be meant: what is meant, or another's, or led there by this pair, misses no port."""
    known = Replacing([("old.example/a", "old.example:8080/a")]).ported
    assert known("http://www.old.example:81/a/b") == "www.old.example:81"
    assert known("http://old.example:81/a?x") == "old.example:81"
    for text in ("http://old.example:80/a", "http://old.example:81/b", "http://old.example:8080/a", "x", "//[::1]:8/"):
        assert known(text) is None


def test_the_longest_path_counts() -> None:
    """Whatever the order of a list."""
    pairs = [("old.example", "a.example"), ("old.example/x/y", "c.example"), ("https://old.example/x", "b.example")]
    for order in (pairs, pairs[::-1]):
        replacing = Replacing(order)
        found = [replacing.of(f"https://old.example{path}") for path in ("/", "/x/z", "/x/y/z")]
        assert [one and one.new for one in found] == ["https://a.example", "https://b.example", "https://c.example"]


@pytest.mark.parametrize(
    "pairs",
    [
        [("old", "new.example")],
        [("old.example", "")],
        [("http://", "new.example")],
        [("ftp://old.example", "new.example")],
        [("old.example:x", "new.example")],
        [("https://old.example/#a", "new.example")],
        [("a b.example", "new.example")],
        [("old.example", "new.example"), ("OLD.example", "other.example")],
    ],
)
def test_what_is_no_pair_is_said(pairs: list[tuple[str, str]]) -> None:
    """Before anything is read."""
    with pytest.raises(LinkcheckError):
        Replacing(pairs)


@given(st.text(alphabet="htps:/.@?#[]%oldexamnw-8\\ \n", max_size=40))
def test_any_text_is_taken(text: str) -> None:
    """No address is too odd, and what changes is OLD's host and no other."""
    replaced = Replacing([HOST]).of(text)
    assert replaced is None or "old.example" in text.lower()
