"""The examples of the two specifications: the destinations that their own implementations find, all and no others.

The data say how they were made (`tests/cases/documents/commonmark/make*`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Dialect, Document, Quoting, Reference, Syntax
from linkcheck.sources.documents import encode, extract
from linkcheck.sources.documents.definitions import fold
from tests.support import paths

CASES = paths.CASES / "documents" / "commonmark"
Example = Mapping[str, object]
COMMONMARK: Sequence[Example] = json.loads((CASES / "commonmark-0.31.2.json").read_text(encoding="utf-8"))["examples"]
GFM: Sequence[Example] = json.loads((CASES / "gfm-0.29.json").read_text(encoding="utf-8"))["examples"]
NEW = "https://archive.example/web/2020/http://x.org/?a=(1)&copy;=2"

CONTAINERS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "quoted": lambda text: "".join(f"> {line}" for line in text.splitlines(keepends=True)),
    "listed": lambda text: "- " + "".join(_indented(text)).removeprefix("  "),
}
BYTES: Mapping[str, Callable[[bytes], bytes]] = {
    "lf": lambda data: data,
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "cr": lambda data: data.replace(b"\n", b"\r"),
    "bom": lambda data: b"\xef\xbb\xbf" + data,
}
"""Ways to write the same text."""


def _indented(text: str) -> list[str]:
    return [line if line == "\n" else f"  {line}" for line in text.splitlines(keepends=True)]


def document(text: str, form: str = "lf") -> Document:
    """Return an example as a document; the empty line on top keeps `---` from being front matter."""
    return Document("example.md", BYTES[form](f"\n{text}".encode()))


def linked(references: Sequence[Reference]) -> list[str]:
    """Return where the links and images of a page lead, a definition once for each use."""
    destinations: list[str] = []
    for reference in references:
        times = len(reference.used_at) if reference.syntax is Syntax.DEFINITION else 1
        destinations += [reference.destination] * times
    return sorted(destinations)


def winners(references: Sequence[Reference]) -> list[str]:
    """Return where the definitions lead, of duplicates the first only."""
    first: dict[str, str] = {}
    for reference in references:
        if reference.label is not None:
            first.setdefault(fold(reference.label), reference.destination)
    return sorted(first.values())


def markdown(text: Document) -> list[Reference]:
    """Return the references that Markdown makes: no raw HTML, and nothing bare, which only GFM has."""
    references = extract(text, Dialect()).references
    return [reference for reference in references if reference.syntax not in (Syntax.HTML, Syntax.BARE)]


@pytest.mark.parametrize("form", BYTES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_commonmark(container: str, form: str) -> None:
    """Links, images, autolinks and definitions of every example, in a quote and a list too, however lines end."""
    for example in COMMONMARK:
        expected = example[container]
        assert isinstance(expected, dict)
        references = markdown(document(CONTAINERS[container](str(example["markdown"])), form))
        assert linked(references) == sorted(expected["links"]), example["number"]
        assert winners(references) == sorted(expected["definitions"]), example["number"]


@pytest.mark.parametrize("form", ["lf", "crlf", "bom"])
def test_gfm(form: str) -> None:
    """With tables, strikethrough and bare links, all as cmark-gfm has them."""
    for example in GFM:
        expected = example["links"]
        assert isinstance(expected, list)
        references = extract(document(str(example["markdown"]), form), Dialect()).references
        assert linked([each for each in references if each.syntax is not Syntax.HTML]) == sorted(expected)


@pytest.mark.parametrize("examples", [COMMONMARK, GFM], ids=["commonmark", "gfm"])
def test_raw_html(examples: Sequence[Example]) -> None:
    """All `href` and `src` of the pages that the specifications show are found, those of raw HTML among them."""
    for example in examples:
        nodes = LexborHTMLParser(str(example["html"])).css("[href], [src]")
        expected = [node.attributes.get("href") or node.attributes.get("src") or "" for node in nodes]
        references = extract(document(str(example["markdown"])), Dialect()).references
        raw = {unquote(each.destination) for each in references if each.syntax is Syntax.HTML}
        shown = {unquote(url) for url in expected if url}
        # A link in an image's text is a link, but no page shows it.
        assert raw <= shown <= {unquote(destination) for destination in linked(references)}, example["number"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_span_can_be_rewritten(container: str) -> None:
    """Another URL at a span changes that destination and no other; it is read back as it was meant."""
    for example in COMMONMARK:
        before = document(CONTAINERS[container](str(example["markdown"])))
        references = extract(before, Dialect()).references
        for index, reference in enumerate(references):
            new = encode(NEW, reference)
            written = before.data[reference.span.start : reference.span.end]
            if reference.quoting is Quoting.FIXED:  # an attribute over two lines, with the prefix of a quote in it
                assert reference.syntax is Syntax.HTML
                assert b"\n" in written
                continue
            if new is None:  # bare text and autolinks cannot escape the entity in it
                assert reference.syntax in (Syntax.BARE, Syntax.AUTOLINK)
                continue
            data = before.data[: reference.span.start] + new + before.data[reference.span.end :]
            expected = [each.destination for each in references]
            expected[index] = NEW
            after = extract(Document(before.path, data), Dialect()).references
            assert [each.destination for each in after] == expected, example["number"]
