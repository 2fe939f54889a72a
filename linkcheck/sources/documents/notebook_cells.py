"""Finds the Markdown cells of a notebook, and for their bytes the bytes of the file.

A cell is one JSON string or a list of them, joined with nothing between (nbformat 4, and 3 with its worksheets). A
destination that goes from one string into the next is read, and not written to.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from linkcheck.model import Document, Position, Problem, Quoting, Reference, Span
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.documents.utf8 import readable
from linkcheck.sources.front_matter import Parsed, Value

_BEFORE = b"<!-- -->\n\n"
"""Stands before a cell when it is read, so that a rule at its beginning opens no front matter."""
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
"""One character of a JSON string as it may be written."""


def strings_of_cells(parsed: Parsed) -> Iterator[Sequence[Value]]:
    """Yield the strings of each Markdown cell; no key may stand there twice."""
    wanted = frozenset(id(cell) for cell in _markdown_cells(parsed.data))
    values = iter(parsed.values)  # all strings, in the order in which they are met below

    def walk(node: object, cell: list[Value] | None) -> Iterator[Sequence[Value]]:
        match node:
            case str():
                value = next(values)
                if cell is not None:
                    cell.append(value)
            case Mapping():
                for key, inner in node.items():
                    if key == "source" and id(node) in wanted:
                        strings: list[Value] = []
                        yield from walk(inner, strings)
                        yield strings
                    else:
                        yield from walk(inner, cell)
            case list():
                for inner in node:
                    yield from walk(inner, cell)
            case _:
                pass

    return walk(parsed.data, None)


def _markdown_cells(data: object) -> Iterator[object]:
    sheets = [data, *_items(data, "worksheets")]
    for cell in (cell for sheet in sheets for cell in _items(sheet, "cells")):
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            yield cell


def _items(data: object, key: str) -> Iterable[object]:
    items = data.get(key) if isinstance(data, dict) else None
    return items if isinstance(items, list) else ()


class _Piece(Struct, frozen=True):
    """One JSON string of a cell."""

    start: int
    """In the bytes of the cell."""
    value: Value
    places: list[int] = field(default_factory=list)
    """For each of its bytes the character of the string as written, and then its end; made when it is asked for."""

    def character(self, offset: int, text: str) -> int:
        """Return the character of the file's text at which a byte of the cell is written."""
        if not self.places:
            written = text[self.value.start : self.value.end]
            for token in _CHARACTER.finditer(written):
                meant = str(json.loads(f'"{token[0]}"')) if token[0][0] == "\\" else token[0]
                self.places.extend([token.start()] * len(_encoded(meant)))
            self.places.append(len(written))
        return self.value.start + self.places[max(offset - self.start, 0)]


def _is_no_text(written: bytes) -> bool:
    try:
        written.decode()
    except UnicodeDecodeError:
        return True
    return False


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class MarkdownCell:
    """The text of one cell, and the way back from its bytes to those of the file."""

    def __init__(self, document: Document, lines: LineIndex, text: ShownText, strings: Sequence[Value]) -> None:
        """Take the file, its text, and the strings of it that are the cell."""
        self._document, self._lines, self._text = document, lines, text
        self._pieces: list[_Piece] = []
        data = bytearray(_BEFORE)
        for value in strings:
            self._pieces.append(_Piece(len(data), value))
            data += _encoded(value.text)
        self.data = bytes(data)
        self._own_lines = LineIndex(self.data)
        self._starts = [piece.start for piece in self._pieces]

    def placed(self, reference: Reference) -> Reference:
        """Return a reference of the cell as one of the file."""
        span, whole = self._span(reference.span)
        destination, quoting = reference.destination, reference.quoting if whole else Quoting.FIXED
        written = self._document.data[span.start : span.end]
        if "\ufffd" in destination and _is_no_text(written):  # it was not read as it is
            destination, quoting = readable(written), Quoting.FIXED
        used_at = tuple(self._position(use) for use in reference.used_at)
        position = self._lines.position(span.start)
        return replace(
            reference, span=span, position=position, destination=destination, quoting=quoting, used_at=used_at
        )

    def placed_problem(self, problem: Problem) -> Problem:
        """Return a problem of the cell as one of the file."""
        span, _ = self._span(problem.span)
        return replace(problem, span=span, position=self._lines.position(span.start))

    def _span(self, span: Span) -> tuple[Span, bool]:
        """Return the bytes of the file for bytes of the cell, and whether they lie in one string."""
        first, last = self._piece_at(span.start), self._piece_at(max(span.end - 1, span.start))
        start, end = first.character(span.start, self._text.shown), last.character(span.end, self._text.shown)
        return Span(self._text.byte(start), self._text.byte(end)), first is last

    def _piece_at(self, offset: int) -> _Piece:
        return self._pieces[max(bisect_right(self._starts, offset) - 1, 0)]

    def _position(self, position: Position) -> Position:
        line = self._own_lines.line_span(position.line)
        before = self.data[line.start : line.end].decode("utf-8", "surrogatepass")[: position.column - 1]
        offset = line.start + len(_encoded(before))
        return self._lines.position(self._span(Span(offset, offset))[0].start)
