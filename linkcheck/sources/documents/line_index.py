"""Turns byte offsets into lines and columns: people count characters, spans count bytes.

A minified page is one line of a megabyte with thousands of links, so characters are counted once every few
kilobytes and never again from the beginning of the line.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from linkcheck.model import Position, Span

_BOM = b"\xef\xbb\xbf"
_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 that start no character; a stray one in bad text is not counted."""
_STRIDE = 4096


class LineIndex:
    """The lines of one document. They end at LF, CRLF and the lone CR, as CommonMark has them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [0, *accumulate(map(len, data.splitlines(keepends=True)))]
        if data and data[-1] not in b"\r\n":
            self._starts.pop()  # nothing begins behind the last line
        self._ascii = data.isascii()
        self._bom = data.startswith(_BOM)
        self._counts: list[int] = []

    def position(self, offset: int) -> Position:
        """Return line and column, both from 1, of a byte offset; a byte order mark has no column."""
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        characters = offset - start if self._ascii else self._characters(start, offset)
        hidden = 1 if self._bom and line == 1 and characters else 0
        return Position(line, characters - hidden + 1)

    def line_of(self, offset: int) -> int:
        """Return the line, from 1, that a byte offset stands in."""
        return bisect_right(self._starts, offset)

    def line_span(self, line: int) -> Span:
        """Return the bytes of a line, its ending included; a line behind the last one is empty."""
        if line > len(self._starts):
            return Span(len(self._data), len(self._data))
        end = self._starts[line] if line < len(self._starts) else len(self._data)
        return Span(self._starts[line - 1], end)

    def _characters(self, start: int, end: int) -> int:
        if end - start <= _STRIDE:
            return _count(self._data[start:end])
        return self._before(end) - self._before(start)

    def _before(self, offset: int) -> int:
        """Return how many characters begin before an offset."""
        if not self._counts:
            self._counts.append(0)
            for start in range(0, len(self._data), _STRIDE):
                self._counts.append(self._counts[-1] + _count(self._data[start : start + _STRIDE]))
        full = offset // _STRIDE
        return self._counts[full] + _count(self._data[full * _STRIDE : offset])


def _count(data: bytes) -> int:
    return len(data.translate(None, _CONTINUATION))
