"""Finds the blocks of reStructuredText that links stand in: running text, targets, pictures, raw HTML.

All else is passed over: literal blocks, comments, doctests, and the contents of directives that are not known to hold
text. What a block is, is told by its first line and by how far its lines are indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

_TITLED = frozenset((
    "admonition", "attention", "caution", "danger", "deprecated", "error", "hint", "important", "note", "replace",
    "rubric", "seealso", "sidebar", "tip", "topic", "versionadded", "versionchanged", "versionremoved", "warning",
    "centered", "csv-table", "list-table", "table", "dropdown", "tab-item", "card", "todo",
))  # fmt: skip
"""Directives whose argument and contents are text."""
_HOLDERS = frozenset((
    "class", "compound", "container", "epigraph", "figure", "footer", "glossary", "grid", "grid-item",
    "grid-item-card", "header", "highlights", "hlist", "image", "line-block", "list", "only", "parsed-literal",
    "pull-quote", "tab", "tabs", "tab-set", "rst-class",
))  # fmt: skip
"""Directives whose contents are text, and whose argument is none."""
_PICTURES = frozenset(("figure", "image"))
_MARKER = re.compile(r"(?:[-+*\u2022\u2023\u2043]|\(?(?:\d+|[A-Za-z]|#|[ivxlcdmIVXLCDM]+)[.)])[ ]+(?=\S)")
_FIELD = re.compile(r":(?![: ])(?:[^:\\]|\\.|:(?![ ]|$))*(?<! ):(?:[ ]+|$)")
_OPTION = re.compile(r":(?P<name>[\w-]+):(?:[ ]+|$)")
_EXPLICIT = re.compile(r"\.\.(?:[ ]+|$)")
_TARGET = re.compile(r"_(?![ ])(?:`(?:[^`\\]|\\.)+`|(?:\\.|[^\\:`]|:(?![ ]|$))+):(?:[ ]+|$)")
_NOTE = re.compile(r"\[[^\]]+\](?:[ ]+|$)")
_DIRECTIVE = re.compile(r"(?:\|[^|]+\|[ ]+)?(?P<name>\w(?:[\w.+:-]*\w)?)[ ]?::(?:[ ]+|$)")
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ ]*")
_BORDER = re.compile(r"=+(?:[ ]+=+)+[ ]*")
_DEEPEST = 50
"""Lists that begin in one line."""
_BLANKS = {0x0B: " ", 0x0C: " "}


class RstBlockKind(StrEnum):
    """What may stand in a block."""

    TEXT = "text"
    DRAWN = "drawn"
    """Text whose width is drawn around it or below it: cells of tables, titles. No other length fits there."""
    TARGET = "target"
    PICTURE = "picture"
    LINK = "link"
    """The value of an option."""
    HTML = "html"


class RstBlock(NamedTuple):
    """Lines that belong together, as pairs of start and end: characters of the text, without indentation."""

    kind: RstBlockKind
    lines: list[tuple[int, int]]


class _Line(Struct, frozen=True):
    start: int
    """Where its text begins."""
    end: int
    indent: int
    text: str


def blocks(text: str) -> Iterator[RstBlock]:
    """Yield the blocks of a text in order."""
    return _Scanner(list(_lines(text))).blocks()


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.translate(_BLANKS).splitlines(keepends=True):
        written = line.rstrip()
        content = written.lstrip()
        indent = len(written[: len(written) - len(content)].expandtabs(8))
        begin = start + len(written) - len(content)
        yield _Line(begin, begin + len(content), indent, content.replace("\t", " "))
        start += len(line)


class _Scanner:
    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = lines
        self._next = 0

    def blocks(self) -> Iterator[RstBlock]:
        in_table = False
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if not line.text:
                self._next += 1
                in_table = False
            elif _BORDER.fullmatch(line.text):
                self._next += 1
                in_table = True
            elif in_table:
                self._next += 1
                yield RstBlock(RstBlockKind.DRAWN, [(line.start, line.end)])
            else:
                yield from self._block(line, line.start, line.indent)

    def _block(self, line: _Line, start: int, indent: int) -> Iterator[RstBlock]:
        """Read the block that begins at a character of a line, behind the markers of lists."""
        for _ in range(_DEEPEST):
            marker = _MARKER.match(line.text, start - line.start)
            if marker is None:
                break
            start, indent = line.start + marker.end(), indent + marker.end() - marker.start()
        text = line.text[start - line.start :]
        if explicit := _EXPLICIT.match(text):
            yield from self._explicit(line, start + explicit.end(), indent)
        elif text.startswith(">>> "):
            while self._next < len(self._lines) and self._lines[self._next].text:
                self._next += 1
        elif text.startswith("__ "):
            yield RstBlock(RstBlockKind.TARGET, list(self._until_blank(start + 3, indent)))
        elif text.startswith(("| ", "+-", "+=")) and text.endswith(("|", "+")):
            self._next += 1
            yield from self._cells(line)
        elif text.startswith("| "):
            self._next += 1
            yield RstBlock(RstBlockKind.TEXT, [(start + 2, line.end)])
        elif field := _FIELD.match(text):
            yield from self._paragraph(start + field.end(), indent, None)
        else:
            yield from self._paragraph(start, indent, indent)

    def _cells(self, line: _Line) -> Iterator[RstBlock]:
        start = line.start
        for cell in line.text.split("|"):
            if stripped := cell.strip():
                begin = start + cell.index(stripped)
                yield RstBlock(RstBlockKind.DRAWN, [(begin, begin + len(stripped))])
            start += len(cell) + 1

    def _paragraph(self, start: int, outside: int, inside: int | None, *, options: bool = False) -> Iterator[RstBlock]:
        """Read a paragraph, and pass over the literal block behind it; `inside` is its indentation, where known."""
        lines = [(start, self._lines[self._next].end)] if start < self._lines[self._next].end else []
        last = self._lines[self._next].text
        self._next += 1
        while self._next < len(self._lines) and (line := self._lines[self._next]).text:
            if inside is None and line.indent > outside:
                inside = line.indent
            if line.indent != inside or (options and _OPTION.match(line.text)):
                break
            self._next += 1
            lines.append((line.start, line.end))
            last = line.text
            if _RULE.fullmatch(last):
                break  # below a title, with no blank line behind it
        if lines:
            yield RstBlock(RstBlockKind.DRAWN if _RULE.fullmatch(last) else RstBlockKind.TEXT, lines)
        if last.endswith("::") and not _EXPLICIT.match(last):
            self._literal(outside if inside is None else inside)

    def _literal(self, indent: int) -> None:
        ahead = self._next
        while ahead < len(self._lines) and not self._lines[ahead].text:
            ahead += 1
        if ahead == self._next or ahead == len(self._lines):
            return
        first = self._lines[ahead]
        if first.indent > indent:
            self._next = ahead
            self._skip(indent)
        elif first.indent == indent and _RULE.match(first.text[0] * 2):
            while ahead < len(self._lines) and self._lines[ahead].text.startswith(first.text[0]):
                ahead += 1
            self._next = ahead

    def _skip(self, indent: int) -> None:
        """Pass over the lines that are indented more than this, and blank ones among them."""
        while self._next < len(self._lines) and self._deeper(indent, blank=True):
            self._next += 1

    def _deeper(self, indent: int, *, blank: bool = False) -> bool:
        line = self._lines[self._next]
        return line.indent > indent if line.text else blank

    def _explicit(self, line: _Line, start: int, indent: int) -> Iterator[RstBlock]:
        text = line.text[start - line.start :]
        if not text and not (self._next + 1 < len(self._lines) and self._lines[self._next + 1].text):
            self._next += 1  # an empty comment, which ends at once
        elif target := _TARGET.match(text):
            yield RstBlock(RstBlockKind.TARGET, list(self._until_blank(start + target.end(), indent)))
        elif note := _NOTE.match(text):
            yield from self._paragraph(start + note.end(), indent, None)
        elif directive := _DIRECTIVE.match(text):
            yield from self._directive(directive["name"].lower(), start + directive.end(), indent)
        else:
            self._next += 1
            self._skip(indent)

    def _until_blank(self, start: int, indent: int, *, options: bool = False) -> Iterator[tuple[int, int]]:
        """Yield the rest of a line and the deeper lines behind it, up to a blank one or the options."""
        if start < self._lines[self._next].end:
            yield start, self._lines[self._next].end
        self._next += 1
        while self._next < len(self._lines) and self._deeper(indent):
            line = self._lines[self._next]
            if options and _OPTION.match(line.text):
                return
            yield line.start, line.end
            self._next += 1

    def _directive(self, name: str, start: int, indent: int) -> Iterator[RstBlock]:
        argument = self._lines[self._next].end - start
        raw = name == "raw" and "html" in self._lines[self._next].text.split("::", 1)[1].lower().split()
        if name in _TITLED and argument > 0:
            yield from self._paragraph(start, indent, None, options=True)
        elif name in _PICTURES:
            yield RstBlock(RstBlockKind.PICTURE, list(self._until_blank(start, indent, options=True)))
        else:
            self._next += 1
        while self._next < len(self._lines) and self._deeper(indent):
            option = _OPTION.match(self._lines[self._next].text)
            if option is None:
                break
            value = RstBlock(RstBlockKind.LINK, list(self._option(option)))
            if option["name"] in ("target", "link"):
                yield value
        if name not in _TITLED and name not in _HOLDERS:
            first = self._next
            self._skip(indent)
            if raw and first < self._next:
                yield RstBlock(RstBlockKind.HTML, [(self._lines[first].start, self._lines[self._next - 1].end)])

    def _option(self, option: re.Match[str]) -> Iterator[tuple[int, int]]:
        line = self._lines[self._next]
        return self._until_blank(line.start + option.end(), line.indent, options=True)
