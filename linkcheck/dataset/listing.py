"""Every place of a broken link, as a table that is never held whole: CSV, JSON Lines, Parquet.

The rows come batch by batch, in each by repository and path; in Parquet in no order. CSV and JSON Lines are for people,
too, so no text in them can steer a terminal or a spreadsheet; Parquet has the values as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from linkcheck.dataset.folder import moved
from linkcheck.dataset.questions import BROKEN, Questions
from linkcheck.dataset.rows import ReferenceRow, columns
from linkcheck.model import LinkcheckError
from linkcheck.report.csv import cell
from linkcheck.report.encoding import plain

AT_ONCE = 5_000
"""Rows that are held."""

_NAMES = tuple(columns(ReferenceRow))
_ALL = ", ".join(f'"{name}"' for name in _NAMES)
_BROKEN_ROWS = "FROM stored($references) WHERE verdict IN (SELECT unnest($states))"
_PARQUET = f"COPY (SELECT {_ALL} {_BROKEN_ROWS}) TO $file (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)"
_ORDER = 'ORDER BY repository, path, line, "column", url'
"""Of a batch: DuckDB streams what is not sorted in no order at all."""
_JSON = f"SELECT to_json(one)::VARCHAR FROM (SELECT {_ALL} {_BROKEN_ROWS}) AS one {_ORDER}"  # noqa: S608 -- our own names

# Python's `csv` takes ten times as long as DuckDB. So DuckDB writes the rows of which every cell is plain, and Python
# those with a comma, a quote or anything outside of ASCII. What makes a formula harmless is the same in both.
_CELLS = [f"""coalesce(CAST("{name}" AS VARCHAR), '')""" for name in _NAMES]
_GUARDED = [f"CASE WHEN {it}[1] IN ('=', '+', '-', '@') THEN '''' || {it} ELSE {it} END" for it in _CELLS]
_CSV = f"""
SELECT CASE WHEN regexp_full_match(concat({", ".join(_CELLS)}), '[ !#-+\\-./0-~]*')
       THEN concat_ws(',', {", ".join(_GUARDED)}) END AS written,
       CASE WHEN written IS NULL THEN [{", ".join(_CELLS)}] END
{_BROKEN_ROWS} {_ORDER}
"""


def csv_pieces(asked: Questions) -> Iterator[str]:
    """Yield a line of names, and one for each place."""
    yield ",".join(_NAMES) + "\n"
    for rows in _rows(asked, _CSV):
        yield "".join(_csv_line(cells) if line is None else f"{line}\n" for line, cells in rows)


def _csv_line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(map(cell, cells))
    return written.getvalue()


def json_lines(asked: Questions) -> Iterator[str]:
    """Yield one object a line."""
    for rows in _rows(asked, _JSON):
        yield plain("".join(f"{line}\n" for (line,) in rows))


def write_parquet(asked: Questions, file: Path) -> None:
    """Write the same as Parquet; the connection must be open for the file's folder. Raises LinkcheckError."""
    spare = file.with_name(f".{file.name}.part")
    try:
        asked.asked(_PARQUET, states=BROKEN, file=str(spare))
        moved(spare, file)
    except OSError as error:
        raise LinkcheckError(f"{file}: cannot write the report: {error.strerror or error}") from error
    finally:
        spare.unlink(missing_ok=True)


def _rows(asked: Questions, sql: str) -> Iterator[list[tuple[Any, ...]]]:
    for file in asked.night.files("references"):
        asked.connection.execute(sql, {"references": [file], "states": BROKEN})
        while rows := asked.connection.fetchmany(AT_ONCE):
            yield rows
