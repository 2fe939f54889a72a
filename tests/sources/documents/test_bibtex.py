"""BibTeX: the addresses in its fields, and nothing that pybtex does not read as the value of a field."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Document, Extraction, Quoting, Syntax
from linkcheck.sources import documents
from linkcheck.sources.documents.encode import encode
from tests.support import paths
from tests.support.dialects import PLAIN

ENTRIES = (paths.CASES / "documents" / "bibtex" / "entries.bib").read_bytes()
DOIS = [
    "https://doi.org/10.1093/comjnl/27.2.97",
    "https://doi.org/10.5555/yes.1",
    "https://doi.org/10.1000/a%23b%3Fc",
]
ESCAPED = {
    rb"https://yes.example.org/how\_published?a=1\&b=2": "https://yes.example.org/how_published?a=1&b=2",
    rb"https://yes.example.org/{\_}x/\textasciitilde{}me": "https://yes.example.org/_x/~me",
}


def extract(data: bytes) -> Extraction:
    return documents.extract(Document("a.bib", data), PLAIN)


def test_each_sentinel_is_found_and_nothing_else() -> None:
    """URLs of whole fields and of `\\url`, with LaTeX's escapes resolved, and DOIs; no comment, key, prose or text."""
    found = [each for each in extract(ENTRIES).references if each.quoting is not Quoting.FIXED]
    written = [ENTRIES[each.span.start : each.span.end] for each in found]
    assert written == re.findall(rb"https://yes\.example\.org/(?:\{\\_\}|\\textasciitilde\{\}|[^\s{}\",])*", ENTRIES)
    for each, bytes_of_it in zip(found, written, strict=True):
        assert each.destination == ESCAPED.get(bytes_of_it, bytes_of_it.decode())
        assert each.syntax is Syntax.DATA


def test_a_doi_is_asked_for_and_never_replaced() -> None:
    """It names a work for good."""
    found = extract(ENTRIES).references
    assert [each.destination for each in found if each.quoting is Quoting.FIXED] == DOIS


def test_another_url_is_read_back() -> None:
    """Whatever stands there afterwards, it is that URL, and all others are what they were."""
    new = "https://archive.example/web/2020/http://x.org/a_b?c=%20&d=1"
    before = extract(ENTRIES).references
    for number, reference in enumerate(before):
        written = encode(new, reference.quoting)
        if written is not None:
            after = extract(ENTRIES[: reference.span.start] + written + ENTRIES[reference.span.end :]).references
            expected = [new if n == number else each.destination for n, each in enumerate(before)]
            assert [each.destination for each in after] == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("% linkcheck-disable\n@a{k, url={https://a.dev/}}\n% linkcheck-enable\n@a{k, url={https://b/}}", [True, 0]),
        ("@a{k,\n% linkcheck-disable-next-line\n url={https://a.dev/},\n pdf={https://b.dev/}}", [True, False]),
        ("@comment{\n@a{k, url={https://a.dev/}}\n}\n@a{k, url={https://b.dev/}}", [False]),
        ("@comment{@a{k, url={https://a.dev/}}\n@a{k, url={https://b.dev/}}", [False, False]),
        ('@a{k, url="https://a.dev/{"}"}', []),
        ("@a{k, url={https://a.dev/}} url = {https://b.dev/}", [False]),
        ("@a{k, year = 2000} url = {https://b.dev/}", []),
        ("@a(k, url = {https://b.dev/})", [False]),
    ],
)  # fmt: skip
def test_comments_and_ends(text: str, found: list[bool]) -> None:
    """Comments switch checking off; text between entries is read by nobody."""
    assert [each.disabled for each in extract(text.encode()).references] == found


PIECES = ("@a{k,", "@comment{", "@string{", "url", "=", "{", "}", '"', "#", ",", "https://a.dev/", "\\url{",
         "\n", "%", " ", "doi", "10.1000/x", "(", ")", "ü")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Spans are in order and hold what was found."""
    data = text.encode()
    end = 0
    for each in extract(data).references:
        assert each.span.start >= end
        end = each.span.end
        assert b"a.dev" in data[each.span.start : end] or b"10." in data[each.span.start : end]


@pytest.mark.parametrize(
    "piece", [b"@a{k, url={", b"@comment{", b"@a{k,", b"{", b'@a{k, url="', b"\\url{", b" ", b"%\n", b"@a{k,a=b#"]
)
def test_hostile_text_takes_no_time(piece: bytes) -> None:
    """A megabyte of anything is read in the time that a megabyte takes."""
    extract(b"@a{k, url={" + piece * (1_000_000 // len(piece)))
