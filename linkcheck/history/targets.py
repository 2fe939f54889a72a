"""What is kept of each target from night to night: one row a URL, its record as JSON and the evidence beside it.

Losing it costs requests and strikes, never a run: what cannot be read or written is told once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.evidence import packed, packed_exchanges, unpacked, unpacked_exchanges
from linkcheck.history.jsonl import record_line, record_of
from linkcheck.model import Check, Exchange, Past

PROBES_GOOD_FOR = timedelta(days=30)

Rule = Callable[[Past | None, Check], Past]
"""What is known after one check more: `nights.remember` with the verdict."""


class TargetTable:
    """The table `targets` and what hangs on it. All that it does may fail without harm."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._records, self._at = database, now

    def pasts(self) -> dict[str, Past]:
        """Return the record of every URL that was ever checked."""
        nothing: list[tuple[str]] = []
        rows = self._records.read(lambda db: db.execute("SELECT record FROM targets").fetchall(), nothing)
        return {past.url: past for (record,) in rows if (past := record_of(record)) is not None}

    def evidence(self, urls: Collection[str]) -> Iterator[Check]:
        """Yield the last check of each URL that has one kept, one at a time: each may hold a page."""
        for url in sorted(urls):
            row: tuple[bytes | None] | None = self._records.read(
                lambda db, url=url: db.execute("SELECT evidence FROM targets WHERE url = ?", (url,)).fetchone(),  # type: ignore[misc]
                None,
            )
            check = unpacked(row[0]) if row is not None and row[0] is not None else None
            if check is not None:
                yield check

    def keep(self, checks: Sequence[tuple[Check, Rule]]) -> None:
        """Keep checks in one transaction, each on top of what is known by then: another run may have been there."""

        def work(db: sqlite3.Connection) -> None:
            for check, rule in checks:
                row = db.execute("SELECT record FROM targets WHERE url = ?", (check.url,)).fetchone()
                past = record_of(row[0]) if row is not None else None
                if past is not None and check.checked_at < past.checked_at <= self._at():
                    continue  # another run asked later; a check from the future is a clock's mistake
                new = rule(past, check)
                db.execute(
                    "INSERT OR REPLACE INTO targets VALUES (?, ?, ?)", (check.url, record_line(new), packed(check))
                )

        if checks:
            self._records.write(work)

    def adopt(self, pasts: Collection[Past]) -> None:
        """Take records from elsewhere that are newer than ours; their evidence is not here."""

        def work(db: sqlite3.Connection) -> None:
            for new in pasts:
                row = db.execute("SELECT record FROM targets WHERE url = ?", (new.url,)).fetchone()
                old = record_of(row[0]) if row is not None else None
                if old is None or old.checked_at < new.checked_at:
                    db.execute("INSERT OR REPLACE INTO targets VALUES (?, ?, NULL)", (new.url, record_line(new)))

        if pasts:
            self._records.write(work)

    def probes(self, key: str) -> tuple[Exchange, ...] | None:
        """Return what a host said of random siblings in the last 30 days."""
        oldest = (self._at() - PROBES_GOOD_FOR).isoformat(timespec="seconds")
        row: tuple[bytes] | None = self._records.read(
            lambda db: db.execute(
                "SELECT exchanges FROM probes WHERE key = ? AND asked_at > ?", (key, oldest)
            ).fetchone(),
            None,
        )
        return unpacked_exchanges(row[0]) if row is not None else None

    def keep_probes(self, key: str, probes: tuple[Exchange, ...]) -> None:
        """Keep them with the time of now."""
        row = (key, self._at().isoformat(timespec="seconds"), packed_exchanges(probes))
        self._records.write(lambda db: db.execute("INSERT OR REPLACE INTO probes VALUES (?, ?, ?)", row))

    def baseline(self) -> frozenset[str] | None:
        """Return what was known to be broken when the baseline was drawn; None where there is none."""
        nothing: list[tuple[str]] = []
        rows = self._records.read(lambda db: db.execute("SELECT key FROM baseline").fetchall(), nothing)
        return frozenset(key for (key,) in rows) - {""} if rows else None

    def draw_baseline(self, keys: Collection[str]) -> None:
        """Replace it; an empty key says that there is one, even where nothing is broken."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM baseline")
            db.executemany("INSERT INTO baseline VALUES (?)", [(key,) for key in sorted({"", *keys})])

        self._records.write(work)
