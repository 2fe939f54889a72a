"""Finds lines that were meant as definitions but are text: placeholders, and what they or a typing error un-define.

`[9]:` alone on a line takes the next line for its destination; where that is no destination, all that follows up to
the next blank line is a paragraph, the good definitions in it too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from linkcheck.model import Dialect
from linkcheck.sources.documents.definitions import fold
from linkcheck.sources.documents.structure import LinkKind, Structure

_HEAD = re.compile(rb"[ \t>]*")
_LONGEST_HEAD = 200
"""Bytes before a definition's `[`; more than any author's quotes and indents."""
_LABEL = re.compile(rb"\[(?:\\.|[^\[\]\\])*\]:", re.DOTALL)
_ENDED = re.compile(rb" {0,3}(?:\*?\[[^\[\]\n]+\]:|\^[ \t]*$)", re.MULTILINE)
"""A footnote or an abbreviation goes on in indented lines only, and `^` ends any block (kramdown)."""
_REST_OF_LINE = re.compile(rb"[ \t]*([^\r\n]*?)[ \t]*(?=\r?\n|\Z)")
_BLANK = re.compile(rb"[ \t]")
_TITLE_LINE = re.compile(rb"[ \t]*([\"'])[^\r\n]+\1[ \t]*\r?\n")
_DESTINATION = re.compile(rb"<|[A-Za-z][A-Za-z0-9+.-]{1,31}:[^ \t]|\.{0,2}/|#[^ \t]|www\.")
"""It tells `[1]: https://…` from `[Bob]: hello`."""


class MalformedDefinition(Struct, frozen=True):
    """A line `[label]:` or `[label]: destination` that defines nothing; offsets are bytes."""

    start: int
    label_end: int
    """Past the colon."""
    folded: str
    """Its label."""
    destination: tuple[int, int]
    """Empty where nothing stands behind the colon; it may hold blanks."""
    counts: bool
    """It defines its label nevertheless: in this dialect, a destination may hold blanks, or stand within text."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing stands behind the colon."""
        return self.destination[0] == self.destination[1]


def malformed_definitions(text: bytes, structure: Structure, dialect: Dialect) -> Iterator[MalformedDefinition]:
    """Yield the lines of a text (UTF-8) that look like definitions and are none, in order."""
    heads = list(_heads(text, structure))
    wanted = {fold(each.label) for each in structure.undefined if not _is_head(text, each.start, each.end)}
    edges: Collection[int] = set(structure.edges) if heads else ()
    behind_definition = -1
    for start, end, label, defined in heads:
        rest = _REST_OF_LINE.match(text, end + 1)
        destination = _without_title(text, *rest.span(1)) if rest else (end + 1, end + 1)
        empty = destination[0] == destination[1]
        line = _line_start(text, start)
        at_start = start in edges or line == behind_definition or _ENDED.match(text, text.rfind(b"\n", 0, line - 1) + 1)
        counts = dialect.destinations_hold_blanks and bool(at_start) and not empty
        if dialect.definitions_in_text and not empty:
            counts = _BLANK.search(text, *destination) is None
        elif counts:
            behind_definition = _behind(text, destination[1])
        # `[label]:` with a definition elsewhere is a link and a colon.
        meant = not defined if empty else counts or label in wanted or _DESTINATION.match(text, *destination)
        if meant:
            yield MalformedDefinition(start, end + 1, label, destination, counts)


def _behind(text: bytes, end: int) -> int:
    """Return where the line begins that follows a definition of kramdown's, whose title may have a line of its own."""
    line = text.find(b"\n", end) + 1
    title = _TITLE_LINE.match(text, line) if line else None
    return title.end() if title else line


def _without_title(text: bytes, start: int, end: int) -> tuple[int, int]:
    """Take off a title as kramdown does: from the first blank and quote on, if the line ends in that quote."""
    title = text.find(b" " + text[end - 1 : end], start, end - 2) if text[end - 1 : end] in (b'"', b"'") else -1
    while title > start and text[title - 1] in b" \t":
        title -= 1
    return (start, title) if title > start else (start, end)


def _heads(text: bytes, structure: Structure) -> Iterator[tuple[int, int, str, bool]]:
    """Yield place and folded label of each `[label]:` that begins a line of text, and whether it is defined."""
    linked = [(link.start, link.end, link.label, True) for link in structure.links if link.kind is LinkKind.REFERENCE]
    undefined = [(each.start, each.end, each.label, False) for each in structure.undefined]
    for start, end, label, defined in sorted([*linked, *undefined]):
        if _is_head(text, start, end) and not label.startswith("^"):
            yield start, end, fold(label), defined


def _is_head(text: bytes, start: int, end: int) -> bool:
    """Return whether a bracket begins its line and a colon follows it."""
    if text[end : end + 1] != b":" or not _LABEL.fullmatch(text, start, end + 1):
        return False
    line = _line_start(text, start)
    return line >= 0 and _HEAD.fullmatch(text, line, start) is not None


def _line_start(text: bytes, place: int) -> int:
    """Return where the line begins, -1 where that is too far away for a definition."""
    floor = max(0, place - _LONGEST_HEAD)
    newline = text.rfind(b"\n", floor, place)
    return newline + 1 if newline >= 0 or floor == 0 else -1
