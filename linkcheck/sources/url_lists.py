"""Lists of URLs: one a line, or a column of CSV. They are read some lines at a time, and nothing in them is edited.

Whoever wrote a list may be a program of any kind: a line that holds no URL costs itself, and its place is told.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from msgspec import Struct

from linkcheck.model import Extraction, LinkcheckError, Position, Problem, Quoting, Reference, Span, Syntax
from linkcheck.sources.files import unreadable

AT_ONCE = 10_000
"""Lines of a batch."""
LONGEST = 1 << 16
"""Bytes of a line; no server takes a URL of half of it."""
COLUMN = "url"

_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", ";", "\t")
_URL = re.compile(r"(?!localhost:\d|[^/:]*\.[^/:]*:\d)[A-Za-z][A-Za-z0-9+.-]+:(?!:)")
"""What has a scheme; `C:\\x`, `std::iter`, `localhost:80` and `x.org:80` have none."""
_SHOWN = 60


class UrlLine(Struct, frozen=True, gc=False):
    """What stands in one place of a list."""

    text: str
    position: Position
    span: Span
    """In bytes; for Parquet, which has no lines, the number of the row."""
    fault: str | None = None
    """Why it cannot be read."""


def plain_lines(file: BinaryIO, name: str) -> Iterator[UrlLine]:
    """Yield the lines that are neither blank nor begin with `#`; raises LinkcheckError for UTF-16."""
    for number, offset, raw, fault in _raw_lines(file, name):
        text = raw.decode("utf-8", "surrogateescape").rstrip()
        stripped = text.lstrip()
        if not stripped or stripped.startswith("#"):
            continue
        column = len(text) - len(stripped)
        yield _line(stripped, number, column, offset + len(text[:column].encode()), fault)


def csv_lines(file: BinaryIO, name: str, column: str) -> Iterator[UrlLine]:
    """Yield the values of a column, which the first line names; commas, semicolons or tabs part them.

    Raises LinkcheckError where there is no such column, and for UTF-16.
    """
    fed = _Fed(file, name)
    header = next(fed, None)
    if header is None:
        return
    delimiter, place = _column(header, name, column)
    rows = csv.reader(fed, delimiter=delimiter)
    while True:
        begun = fed.number + 1
        try:
            row = next(rows, None)
        except csv.Error as error:  # a quote that nobody closed; what follows may mean anything
            yield UrlLine("", Position(begun, 1), Span(fed.offset, fed.offset), f"this is no CSV from here on: {error}")
            return
        if row is None:
            return
        text = row[place].strip() if place < len(row) else ""
        if text:
            at = max(0, fed.text.find(text)) if begun == fed.number else 0
            yield _line(text, begun, at, fed.offset + len(fed.text[:at].encode("utf-8", "surrogateescape")), fed.fault)


def extractions(lines: Iterable[UrlLine], path: str) -> Iterator[Extraction]:
    """Yield what the lines of a list say, `AT_ONCE` at a time."""
    rest = iter(lines)
    while some := list(islice(rest, AT_ONCE)):
        problems = tuple(problem for line in some if (problem := _problem(line, path)) is not None)
        bad = {problem.position for problem in problems}
        good = (line for line in some if line.position not in bad)
        yield Extraction(tuple(_reference(line, path) for line in good), problems)


def _reference(line: UrlLine, path: str) -> Reference:
    return Reference(path, line.span, line.position, Syntax.DATA, line.text, Quoting.FIXED)


def _problem(line: UrlLine, path: str) -> Problem | None:
    fault = line.fault
    if fault is None and not line.text.isascii():
        try:
            line.text.encode()
        except UnicodeEncodeError:
            fault = "this is not UTF-8"
    if fault is None and _URL.match(line.text) is None:
        shown = line.text if len(line.text) <= _SHOWN else f"{line.text[:_SHOWN]}…"
        fault = f"{shown!r} is no URL, for no scheme such as https:// stands before it"
    return unreadable(path, fault, line.position.line, line.position.column) if fault is not None else None


def _line(text: str, number: int, column: int, start: int, fault: str | None) -> UrlLine:
    span = Span(start, start + len(text.encode("utf-8", "surrogateescape")))
    return UrlLine(text, Position(number, column + 1), span, fault)


def _raw_lines(file: BinaryIO, name: str) -> Iterator[tuple[int, int, bytes, str | None]]:
    """Yield number, offset and bytes of each line, and what is wrong with it; of one too long, its beginning."""
    number = offset = 0
    while raw := file.readline(LONGEST):
        number += 1
        length, start, fault = len(raw), offset, None
        if number == 1:
            if raw.startswith(_WIDE):
                raise LinkcheckError(f"{name}: it is UTF-16; save it as UTF-8")
            if raw.startswith(_BOM):
                raw, start = raw.removeprefix(_BOM), len(_BOM)
        last = raw
        while len(last) >= LONGEST - len(_BOM) and not last.endswith(b"\n") and (last := file.readline(LONGEST)):
            length += len(last)
            fault = f"a line of more than {LONGEST // 1024} KiB"
        yield number, start, raw, fault
        offset += length


class _Fed:
    """Feeds the lines of a file to the reader of CSV, and knows the place of the last one."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._lines = _raw_lines(file, name)
        self.number = self.offset = 0
        self.text = ""
        self.fault: str | None = None

    def __iter__(self) -> _Fed:
        return self

    def __next__(self) -> str:
        self.number, self.offset, raw, self.fault = next(self._lines)
        self.text = raw.decode("utf-8", "surrogateescape")
        return self.text


def _column(header: str, name: str, column: str) -> tuple[str, int]:
    """Return what parts the values, and the number of the column; raises LinkcheckError."""
    for delimiter in _DELIMITERS:
        names = [one.strip().lower() for one in next(csv.reader([header], delimiter=delimiter), [])]
        if column.lower() in names:
            return delimiter, names.index(column.lower())
    known = ", ".join(next(csv.reader([header]), []))[:200]
    raise LinkcheckError(f"{name}: its first line names no column {column!r} but {known}; --url-column names another")
