"""The table `baseline`: the keys of what was known to be broken when the baseline was drawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from linkcheck.history.best_effort import BestEffort


class Baseline:
    """Keys of targets and problems, as `verdict.outcome.key_of` makes them."""

    def __init__(self, database: BestEffort) -> None:
        self._database = database

    def keys(self) -> frozenset[str] | None:
        """Return the keys; None where no baseline was drawn."""
        rows = self._database.select("SELECT key FROM baseline")
        return frozenset(key for (key,) in rows) - {""} if rows else None

    def draw(self, keys: Collection[str]) -> None:
        """Replace the keys; an empty one says that there is a baseline, even where nothing is broken."""

        def replace(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM baseline")
            db.executemany("INSERT INTO baseline VALUES (?)", [(key,) for key in sorted({"", *keys})])

        self._database.write(replace)
