"""DuckDB, held within bounds: offline, in some folders alone, with little memory and few threads.

A dataset may be a stranger's: no value of it becomes SQL, no file is opened but those of its folder, and nothing is
installed or loaded. DuckDB is an extra, since it is as large as all other packages together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from linkcheck.model import LinkcheckError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "160MB"
"""What DuckDB may hold; the process has 100 MB beside it. What does not fit goes to the temporary folder."""

THREADS = 2
"""Each has row groups of its own in memory."""

_FIXED = """
CREATE MACRO stored(files) AS TABLE FROM read_parquet(files, hive_partitioning = false);
SET enable_external_access = false;
SET enable_progress_bar = false;
SET TimeZone = 'UTC';
SET lock_configuration = true;
"""


def refuse_without_duckdb() -> None:
    """Raise LinkcheckError where the extra is not installed."""
    if find_spec("duckdb") is None:
        raise LinkcheckError("datasets and Parquet need DuckDB, which is an extra: pip install 'linkcheck-md[scale]'")


@contextmanager
def connected(folders: Sequence[Path], *, in_order: bool = False, named: str = "") -> Iterator[DuckDBPyConnection]:
    """Open a database in memory that can read and write in these folders; raises LinkcheckError.

    `in_order` keeps rows in the order of their files, on one thread: a second would hold what the first is behind with.

    Any fault of a file, of a disk and of memory that is met inside is a LinkcheckError, too. It calls the files
    `named`; if that is empty, the dataset in the first folder.
    """
    refuse_without_duckdb()
    import duckdb

    with TemporaryDirectory(prefix="linkcheck-") as spare:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": MEMORY,
            "temp_directory": spare,
            "preserve_insertion_order": in_order,
            "threads": 1 if in_order else min(THREADS, os.cpu_count() or 1),
        }
        with duckdb.connect(config=config) as connection:
            connection.execute("SET allowed_directories = $folders", {"folders": [*map(str, folders)]})
            connection.execute(_FIXED)
            try:
                yield connection
            except duckdb.Error as error:
                named = named or f"{folders[0]}: the dataset"
                raise LinkcheckError(f"{named} cannot be read: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
