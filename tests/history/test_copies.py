"""Copies of pages: what is written, and that it is read again; what is none is said to be none."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from linkcheck.history.copies import BadCopyError, OwnCopy, document, pack, place_of, unpack
from linkcheck.model import Url

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
URL = Url("https://site.example/a?b=1&c=2")
MOST = 20_000
COPY = OwnCopy(URL, AT, document(URL, AT, "A page", "en", [("h1", "A page"), ("p", "Its text.")], MOST))
TAGS = st.sampled_from(["p", "h1", "li", "pre", "blockquote"])


@given(st.binary(min_size=1, max_size=200))
def test_what_is_written_is_read(data: bytes) -> None:
    """The same URL, second and bytes; and written again it is the same file."""
    copy = OwnCopy(URL, AT, data)
    assert unpack(pack(copy), MOST) == copy
    assert pack(copy) == pack(copy)


def test_the_file_is_a_warc() -> None:
    """One record, of which any archive knows whose page it is and of when."""
    head = gzip.decompress(pack(COPY)).partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert head[0] == "WARC/1.0"
    assert {"WARC-Type: resource", f"WARC-Target-URI: {URL}", "WARC-Date: 2026-03-04T05:06:07Z"} <= {*head}


PLAIN = gzip.decompress(pack(COPY))
NONE = {
    "empty": b"",
    "text": b"no WARC",
    "html": b"<p>",
    "cut in its head": pack(COPY)[:60],
    "cut in its text": pack(COPY)[:-40],
    "no head": gzip.compress(b"WARC/1.0\r\n\r\n"),
    "no time": gzip.compress(PLAIN.replace(b"2026-03-04T05:06:07Z", b"some day")),
    "another record": gzip.compress(PLAIN.replace(b"WARC-Type: resource", b"WARC-Type: response")),
    "too large": pack(OwnCopy(URL, AT, b"x" * (MOST + 1))),
}


@pytest.mark.parametrize("data", NONE.values(), ids=NONE)
def test_what_is_no_copy(data: bytes) -> None:
    """A file that is cut, strange or too large is none, and is read no further."""
    with pytest.raises(BadCopyError):
        unpack(data, MOST)


@given(st.text(max_size=30), st.lists(st.tuples(TAGS, st.text(max_size=400)), max_size=12), st.integers(1500, 4000))
def test_a_document_is_bounded_and_inert(title: str, blocks: list[tuple[str, str]], most: int) -> None:
    """Never larger than it may be; whatever the text, no element of it is one."""
    made = document(URL, AT, title, "en", blocks, most)
    assert len(made) <= most
    tree = LexborHTMLParser(made.decode())
    assert not tree.css("script,img,iframe,form,object")
    assert [node.attributes["href"] for node in tree.css("a")] == [URL]


def test_a_long_text_is_cut_between_words() -> None:
    """And it says so."""
    made = document(URL, AT, "", "", [("p", "word " * 1000), ("p", "last")], 2000).decode()
    assert "word word</p>\n<p><em>The rest is not kept here.</em></p>" in made
    assert "last" not in made


def test_places_differ() -> None:
    """By the whole URL; and no host is a way out of the folder."""
    urls = [URL, "https://site.example/A?b=1&c=2", "http://site.example/a?b=1&c=2", "https://[::1]/", "https://../x"]
    places = [place_of(Url(url)) for url in urls]
    assert len({*places}) == len(urls)
    assert all(len(place.parts) == 2 and ".." not in place.parts for place in places)
