"""The table `nights`: the outcome of each run, for the pictures of later reports; the oldest rows are dropped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import as_utc_text
from linkcheck.model import RunStats, State

MOST_OF_ANYTHING = 1 << 53
MOST_RUNS = 400
"""Rows: a year of nights, and some runs by hand."""


class RunStatsTable:
    """One row for each run."""

    def __init__(self, database: BestEffort) -> None:
        self._database = database

    def all(self) -> tuple[RunStats, ...]:
        """Return the outcomes that are kept, oldest first."""
        rows = self._database.select("SELECT at, verdicts, repaired FROM nights ORDER BY at")
        return tuple(run for row in rows if (run := _read(*row)) is not None)

    def keep(self, runs: Collection[RunStats]) -> None:
        """Add outcomes, each in place of one of the same second."""
        if runs:
            self._database.write(lambda db: _put(db, runs))


def run_stats(at: datetime, counts: dict[str, int], repaired: int) -> RunStats:
    """Return an outcome with the verdicts that this version knows; a newer one may have written others.

    Raises ValueError for numbers that are no counts.
    """
    known = {state: counts[state] for state in State if counts.get(state)}
    if not all(type(number) is int and 0 <= number < MOST_OF_ANYTHING for number in (*known.values(), repaired)):
        raise ValueError("no counts")
    return RunStats(at, known, repaired)


def _read(at: str, verdicts: str, repaired: int) -> RunStats | None:
    """Return the outcome of a row; None for one that nobody of ours wrote."""
    try:
        moment = datetime.fromisoformat(at)
        return run_stats(moment.astimezone(UTC), json.loads(verdicts), repaired)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _put(db: sqlite3.Connection, runs: Collection[RunStats]) -> None:
    rows = [
        (as_utc_text(run.at), json.dumps({**run.verdicts}), run.repaired)  # a StrEnum is its own key
        for run in runs
    ]
    db.executemany("INSERT OR REPLACE INTO nights VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM nights WHERE at NOT IN (SELECT at FROM nights ORDER BY at DESC LIMIT ?)", (MOST_RUNS,))
