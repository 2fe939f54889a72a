"""Turns the front matter of a document into references and problems with their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from linkcheck.model import Dialect, Document, Problem, Quoting, Reference, Rule, Span, Syntax
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.utf8 import readable
from linkcheck.sources.front_matter import FrontMatterBlock, Value, find, proved, strings


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a document, read."""

    end: int = 0
    """The byte where the body begins; 0 where there is no front matter (a byte order mark is still there then)."""
    data: Mapping[str, object] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()

    def texts(self) -> Iterator[str]:
        """Yield all strings in it."""
        return (text for _, text in strings(self.data))


def read(document: Document, places: LineIndex, dialect: Dialect) -> FrontMatter:
    """Return a document's front matter; the body begins behind it even where it has faults, which are problems."""
    block = find(document.data, loose=dialect.loose_fences)
    if block is None:
        return FrontMatter()
    if block.fault:
        return FrontMatter(block.end, problems=(_problem(document, places, block, block.text.start, block.fault),))
    text = _Text(document.data, block.text)
    metadata = block.read(text.shown, dialect.yaml)
    if block.optional and not metadata.data:
        return FrontMatter()
    wrong = f"front matter is not good {block.format}"
    problems = tuple(
        _problem(document, places, block, text.byte(fault.offset), f"{wrong}: {fault.message}")
        for fault in metadata.faults
        if not dialect.front_matter_lines
    )
    references = tuple(_reference(document, places, text, value) for value in proved(metadata))
    return FrontMatter(block.end, metadata.data, references, problems)


class _Text:
    """The text of a front matter, and the way back from its characters to bytes of the document.

    Bytes that are no UTF-8 are shown as U+FFFD one by one, so that the rest can be read.
    """

    def __init__(self, data: bytes, span: Span) -> None:
        self._start = span.start
        self._text = data[span.start : span.end].decode("utf-8", "surrogateescape")
        self._ascii = self._text.isascii()
        self._known = (0, span.start)  # a character and its byte: offsets come in order, so none is counted twice
        self.shown = self._text if self._ascii else _LONE.sub("\ufffd", self._text)

    def byte(self, character: int) -> int:
        """Return the byte offset in the document of a character of the text."""
        if self._ascii:
            return self._start + min(character, len(self._text))
        known, offset = self._known if self._known[0] <= character else (0, self._start)
        offset += len(self._text[known:character].encode("utf-8", "surrogateescape"))
        self._known = (character, offset)
        return offset


_LONE = re.compile("[\udc80-\udcff]")


def _reference(document: Document, places: LineIndex, text: _Text, value: Value) -> Reference:
    span = Span(text.byte(value.start), text.byte(value.end))
    destination, quoting = value.text, value.quoting
    if "\ufffd" in destination:  # its bytes may be no UTF-8, and then were not read as they are
        destination, quoting = readable(document.data[span.start : span.end]), Quoting.FIXED
    return Reference(document.path, span, places.position(span.start), Syntax.FRONTMATTER, destination, quoting)


def _problem(document: Document, places: LineIndex, block: FrontMatterBlock, offset: int, message: str) -> Problem:
    position = places.position(offset)
    return Problem.of(Rule.BAD_FRONT_MATTER, document.path, position, block.text, message)
