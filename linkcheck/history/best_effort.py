"""The database for what a run can do without: it complains once and goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from linkcheck.history.database import Database, Work
from linkcheck.model import LinkcheckError

Result = TypeVar("Result")


class BestEffort:
    """Reads nothing and writes nowhere where the file does not let it."""

    def __init__(self, database: Database, warn: Callable[[str], None]) -> None:
        self._database, self._warn = database, warn
        self._warned = False

    def read(self, work: Work[Result], nothing: Result) -> Result:
        """Return what `work` reads, or `nothing`."""
        try:
            return self._database.read(work, nothing)
        except LinkcheckError as error:
            self._complain(error)
            return nothing

    def write(self, work: Work[object]) -> None:
        """Do it in one transaction if it can be done."""
        try:
            self._database.write(work)
        except LinkcheckError as error:
            self._complain(error)

    def _complain(self, error: LinkcheckError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(f"{error}; what this run learns is not remembered")
