"""The tables `runs`, `changes` and `edits`: a journal, written before any file is, so that each run can be undone.

After a crash a change may still be planned; the file's hash tells whether it was written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from linkcheck.history.changes import ChangeState, FileChange, TakenBack
from linkcheck.history.database import Database
from linkcheck.model import Edit, LinkcheckError, Span
from linkcheck.strangers import Boundary


class JournalRun(Struct, frozen=True):
    """A run that changed files, or was about to."""

    id: int
    at: datetime
    """With time zone, UTC."""
    files: int
    edits: int
    undone: bool
    """True where nothing of it is left to put back."""
    removed: bool = False
    """True where its edits took definitions out, and wrote nothing."""


class Journal:
    """Records changes of files. Raises LinkcheckError where it cannot: then no document may be changed."""

    def __init__(self, database: Database, now: Callable[[], datetime], bounds: Sequence[Boundary] = ()) -> None:
        self._database, self._now = database, now
        self._base = database.folder.resolve().parent
        self.bounds = tuple(bounds) or (Boundary.around(self._base),)
        """What is outside of these is no file of a journal's, whatever it says."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold off other fixes and undos: each looks at the files of the run before, and ends what that left undone."""
        return self._database.alone()

    def begin_run(self) -> int:
        """Return a new run's number; numbers are never used again."""
        at = self._now()
        return self._database.write(lambda db: _inserted(db, at), durable=True)

    def record(self, run: int, changes: Sequence[FileChange]) -> None:
        """Write down changes that will be made: all or none, and on the disk when this returns."""
        files = [(run, self._stored(each.path), each.before, each.after, each.state) for each in changes]
        edits = [
            (run, self._stored(each.path), edit.span.start, edit.span.end, edit.old, edit.new, edit.reason, edit.behind)
            for each in changes
            for edit in each.edits
        ]

        def insert(db: sqlite3.Connection) -> None:
            db.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", files)
            db.executemany("INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')", edits)

        self._database.write(insert, durable=True)

    def mark(self, run: int, path: Path, state: ChangeState) -> None:
        """Store the progress of a change, if it can be stored: where it is not, the file's hash tells (`recover`).

        A disk that fills up in the middle of a run is no reason to leave the other half of it undone or untold.
        """
        values = (state, run, self._stored(path))
        with suppress(LinkcheckError):
            self._database.write(
                lambda db: db.execute("UPDATE changes SET state = ? WHERE run = ? AND path = ?", values)
            )

    def amend(self, run: int, path: Path, change: FileChange) -> None:
        """Store which edits of a file stand, and its digest; on the disk when this returns. `path` is its name then.

        Raises LinkcheckError: then the file may not be changed.
        """
        name = self._stored(path)
        groups = [(0, "", change.edits), *((n, one.held, one.edits) for n, one in enumerate(change.taken, 1))]
        edits = [(n, held, run, name, edit.span.start) for n, held, several in groups for edit in several]

        def update(db: sqlite3.Connection) -> None:
            values = (change.after, change.state, run, name)
            db.execute("UPDATE changes SET after = ?, state = ? WHERE run = ? AND path = ?", values)
            db.executemany("UPDATE edits SET undone = ?, held = ? WHERE run = ? AND path = ? AND first = ?", edits)

        self._database.write(update, durable=True)

    def runs(self) -> tuple[JournalRun, ...]:
        """Return the runs that have changes, the newest last."""
        try:
            return self._runs()
        except (ValueError, TypeError) as error:
            raise LinkcheckError(f"{self._database.folder}: the journal cannot be read: {error}") from error

    def _runs(self) -> tuple[JournalRun, ...]:
        nothing: list[tuple[int, str, int, int, int, int]] = []
        rows = self._database.read(
            lambda db: db.execute(
                "SELECT id, at, COUNT(*), SUM((SELECT COUNT(*) FROM edits e WHERE e.run = id AND e.path = c.path)),"
                " MIN(state IN ('undone', 'refused')),"
                " NOT EXISTS (SELECT 1 FROM edits e WHERE e.run = id AND e.new != x'')"
                " FROM runs JOIN changes c ON c.run = id GROUP BY id ORDER BY id"
            ).fetchall(),
            nothing,
        )
        return tuple(
            JournalRun(number, datetime.fromisoformat(at), files, edits, bool(undone), bool(removed))
            for number, at, files, edits, undone, removed in rows
        )

    def changes(self, run: int) -> tuple[FileChange, ...]:
        """Return the changes of a run, sorted by path, their edits by span."""

        def select(db: sqlite3.Connection) -> tuple[FileChange, ...]:
            files = db.execute("SELECT path, before, after, state FROM changes WHERE run = ? ORDER BY path", (run,))
            return tuple(self._change(db, run, *row) for row in files.fetchall())

        try:
            return self._database.read(select, ())
        except (ValueError, TypeError) as error:  # columns of SQLite hold any type
            raise LinkcheckError(
                f"{self._database.folder}: run {run} of the journal cannot be read: {error}"
            ) from error

    def written_over(self, path: Path, new: bytes) -> bytes | None:
        """Return what stood in a file where a run wrote these bytes, the last time that it did; None for no such run.

        Raises LinkcheckError.
        """
        nothing: list[tuple[object]] = []
        rows = self._database.read(
            lambda db: db.execute(
                "SELECT old FROM edits JOIN changes USING (run, path) WHERE path = ? AND new = ? AND state = 'applied'"
                " AND undone = 0 ORDER BY run DESC LIMIT 1",
                (self._stored(path), new),
            ).fetchall(),
            nothing,
        )
        return next((old for (old,) in rows if isinstance(old, bytes)), None)

    def _change(self, db: sqlite3.Connection, run: int, path: bytes, before: str, after: str, state: str) -> FileChange:
        rows = db.execute(
            "SELECT undone, held, first, past, old, new, reason, behind FROM edits WHERE run = ? AND path = ?"
            " ORDER BY undone, first",
            (run, path),
        )
        name = os.fsdecode(path)
        groups = {
            key: tuple(_edit(name, *row[2:]) for row in several) for key, several in groupby(rows, lambda row: row[:2])
        }
        edits = groups.pop((0, ""), ())
        taken = tuple(TakenBack(str(held), several) for (_, held), several in groups.items())
        return FileChange(self._base / name, before, after, edits, ChangeState(state), taken)

    def _stored(self, path: Path) -> bytes:
        """Return a path as the journal has it: relative to where `.linkcheck/` lies, so that a blog can be moved.

        Bytes, because a file's name need not be UTF-8.
        """
        resolved = path.resolve()
        if resolved.is_relative_to(self._base):
            resolved = resolved.relative_to(self._base)
        return os.fsencode(resolved.as_posix())


def _edit(name: str, start: object, end: object, old: object, new: object, reason: object, behind: object) -> Edit:
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end):
        raise ValueError(f"no bytes {start} to {end}")
    if not (isinstance(old, bytes) and isinstance(new, bytes) and isinstance(behind, bytes)):
        raise TypeError("an edit without bytes")
    return Edit(name, Span(start, end), old, new, str(reason), behind=behind)


def _inserted(db: sqlite3.Connection, at: datetime) -> int:
    number = db.execute("INSERT INTO runs (at) VALUES (?)", (at.isoformat(),)).lastrowid
    assert number is not None  # noqa: S101 — sqlite gives every inserted row one
    return number
