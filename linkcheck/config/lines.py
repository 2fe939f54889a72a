"""Finds the line of a key in a TOML file, because `tomllib` gives values without their lines.

The file is parsed again and again, each time cut off after one more line. A key begins on the first line that
mentions it and after which the file so far is TOML and has the key. So tables, dotted keys, quotes and values over
several lines need no second grammar here. Only errors pay for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping


def line_of(source: str, path: tuple[str, ...], element: str | None = None) -> int:
    """Return the line, from 1, of a key given by its path of tables, or of one element of its list; 1 if unknown."""
    lines = source.replace("\r\n", "\n").split("\n")
    for start, line in enumerate(lines):
        if path and path[-1] in line and _reads("\n".join(lines[:start])):
            end = _end_of_value(lines, start)
            if end is not None and _has("\n".join(lines[: end + 1]), path):
                inner = (number for number in range(start, end + 1) if element and element in lines[number])
                return next(inner, start) + 1
    return 1


def _end_of_value(lines: list[str], start: int) -> int | None:
    return next((end for end in range(start, len(lines)) if _reads("\n".join(lines[: end + 1]))), None)


def _reads(source: str) -> bool:
    try:
        tomllib.loads(source)
    except (ValueError, RecursionError):
        return False
    return True


def _has(source: str, path: tuple[str, ...]) -> bool:
    table: object = tomllib.loads(source)
    for key in path:
        if not isinstance(table, Mapping) or key not in table:
            return False
        table = table[key]
    return True
