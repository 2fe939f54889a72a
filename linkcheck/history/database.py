"""The file `.linkcheck/history.sqlite`: made when there is something to keep, set aside when damaged.

SQLite in WAL mode survives `kill -9` and two runs at once. Each piece of work is one transaction.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from linkcheck.model import LinkcheckError

FILE = "history.sqlite"
COMPANIONS = ("", "-wal", "-shm")

PATIENCE = 30.0
"""Seconds to wait for another run's transaction; each takes milliseconds."""

LOCK = "writing.lock"
LONG_PATIENCE = 600.0
"""Seconds to wait until another run has written its posts; each takes some milliseconds."""

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_UNREAD = re.compile(r"error code=(\d+)")
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SICK_DISK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""What SQLite says of a full disk depends on the call that failed."""
SICK_DISK_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE holdings (
        key TEXT PRIMARY KEY, answer TEXT NOT NULL, captures TEXT NOT NULL, detail TEXT,
        asked_at TEXT NOT NULL, expires_at TEXT
    ) WITHOUT ROWID;
    CREATE TABLE mementos (
        key TEXT NOT NULL, near TEXT NOT NULL, url TEXT NOT NULL, captured_at TEXT NOT NULL, fit TEXT NOT NULL,
        PRIMARY KEY (key, near)
    ) WITHOUT ROWID;
    CREATE TABLE waiting (key TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL);
    CREATE TABLE changes (
        run INTEGER NOT NULL, path BLOB NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (run, path)
    ) WITHOUT ROWID;
    CREATE TABLE edits (
        run INTEGER NOT NULL, path BLOB NOT NULL, first INTEGER NOT NULL, past INTEGER NOT NULL,
        old BLOB NOT NULL, new BLOB NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (run, path, first)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE targets (url TEXT PRIMARY KEY, record TEXT NOT NULL, evidence BLOB);
    CREATE TABLE probes (key TEXT PRIMARY KEY, asked_at TEXT NOT NULL, exchanges BLOB NOT NULL);
    CREATE TABLE baseline (key TEXT PRIMARY KEY) WITHOUT ROWID
    """,
    """
    CREATE TABLE nights (at TEXT PRIMARY KEY, verdicts TEXT NOT NULL, repaired INTEGER NOT NULL) WITHOUT ROWID
    """,
    """
    CREATE TABLE verdicts (url TEXT PRIMARY KEY, rules TEXT NOT NULL, verdict BLOB NOT NULL)
    """,
    """
    ALTER TABLE edits ADD COLUMN behind BLOB NOT NULL DEFAULT x''
    """,
    """
    ALTER TABLE targets ADD COLUMN validators TEXT
    """,
    """
    CREATE TABLE decisions (
        old TEXT NOT NULL, new TEXT NOT NULL, choice TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (old, new)
    ) WITHOUT ROWID;
    CREATE TABLE saves (
        url TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL, attempts INTEGER NOT NULL, job TEXT,
        captured TEXT, detail TEXT
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE folders (
        key TEXT PRIMARY KEY, answer TEXT NOT NULL, pages TEXT NOT NULL, whole INTEGER NOT NULL,
        expires_at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE answers (
        key TEXT NOT NULL, near TEXT NOT NULL, answer TEXT NOT NULL, url TEXT, captured_at TEXT, fit TEXT, detail TEXT,
        asked_at TEXT NOT NULL,
        PRIMARY KEY (key, near)
    ) WITHOUT ROWID
    """,
    """
    ALTER TABLE edits ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE edits ADD COLUMN held TEXT NOT NULL DEFAULT ''
    """,
)
"""Statements that lead from one version of the file to the next. A released one is never changed; new ones follow."""

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


