"""The table `decisions`: what a person said to each proposal of `linkcheck review`; on the disk at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from linkcheck.history.database import Database, as_utc_text


class Choice(StrEnum):
    """The answers that are remembered. An ignored link is in the ignore file, and is proposed no more."""

    KEEP = "keep"
    """Leave the link as it is."""
    REPLACE = "replace"
    """Write the proposal; forgotten when it is written, so that an undone one is asked about again."""


Pair = tuple[str, str]
"""Old and new destination of a proposal."""


class DecisionTable:
    """Raises LinkcheckError where it cannot be read or written: a decision that is lost is one that is asked twice."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def all(self) -> Mapping[Pair, Choice]:
        """Return every decision; a row that nobody of ours wrote is none."""
        nothing: list[tuple[object, object, object]] = []
        rows = self._database.read(lambda db: db.execute("SELECT old, new, choice FROM decisions").fetchall(), nothing)
        found: dict[Pair, Choice] = {}
        for old, new, choice in rows:
            with suppress(ValueError):
                found[str(old), str(new)] = Choice(str(choice))
        return found

    def keep(self, pair: Pair, choice: Choice) -> None:
        """Keep a decision in place of an earlier one."""
        row = (*pair, choice, as_utc_text(self._now()))
        self._database.write(
            lambda db: db.execute("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)", row), durable=True
        )

    def forget(self, pairs: Collection[Pair]) -> None:
        """Forget decisions that were carried out."""
        if pairs:
            self._database.write(
                lambda db: db.executemany("DELETE FROM decisions WHERE old = ? AND new = ?", sorted(pairs))
            )
