"""Markdown that nobody would write: any bytes are read, and a span is never out of place.

That time stays in proportion is seen on larger inputs of the same kinds, by `tests.benchmarks.fuzz_documents`.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Dialect, Document, Extraction, LinkcheckError, Quoting, Rule, Syntax
from linkcheck.sources.documents import encode, extract
from tests.support.dialects import DIALECTS, HUGO
from tests.support.hostile_documents import hostile

HOSTILE = hostile(5_000)
FRAGMENTS = (
    "[", "]", "(", ")", "](", "]: ", "[a]", "[a]: ", "[b]:", "<", ">", "<a href=", '"', "'", "`", "*", "_", "~~", "!",
    "\\", "&amp;", "&", "|", "|-|-|\n", "- ", "> ", "1. ", "\n", "\r\n", "\r", "\n\n", "    ", "\t", " ", "#", ": ",
    "http://a.org", "https://b.org/x", "www.c.org", "d@e.org", "/f", "<http://g.org>", "<!--", "-->", "<div>\n",
    "```\n", "{{< ", " >}}", '{{< ref "h" >}}', "{% ", " %}", "{{ ", " }}", "[^1]", "[^1]: ", "---\n", "===\n", "é",
    "中", "\ufeff", "\0", "\x0b", "\u2028", "ẞ", "x",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(lambda parts: "".join(parts).encode())
BYTES = st.lists(st.one_of(TEXTS, st.binary(max_size=4)), max_size=6).map(b"".join)
NEW = "https://archive.example/web/2020/http://x.org/?a=(1)&b=2"


def read(data: bytes, dialect: Dialect) -> Extraction:
    """Extract, and hold the result to what is promised of every extraction."""
    extraction = extract(Document("post.md", data), dialect)
    end = 0
    for reference in extraction.references:
        assert 0 <= reference.span.start <= reference.span.end <= len(data)
        assert reference.span.start >= end or Quoting.FIXED in (reference.quoting, *_quotings(extraction))
        end = max(end, reference.span.end)
        assert (reference.label is None) == (reference.syntax is not Syntax.DEFINITION) == (reference.used is None)
        reference.destination.encode()  # no surrogates: reports are UTF-8
    return extraction


def _quotings(extraction: Extraction) -> Iterator[Quoting]:
    return (reference.quoting for reference in extraction.references)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_read(name: str, dialect: Dialect) -> None:
    """A long repetition of anything special, alone and nested."""
    read(HOSTILE[name], dialect)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@given(data=BYTES)
@settings(max_examples=300)
def test_any_bytes_are_read(dialect: Dialect, data: bytes) -> None:
    """Nothing raises, and spans are in order and inside the document."""
    read(data, dialect)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@given(data=TEXTS)
@settings(max_examples=200)
def test_a_rewritten_document_is_read_again(dialect: Dialect, data: bytes) -> None:
    """What is written at a span never raises either, and the bytes around it stay what they are."""
    for reference in read(data, dialect).references:
        new = encode(NEW, reference)
        if new is not None:
            read(data[: reference.span.start] + new + data[reference.span.end :], dialect)


def test_a_panic_of_the_parser_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read without the parser stays: front matter and template calls."""

    class PanicException(BaseException):
        """Named as pyo3 names it; the real one is in no importable module."""

    def panic(*_: object, **__: object) -> None:
        raise PanicException("attempt to subtract with overflow")

    monkeypatch.setattr(pyromark, "events_with_range", panic)
    extraction = extract(Document("a.md", b'---\nimage: /a.png\n---\n[a](b) {{< ref "c" >}}'), HUGO)
    assert [each.destination for each in extraction.references] == ["/a.png", "c"]
    assert [problem.rule for problem in extraction.problems] == [Rule.UNPARSED_DOCUMENT]
    assert "overflow" in extraction.problems[0].message


def test_an_interrupt_is_no_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a document is parsed ends the run as everywhere else."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pyromark, "events_with_range", interrupt)
    with pytest.raises(KeyboardInterrupt):
        extract(Document("a.md", b"[a](b)"), Dialect())


def test_bytes_that_are_not_utf8_are_percent_encoded() -> None:
    """A Latin-1 post keeps its bytes; the destination has them as Hugo's pages do."""
    data = b"Caf\xe9 [a](/caf\xe9) <a href='/\xe9t\xe9'>\n\n[b\xe9]: /b\xe9\n"
    references = extract(Document("a.md", data), Dialect()).references
    assert [each.destination for each in references] == ["/caf%E9", "/%E9t%E9", "/b%E9"]
    assert [data[each.span.start : each.span.end] for each in references] == [b"/caf\xe9", b"/\xe9t\xe9", b"/b\xe9"]


def test_an_extraction_crosses_processes() -> None:
    """Large blogs are read by several processes."""
    extraction = extract(Document("a.md", b'[a](b) {{< ref "c" >}}\n\n[9]:\n'), HUGO)
    assert pickle.loads(pickle.dumps(extraction)) == extraction  # noqa: S301 - our own, a moment ago


def test_an_unknown_suffix_is_the_users_to_mend() -> None:
    """The message names what is known."""
    with pytest.raises(LinkcheckError, match=r"post\.pdf.*\.html.*\.md"):
        extract(Document("post.pdf", b""), Dialect())


def test_suffixes_know_no_case() -> None:
    """A file from a camera's age is read too."""
    assert extract(Document("POST.MD", b"[a](b)"), Dialect()).references
