"""Reads the file of `replace --map`: two columns, OLD and NEW."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path, PurePath

from linkcheck.model import LinkcheckError

DELIMITERS = {".csv": ",", ".tsv": "\t"}
HEADINGS = frozenset({"old", "from", "source", "url"})
"""First cells of a row that names the columns."""


def read_pairs(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a file; empty lines, and those that begin with #, say nothing. Raises LinkcheckError."""
    try:
        text = Path(name).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise LinkcheckError(f"--map: {name} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise LinkcheckError(f"--map: {name} is not UTF-8") from None
    pairs: list[tuple[str, str]] = []
    for number, cells in _rows(text, DELIMITERS.get(PurePath(name).suffix.lower())):
        if len(cells) != len(("OLD", "NEW")) or not all(cells):
            raise LinkcheckError(f"--map: {name}, line {number}: {len(cells)} columns, not OLD and NEW")
        if pairs or cells[0].lower() not in HEADINGS:
            pairs.append((cells[0], cells[1]))
    if not pairs:
        raise LinkcheckError(f"--map: {name} holds no OLD and NEW")
    return pairs


def _rows(text: str, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    if delimiter is None:
        rows = ((number, line.split()) for number, line in enumerate(text.splitlines(), 1))
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
    yield from ((number, cells) for number, cells in rows if any(cells) and not cells[0].startswith("#"))
