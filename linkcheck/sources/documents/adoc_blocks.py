"""Finds the blocks of AsciiDoc that links stand in, as Asciidoctor does: running text, attributes, pictures, raw HTML.

Passed over are listings, literal text, comments, and paragraphs and open blocks of a style that no text has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

_VERBATIM = frozenset((
    "asciimath", "barchart", "comment", "ditaa", "graphviz", "latexmath", "listing", "literal", "mermaid", "pass",
    "plantuml", "source", "stem", "vega",
))  # fmt: skip
"""Styles whose text is shown as it is, or drawn."""
_FENCE = re.compile(r"(?P<mark>-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})(?P<language>[^\s`]*)[ \t]*")
_OPEN = re.compile(r"--[ \t]*")
_STRUCTURE = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--|~{4,})[ \t]*")
_TABLE = re.compile(r"(?P<mark>[|,:!])={3,}[ \t]*")
_ATTRIBUTES = re.compile(r"\[(?P<style>[\w-]*+).*\][ \t]*")
_ENTRY = re.compile(r":(?P<name>\w[\w-]*):[ \t]+(?P<value>\S.*)")
_UNSET = re.compile(r":!?\w[\w-]*!?:[ \t]*")
_DIRECTIVE = re.compile(r"(?:ifn?def|ifeval|endif|include|toc)::[^\[]*\[(?P<content>.*)\][ \t]*")
_TITLE = re.compile(r"(?:={1,6}|#{1,6})[ \t]")
_ITEM = re.compile(r"[ \t]*(?:[*.-]+|\d+\.|[A-Za-z]\.|<(?:\d+|\.)>|\S.*?:{2,4}|\S.*?;;)(?:[ \t]|$)")


class AdocBlockKind(StrEnum):
    """What may stand in a block."""

    TEXT = "text"
    ATTRIBUTE = "attribute"
    """The value of an attribute."""
    HTML = "html"


class AdocBlock(NamedTuple):
    """Some of the text; offsets are characters."""

    kind: AdocBlockKind
    start: int
    end: int
    name: str = ""
    """Of an attribute."""


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def blocks(text: str) -> Iterator[AdocBlock]:
    """Yield the blocks of a text in order."""
    return _Scanner(list(_lines(text))).blocks()


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        written = line.rstrip()
        yield _Line(start, start + len(written), written)
        start += len(line) + 1


class _Scanner:
    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = lines
        self._next = 0
        self._style = ""
        self._table = ""
        self._has_begun = self._in_header = False
        """Below the title of the document, where each line is by itself."""

    def blocks(self) -> Iterator[AdocBlock]:
        while self._next < len(self._lines):
            line = self._lines[self._next]
            fence = _FENCE.fullmatch(line.text)
            if fence and (not fence["language"] or fence["mark"][0] == "`"):
                yield from self._fenced(fence["mark"])
            else:
                yield from self._block(line)

    def _fenced(self, mark: str) -> Iterator[AdocBlock]:
        """Pass over a block up to the same line again, or to the end."""
        first = self._next = self._next + 1
        while self._next < len(self._lines) and self._lines[self._next].text != mark:
            self._next += 1
        raw = mark[0] == "+" and self._style not in _VERBATIM - {"pass"}
        if raw and first < self._next:
            yield AdocBlock(AdocBlockKind.HTML, self._lines[first].start, self._lines[self._next - 1].end)
        self._next += 1
        self._style = ""

    def _block(self, line: _Line) -> Iterator[AdocBlock]:
        text, style = line.text, self._style
        if not text or (text.startswith("//") and not text.startswith("///")):
            self._next += 1
            self._in_header = self._in_header and bool(text)
        elif table := _TABLE.fullmatch(text):
            self._table = "" if self._table else table["mark"]
            self._next, self._style = self._next + 1, ""
        elif style in _VERBATIM:
            self._pass_over(text)
        elif _STRUCTURE.fullmatch(text) or text == "+":
            self._next, self._style = self._next + 1, ""
        elif directive := _DIRECTIVE.fullmatch(text):
            self._next += 1
            if text.startswith("if") and directive["content"]:
                yield AdocBlock(
                    AdocBlockKind.TEXT, line.start + directive.start("content"), line.start + directive.end("content")
                )
        elif attributes := _ATTRIBUTES.fullmatch(text):
            self._next, self._style = self._next + 1, attributes["style"] or style
        elif entry := _ENTRY.fullmatch(text):
            self._next += 1
            start, end = entry.span("value")
            yield AdocBlock(AdocBlockKind.ATTRIBUTE, line.start + start, line.start + end, entry["name"])
        elif _UNSET.fullmatch(text):
            self._next += 1
        elif self._table:
            self._next += 1
            yield from self._cells(line)
        elif text[0] in " \t" and not _ITEM.match(text):
            self._pass_over("")
        else:
            yield from self._paragraph()

    def _pass_over(self, opening: str) -> None:
        """Pass over a paragraph, or an open block."""
        self._style = ""
        until = opening.rstrip() if _STRUCTURE.fullmatch(opening) else ""
        self._next += 1
        while self._next < len(self._lines) and self._lines[self._next].text != until:
            self._next += 1
        self._next += bool(until)

    def _cells(self, line: _Line) -> Iterator[AdocBlock]:
        mark = "|" if self._table == "!" else self._table
        start = line.start
        for cell in re.split(rf"(?<!\\){re.escape(mark)}" if mark != ":" else r":(?!//)", line.text):
            if stripped := cell.strip():
                begin = start + cell.index(stripped)
                yield AdocBlock(AdocBlockKind.TEXT, begin, begin + len(stripped))
            start += len(cell) + 1

    def _paragraph(self) -> Iterator[AdocBlock]:
        """Yield the lines up to a blank one or another block; a comment among them cuts the text in two."""
        self._style = ""
        first = self._next
        title = _TITLE.match(self._lines[first].text)
        self._in_header = self._in_header or (title is not None and not self._has_begun)
        self._has_begun = True
        if title or self._in_header:
            self._next += 1
            yield AdocBlock(AdocBlockKind.TEXT, self._lines[first].start, self._lines[first].end)
            return
        while self._next < len(self._lines):
            text = self._lines[self._next].text
            ends = self._next > first and (
                _FENCE.fullmatch(text) or _TABLE.fullmatch(text) or _STRUCTURE.fullmatch(text) or text == "+"
            )
            if not text or ends or (self._next > first and _is_attribute_line(text)):
                break
            if text.startswith("//") and not text.startswith("///"):
                break
            self._next += 1
        yield AdocBlock(AdocBlockKind.TEXT, self._lines[first].start, self._lines[self._next - 1].end)


def _is_attribute_line(text: str) -> bool:
    return text.startswith("[") and _ATTRIBUTES.fullmatch(text) is not None
