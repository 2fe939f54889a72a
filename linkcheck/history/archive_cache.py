"""Keeps what archives answered between runs: the cache of look-ups. Losing it costs requests, so it stops no run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.jsonl import KeptMemento
from linkcheck.model import Capture, CaptureList, LookupStatus, Memento


class Memory:
    """Keys are made by the look-up and name the archive and the page."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._store, self._now = database, now

    def captures(self, key: str) -> CaptureList | None:
        """Return what was kept and has not expired."""
        row: tuple[str, str, str | None] | None = self._store.read(
            lambda db: db.execute(
                "SELECT answer, captures, detail FROM holdings"
                " WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)",
                (key, _text(self._now())),
            ).fetchone(),
            None,
        )
        if row is None:
            return None
        answer, captures, detail = row
        return CaptureList(LookupStatus(answer), tuple(Capture(*each) for each in json.loads(captures)), detail)

    def keep_captures(self, key: str, listed: CaptureList, good_for: timedelta | None) -> None:
        """Keep it that long; None: for ever."""
        now = self._now()
        expires = None if good_for is None else _text(now + good_for)
        captures = json.dumps([[each.timestamp, each.digest] for each in listed.captures], separators=(",", ":"))
        row = (key, listed.answer, captures, listed.detail, _text(now), expires)
        self._store.write(lambda db: db.execute("INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?, ?)", row))

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""
        row: tuple[str, str, str] | None = self._store.read(
            lambda db: db.execute(
                "SELECT url, captured_at, fit FROM mementos WHERE key = ? AND near = ?", (key, _day(near))
            ).fetchone(),
            None,
        )
        if row is None:
            return None
        url, captured_at, fit = row
        return Memento(near, LookupStatus.FOUND, url, datetime.fromisoformat(captured_at), fit, probed=True)

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento for ever: captures do not change."""
        captured_at = None if memento.captured_at is None else _text(memento.captured_at)
        row = (key, _day(memento.near), memento.url, captured_at, memento.fit)
        self._store.write(lambda db: db.execute("INSERT OR REPLACE INTO mementos VALUES (?, ?, ?, ?, ?)", row))

    def mementos(self) -> tuple[KeptMemento, ...]:
        """Return all that were kept."""
        nothing: list[tuple[str, str, str, str, str]] = []
        rows = self._store.read(
            lambda db: db.execute("SELECT key, near, url, captured_at, fit FROM mementos").fetchall(), nothing
        )
        return tuple(KeptMemento(*row) for row in rows)

    def adopt_mementos(self, mementos: Collection[KeptMemento]) -> None:
        """Take those from elsewhere that are not here."""
        rows = [(each.memento, each.near, each.url, each.captured_at, each.fit) for each in mementos]
        if rows:
            self._store.write(lambda db: db.executemany("INSERT OR IGNORE INTO mementos VALUES (?, ?, ?, ?, ?)", rows))

    def waiting(self) -> frozenset[str]:
        """Return the keys that were left over last time."""
        nothing: list[tuple[str]] = []
        return frozenset(
            key for (key,) in self._store.read(lambda db: db.execute("SELECT key FROM waiting").fetchall(), nothing)
        )

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace them."""

        def replace(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM waiting")
            db.executemany("INSERT INTO waiting VALUES (?)", [(key,) for key in sorted(set(keys))])

        self._store.write(replace)


def _text(moment: datetime) -> str:
    """Return an instant so that text sorts as time does; all of ours are UTC."""
    return moment.isoformat(timespec="seconds")


def _day(near: date | None) -> str:
    """Return a key column's value, which cannot be NULL: two NULLs are never the same."""
    return "" if near is None else near.isoformat()
