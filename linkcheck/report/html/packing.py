"""Means to make a report small: words written once, columns instead of rows, and a limit for quoted lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from linkcheck.model import Report
from linkcheck.report.html.display import Line, display_url

Column = list[object]
Columns = dict[str, Column | dict[str, Column]]

MOST_LINES = 600_000
"""Characters of Markdown lines in a page; those that matter least are left out first."""


class Words:
    """Words that come again and again, written once; a column holds their numbers."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a word, a new one where it is new."""
        known = self._numbers.setdefault(text, len(self.all))
        if known == len(self.all):
            self.all.append(text)
        return known


class Lines:
    """Markdown lines at fault, each cut where its destination stands, as far as there is room."""

    def __init__(self, report: Report) -> None:
        self._texts, self._starts = report.lines, report.line_starts
        self._links = {display_url(one.target.url): number for number, one in enumerate(report.findings)}
        self._room = MOST_LINES
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.all: list[Column] = []
        """Each as before, destination, after; a destination that is a link's URL is the number of the link."""

    def number(self, path: str, line: int, column: int, cut: Callable[[str, int], Line | None]) -> int:
        """Return the number of a line, or -1 where it is not known or there is no room for it."""
        text = self._texts.get((path, line))
        if text is None:
            return -1
        known = self._numbers.get((path, line, column), -1)
        if known >= 0:
            return known
        quoted = cut(text, self._starts.get((path, line), 0))
        return -1 if quoted is None else self._add((path, line, column), quoted)

    def _add(self, key: tuple[str, int, int], line: Line) -> int:
        mark = self._links.get(line.mark, line.mark)
        size = len(line.before) + len(str(mark)) + len(line.after)
        if size > self._room:
            return -1
        self._room -= size
        self._numbers[key] = len(self.all)
        self.all.append([line.before, mark, line.after])
        return self._numbers[key]


def columns(names: Sequence[str], rows: Iterable[Column]) -> Columns:
    """Turn rows into columns; one that says the same again and again becomes runs of a value and how often."""
    made: list[Column] = [[] for _ in names]
    for row in rows:
        for column, value in zip(made, row, strict=True):
            column.append(value)
    return dict(zip(names, map(_shorter, made), strict=True))


def _shorter(column: Column) -> Column | dict[str, Column]:
    runs: Column = []
    for value, members in groupby(column):
        runs += (value, sum(1 for _ in members))
        if len(runs) > len(column):
            return column
    return {"runs": runs}
