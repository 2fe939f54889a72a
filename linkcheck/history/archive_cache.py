"""The tables `holdings`, `mementos`, `answers`, `folders` and `waiting`: what archives said, for `web.archive`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import as_utc_text
from linkcheck.history.jsonl import KeptMemento
from linkcheck.model import Capture, CaptureList, Folder, LookupStatus, Memento


class ArchiveCache:
    """Answers of archives; the keys are those of the look-up and name the archive and the page."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def captures(self, key: str) -> CaptureList | None:
        """Return the list that was kept, unless it has expired."""
        query = "SELECT answer, captures, detail FROM holdings WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)"
        for answer, captures, detail in self._database.select(query, key, as_utc_text(self._now())):
            with suppress(ValueError, TypeError, RecursionError):  # a row that we did not write is none
                return CaptureList(LookupStatus(answer), tuple(Capture(*each) for each in json.loads(captures)), detail)
        return None

    def keep_captures(self, key: str, found: CaptureList, good_for: timedelta | None) -> None:
        """Keep a list for that long; None: for ever."""
        now = self._now()
        expires = None if good_for is None else as_utc_text(now + good_for)
        captures = json.dumps(list(map(_columns, found.captures)), separators=(",", ":"))
        row = (key, found.answer, captures, found.detail, as_utc_text(now), expires)
        self._database.put("INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?, ?)", [row])

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""
        query = "SELECT url, captured_at, fit FROM mementos WHERE key = ? AND near = ?"
        for url, captured_at, fit in self._database.select(query, key, _day(near)):
            with suppress(ValueError, TypeError, OverflowError):
                moment = datetime.fromisoformat(captured_at).astimezone(UTC)
                return Memento(near, LookupStatus.FOUND, str(url), moment, str(fit), probed=True)
        return None

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento for ever: captures do not change."""
        captured_at = None if memento.captured_at is None else as_utc_text(memento.captured_at)
        row = (key, _day(memento.near), memento.url, captured_at, memento.fit)
        self._database.put("INSERT OR REPLACE INTO mementos VALUES (?, ?, ?, ?, ?)", [row])

    def answer(self, key: str, near: date | None) -> Memento | None:
        """Return what archives said last of a day, and when."""
        query = "SELECT answer, url, captured_at, fit, detail, asked_at FROM answers WHERE key = ? AND near = ?"
        for answer, url, captured_at, fit, detail, asked_at in self._database.select(query, key, _day(near)):
            with suppress(ValueError, TypeError, OverflowError):
                captured = None if captured_at is None else datetime.fromisoformat(captured_at).astimezone(UTC)
                asked = datetime.fromisoformat(asked_at).astimezone(UTC)
                return Memento(near, LookupStatus(answer), url, captured, fit, detail=detail, asked_at=asked)
        return None

    def keep_answer(self, key: str, memento: Memento) -> None:
        """Keep what archives said of a day; whether a copy may be written is no business of this table."""
        captured_at = None if memento.captured_at is None else as_utc_text(memento.captured_at)
        asked_at = as_utc_text(memento.asked_at or self._now())
        row = (key, _day(memento.near), memento.answer, memento.url, captured_at, memento.fit, memento.detail, asked_at)
        self._database.put("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row])

    def mementos(self) -> tuple[KeptMemento, ...]:
        """Return every memento that was kept."""
        rows = self._database.select("SELECT key, near, url, captured_at, fit FROM mementos")
        return tuple(KeptMemento(*row) for row in rows if all(isinstance(value, str) for value in row))

    def adopt(self, mementos: Collection[KeptMemento]) -> None:
        """Take mementos from elsewhere where none is kept here."""
        rows = [(each.memento, each.near, each.url, each.captured_at, each.fit) for each in mementos]
        if rows:
            self._database.put("INSERT OR IGNORE INTO mementos VALUES (?, ?, ?, ?, ?)", rows)

    def folder(self, key: str) -> Folder | None:
        """Return the pages of a folder that were kept, unless they have expired."""
        query = "SELECT answer, pages, whole FROM folders WHERE key = ? AND expires_at > ?"
        for answer, pages, whole in self._database.select(query, key, as_utc_text(self._now())):
            with suppress(ValueError, TypeError, RecursionError):  # a row that we did not write is none
                return Folder(LookupStatus(answer), tuple(map(str, json.loads(pages))), bool(whole))
        return None

    def keep_folder(self, key: str, folder: Folder, good_for: timedelta) -> None:
        """Keep the pages of a folder for that long."""
        pages = json.dumps(folder.pages, ensure_ascii=False, separators=(",", ":"))
        row = (key, folder.answer, pages, folder.whole, as_utc_text(self._now() + good_for))
        self._database.put("INSERT OR REPLACE INTO folders VALUES (?, ?, ?, ?, ?)", [row])

    def waiting(self) -> frozenset[str]:
        """Return the keys that the last run had no budget for."""
        return frozenset(key for (key,) in self._database.select("SELECT key FROM waiting"))

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace these keys."""

        def replace(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM waiting")
            db.executemany("INSERT INTO waiting VALUES (?)", [(key,) for key in sorted(set(keys))])

        self._database.write(replace)


def _columns(capture: Capture) -> list[str | bool | None]:
    return [capture.timestamp, capture.digest, *([True] if capture.doubtful else [])]


def _day(near: date | None) -> str:
    """Return a key column's value, which cannot be NULL: two NULLs are never the same."""
    return "" if near is None else near.isoformat()