class Database:
    """The file, opened at the first use. `warn` gets one sentence when the file is damaged and set aside.

    With a `fault` nothing is read or written, and each use raises LinkcheckError with these words.
    """

    def __init__(self, folder: Path, warn: Callable[[str], None], fault: str | None = None) -> None:
        self.folder = folder
        self._fault = fault
        self._file = folder / FILE
        self._warn = warn
        self._connection: sqlite3.Connection | None = None
        self._inode: int | None = None

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def read(self, work: Work[Result], nothing: Result) -> Result:
        """Do work that changes nothing; return `nothing` where there is no file. Raises LinkcheckError."""
        return self._done(lambda: work(self._opened()) if self._file.exists() else nothing)

    def write(self, work: Work[Result], *, durable: bool = False) -> Result:
        """Do work in one transaction, and make the file if need be. `durable`: on the disk before this returns.

        Raises LinkcheckError where it cannot be done; then nothing of it was done.
        """
        return self._done(lambda: self._written(work, durable))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off whoever else wants to be alone with this folder; one that is killed lets go.

        Raises LinkcheckError where that cannot be had: then somebody else has been writing for long.
        """
        self.write(lambda db: None)  # makes the folder
        file = self.folder / LOCK
        try:
            lock = sqlite3.connect(file, timeout=LONG_PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise LinkcheckError(f"{file}: {error}: {_advice(error)}") from error
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")  # it never gets a page: what locks files everywhere is all that is used
            except sqlite3.Error as error:
                raise LinkcheckError(f"{file}: {error}: {_advice(error)}") from error
            yield
        finally:
            lock.close()

    def _written(self, work: Work[Result], durable: bool) -> Result:
        self._make_folder()
        connection = self._opened()
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        return _in_transaction(connection, work)

    def _done(self, work: Callable[[], Result]) -> Result:
        if self._fault is not None:
            raise LinkcheckError(self._fault)
        try:
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._set_aside(error)
                return work()
        except sqlite3.IntegrityError:
            raise  # a bug of the caller
        except (sqlite3.DatabaseError, OSError) as error:
            raise LinkcheckError(f"{self._file}: {error}: {_advice(error)}") from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._address(), timeout=PATIENCE, isolation_level=None, uri=True)
            connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # one bad row costs no other
            self._inode = _inode(self._file)
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _address(self) -> str:
        """Return how SQLite is to open the file: on a read-only disk it cannot even read it without being told so."""
        read_only = self._file.exists() and not os.access(self.folder, os.W_OK)
        return f"{self._file.as_uri()}{'?mode=ro&immutable=1' if read_only else ''}"

    def _prepare(self, connection: sqlite3.Connection) -> None:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _fault(verdict)
        connection.execute("PRAGMA trusted_schema = OFF")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone():
            raise _fault("triggers or views, which are not linkcheck's")  # they could change what undo reads
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        if _version(connection) != len(MIGRATIONS):
            _in_transaction(connection, self._migrate)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version = _version(connection)  # asked again: another run may have been faster
        if version > len(MIGRATIONS):
            raise LinkcheckError(f"{self._file}: written by a newer linkcheck: update linkcheck")
        for step in MIGRATIONS[version:]:
            for statement in step.split(";"):  # executescript would end the transaction
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _make_folder(self) -> None:
        if not self._file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError), (self.folder / ".gitignore").open("x") as ignore:
                ignore.write("*\n")

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        self.close()
        if _inode(self._file) != self._inode:
            return  # another run was faster; this is its new file, if any
        number = 1
        while (aside := self._file.with_name(f"{FILE}.damaged-{number}")).exists():
            number += 1
        for companion in COMPANIONS:
            with suppress(FileNotFoundError):  # another run may have been faster
                Path(f"{self._file}{companion}").replace(f"{aside}{companion}")
        self._warn(f"{self._file} is damaged ({error}): set aside as {aside.name}; undo knows no earlier run now")


def as_utc_text(moment: datetime) -> str:
    """Return an instant as the columns hold it, in UTC to the second: text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _in_transaction(connection: sqlite3.Connection, work: Work[Result]) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")  # one that fails may leave the transaction open
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _advice(error: Exception) -> str:
    """Return what to do; never to remove the file, which holds what `undo` needs, nor is that of any use."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in BUSY:
        return "another program uses it; try again when that has ended"
    if code in SICK_DISK or getattr(error, "errno", None) in SICK_DISK_ERRNOS:
        return "make room on the disk, or see whether it is sound, and keep this file: `linkcheck undo` needs it"
    return "make it and its folder writable, and keep it: `linkcheck undo` needs it"


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def _fault(words: str) -> sqlite3.DatabaseError:
    """Return what a check of the file found: damage, unless it says that it could not read ("error code=266")."""
    error = sqlite3.DatabaseError(" ".join(words.split()))
    told = _UNREAD.search(words)
    error.sqlite_errorcode = int(told[1]) if told is not None else sqlite3.SQLITE_CORRUPT
    return error
