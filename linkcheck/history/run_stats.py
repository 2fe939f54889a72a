"""What each run came to, for the pictures of later reports: one row a run, the oldest dropped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime

from linkcheck.history.best_effort import BestEffort
from linkcheck.model import RunStats, State

REMEMBERED = 400
"""Nights: a year of them, and what somebody tried out beside."""


class RunStatsTable:
    """The table `nights`. Losing it costs a picture, so it never stops a run."""

    def __init__(self, database: BestEffort) -> None:
        self._nights = database

    def nights(self) -> tuple[RunStats, ...]:
        """Return what is remembered, oldest first."""
        nothing: list[tuple[str, str, int]] = []
        rows = self._nights.read(
            lambda db: db.execute("SELECT at, verdicts, repaired FROM nights ORDER BY at").fetchall(), nothing
        )
        return tuple(_night(*row) for row in rows)

    def keep_nights(self, nights: Collection[RunStats]) -> None:
        """Add them, each in place of one of the same second."""
        if nights:
            self._nights.write(lambda db: _put(db, nights))


def counted(verdicts: dict[str, int]) -> dict[State, int]:
    """Return the numbers of the verdicts that are known here; a newer version may have written others."""
    return {state: verdicts[state] for state in State if verdicts.get(state)}


def _put(db: sqlite3.Connection, nights: Collection[RunStats]) -> None:
    rows = [
        (_text(night.at), json.dumps({**night.verdicts}), night.repaired)  # a StrEnum is its own key
        for night in nights
    ]
    db.executemany("INSERT OR REPLACE INTO nights VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM nights WHERE at NOT IN (SELECT at FROM nights ORDER BY at DESC LIMIT ?)", (REMEMBERED,))


def _night(at: str, verdicts: str, repaired: int) -> RunStats:
    return RunStats(datetime.fromisoformat(at), counted(json.loads(verdicts)), repaired)


def _text(at: datetime) -> str:
    """Return an instant in UTC, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
