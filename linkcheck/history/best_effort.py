"""The database for facts that a run can do without: a failure is told once, and the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from linkcheck.history.database import Database, Work
from linkcheck.model import LinkcheckError


class BestEffort:
    """Reads nothing and writes nothing where the file cannot be used."""

    def __init__(self, database: Database, warn: Callable[[str], None]) -> None:
        self._database, self._warn = database, warn
        self.works = True
        """False once something could not be read or written."""

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none where the file cannot be read."""
        nothing: list[tuple[Any, ...]] = []
        try:
            return self._database.read(lambda db: db.execute(query, values).fetchall(), nothing)
        except LinkcheckError as error:
            self._complain(error)
            return nothing

    def put(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Execute a statement for each row, in one transaction."""
        self.write(lambda db: db.executemany(statement, rows))

    def write(self, work: Work[object]) -> None:
        """Do work in one transaction; nothing of it where the file cannot be written."""
        try:
            self._database.write(work)
        except LinkcheckError as error:
            self._complain(error)

    def try_to_write(self, work: Work[object]) -> None:
        """Do work whose loss costs time alone, and tell nobody of a file that cannot be written."""
        with suppress(LinkcheckError):
            self._database.write(work)

    def _complain(self, error: LinkcheckError) -> None:
        if self.works:
            self.works = False
            self._warn(f"{error}; what this run learns is not remembered")
