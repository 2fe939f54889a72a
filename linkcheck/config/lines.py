"""Finds the line of a key in a TOML file, because `tomli` gives values without their lines.

The file is parsed again and again, each time cut off after one more line. A key begins on the first line that
mentions it and after which the file so far is TOML and has the key. So tables, dotted keys, quotes and values over
several lines need no second grammar here. Only errors pay for it, and no more than `PATIENCE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import tomli

PATIENCE = 4_000_000
"""Characters that are parsed in all for one line number, in about two seconds; after that it is not known."""


class _OutOfPatienceError(Exception):
    pass


def line_of(source: str, path: tuple[str, ...], element: str | None = None) -> int:
    """Return the line, from 1, of a key given by its path of tables, or of one element of its list; 1 if unknown."""
    try:
        return _Search(source.replace("\r\n", "\n").split("\n")).line_of(path, element)
    except _OutOfPatienceError:
        return 1


@dataclass(slots=True)
class _Search:
    lines: list[str]
    patience: int = PATIENCE

    def line_of(self, path: tuple[str, ...], element: str | None) -> int:
        for start, line in enumerate(self.lines):
            if path and path[-1] in line and self._until(start) is not None:
                end = self._end_of_value(start)
                if end is not None and _has(self._until(end + 1), path):
                    inner = (number for number in range(start, end + 1) if element and element in self.lines[number])
                    return next(inner, start) + 1
        return 1

    def _end_of_value(self, start: int) -> int | None:
        return next((end for end in range(start, len(self.lines)) if self._until(end + 1) is not None), None)

    def _until(self, end: int) -> object:
        """Return the tables in the lines before `end`; None where these are no TOML."""
        source = "\n".join(self.lines[:end])
        self.patience -= len(source)
        if self.patience < 0:
            raise _OutOfPatienceError
        try:
            return tomli.loads(source)
        except (ValueError, RecursionError):
            return None


def _has(table: object, path: tuple[str, ...]) -> bool:
    for key in path:
        if not isinstance(table, Mapping) or key not in table:
            return False
        table = table[key]
    return True
