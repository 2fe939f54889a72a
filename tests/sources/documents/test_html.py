"""HTML: which attributes hold a URI, and that the bytes reported are exactly their values'."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Document, Quoting, Reference, Span
from linkcheck.sources.documents.encode import encode
from linkcheck.sources.documents.html import attributes, extract, links
from tests.support import paths
from tests.support.dialects import DIALECTS, PLAIN

CASES = paths.CASES / "documents" / "html"
FILES = sorted(CASES.glob("*.html"))
NEW = "https://archive.example/web/2020/http://x.org/?a=1&copy=2'(b)"
PIECES = ("<a ", "<img ", "</a>", "<!--", "-->", "<script>", "</script>", 'href="', "href='", "href=", "src=", "title=",
          '"', "'", ">", "/", " ", "\n", "http://x.org", "&amp;", "&copy", "=", "<", "é",
          "<textarea>", "</textarea>", "-")  # fmt: skip


def line(reference: Reference) -> str:
    call = f" = {reference.call.name}" if reference.call else ""
    off = " (disabled)" if reference.disabled else ""
    return f"{reference.position.line}: {reference.quoting} {reference.destination}{call}{off}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_uris_are_found(path: Path) -> None:
    """Each case lists line, quoting and meaning of every URI in it, and nothing else is one."""
    dialect = next((dialect for name, dialect in DIALECTS.items() if f".{name}." in path.name), PLAIN)
    extraction = extract(Document(path.name, path.read_bytes()), dialect)
    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8")
    assert "".join(map(line, extraction.references)) == expected
    assert not extraction.problems


def lexbor(html: str) -> list[tuple[str, str]]:
    """Return the tags and their `href` in the order of an independent HTML parser."""
    found = [(node.tag or "", node.attributes.get("href")) for node in LexborHTMLParser(html).css("[href]")]
    return [(tag, value.strip(" \t\n\f\r")) for tag, value in found if value is not None]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_the_one_value_changes(path: Path) -> None:
    """Another URL at a span changes that attribute for an independent parser, and no other."""
    data = path.read_bytes()
    before = lexbor(data.decode("utf-8", "replace"))
    for attribute in links(data):
        if attribute.name != "href":
            continue
        new = encode(NEW, attribute.quoting)
        assert new is not None
        after = lexbor((data[: attribute.span.start] + new + data[attribute.span.end :]).decode("utf-8", "replace"))
        changed = [(old, value) for old, value in zip(before, after, strict=True) if old != value]
        assert [value for _, (_, value) in changed] == [NEW]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_values_are_where_they_are_said_to_be(html: str) -> None:
    """Whatever the text, spans lie in order inside it, and a value without entities is its very bytes."""
    data = html.encode()
    found = list(attributes(data))
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))
    for attribute in found:
        written = data[attribute.span.start : attribute.span.end].decode()
        assert "&" in written or attribute.value == written


def test_a_part_of_a_text_can_be_read() -> None:
    """Offsets are those of the whole text, and nothing outside the part is looked at."""
    data = b'<a href="x"> <a href="y"> <a href="z">'
    assert [attribute.span for attribute in attributes(data, 12, 26)] == [Span(22, 23)]
    assert [attribute.value for attribute in attributes(data, 12, 20)] == []


def test_quoting_of_a_candidate_without_quotes() -> None:
    """`srcset=a.png` has one candidate and no quotes around it that could protect a space."""
    assert [link.quoting for link in links(b"<img srcset=a.png>")] == [Quoting.HTML_UNQUOTED]


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a href="', "<a href=", "<!--", "<![CDATA[", "<script>", "<textarea>", "</a ", "<a b", "<a =", "< ",
     "<img srcset='a (,",     "<img srcset='a, ", "&amp;", "<a x='", "<title", "<?", "-->"],
)  # fmt: skip
def test_unclosed_markup_by_the_thousand_ends(piece: str) -> None:
    """A square of 20,000 openings would run into the time limit of the tests."""
    assert list(links(piece.encode() * 20_000)) is not None
