"""The table `nights`: the outcome of each run, for the pictures of later reports; the oldest rows are dropped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import as_utc_text
from linkcheck.model import RunStats, State

MOST_RUNS = 400
"""Rows: a year of nights, and some runs by hand."""


class RunStatsTable:
    """One row for each run."""

    def __init__(self, database: BestEffort) -> None:
        self._database = database

    def all(self) -> tuple[RunStats, ...]:
        """Return the outcomes that are kept, oldest first."""
        rows = self._database.select("SELECT at, verdicts, repaired FROM nights ORDER BY at")
        return tuple(
            RunStats(datetime.fromisoformat(at), known_verdicts(json.loads(verdicts)), repaired)
            for at, verdicts, repaired in rows
        )

    def keep(self, runs: Collection[RunStats]) -> None:
        """Add outcomes, each in place of one of the same second."""
        if runs:
            self._database.write(lambda db: _put(db, runs))


def known_verdicts(counts: dict[str, int]) -> dict[State, int]:
    """Return the counts of the verdicts that this version knows; a newer one may have written others."""
    return {state: counts[state] for state in State if counts.get(state)}


def _put(db: sqlite3.Connection, runs: Collection[RunStats]) -> None:
    rows = [
        (as_utc_text(run.at), json.dumps({**run.verdicts}), run.repaired)  # a StrEnum is its own key
        for run in runs
    ]
    db.executemany("INSERT OR REPLACE INTO nights VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM nights WHERE at NOT IN (SELECT at FROM nights ORDER BY at DESC LIMIT ?)", (MOST_RUNS,))
