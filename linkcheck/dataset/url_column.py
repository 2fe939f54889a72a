"""Reads a column of URLs from a Parquet file of anybody's, some thousand rows at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from linkcheck.dataset.duck import connected
from linkcheck.model import LinkcheckError

AT_ONCE = 10_000


def read_column(file: Path, name: str, column: str) -> Iterator[str | None]:
    """Yield the texts of a column in the order of the rows; raises LinkcheckError for a file without such a column.

    `name` is what people call the file.
    """
    real = Path(os.path.realpath(file))
    if not real.is_file():
        raise LinkcheckError(f"{name}: no such file")
    with connected([real.parent], named=f"{name}: this Parquet file") as connection:
        given = {"files": [str(real)]}
        described = connection.execute("DESCRIBE SELECT * FROM stored($files)", given).fetchall()
        types = {str(name): str(kind) for name, kind, *_ in described}
        if types.get(column) != "VARCHAR":
            known = ", ".join(name for name, kind in types.items() if kind == "VARCHAR")[:200]
            raise LinkcheckError(
                f"{name}: it has no column {column!r} of text, but {known or 'none'}; --url-column names another"
            )
        quoted = column.replace('"', '""')
        rows = connection.execute(f'SELECT "{quoted}" FROM stored($files)', given)  # noqa: S608 -- the quotes are doubled
        while some := rows.fetchmany(AT_ONCE):
            yield from (text for (text,) in some)
