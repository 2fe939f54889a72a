"""The table `saves`: pages that an archive is asked to save, and what became of each; on the disk before it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from linkcheck.history.database import Database, as_utc_text


class SaveState(StrEnum):
    """What became of a page that was to be saved."""

    ASKED = "asked"
    """Sent; what became of it is not known yet."""
    SAVED = "saved"
    ARCHIVED = "archived"
    """The archive has a capture that is young enough, and made no other."""
    FAILED = "failed"
    """It may work another time."""
    REFUSED = "refused"
    """It will not work for a long time."""


@dataclass(frozen=True, slots=True)
class Save:
    """One page and what became of it."""

    url: str
    state: SaveState
    at: datetime
    """UTC; of the last answer."""
    attempts: int
    """How often the archive took it up."""
    job: str | None = None
    captured: str | None = None
    """14 digits, where a capture was made."""
    detail: str | None = None
    """The archive's words or code."""


class SaveTable:
    """Raises LinkcheckError where it cannot be read or written: then nothing is sent, for it would be sent twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Mapping[str, Save]:
        """Return what is known of every page, by URL; a row that nobody of ours wrote is none."""
        query = "SELECT url, state, at, attempts, job, captured, detail FROM saves"
        nothing: list[tuple[str, str, str, int, str | None, str | None, str | None]] = []
        found = {}
        for url, state, at, attempts, *rest in self._database.read(lambda db: db.execute(query).fetchall(), nothing):
            with suppress(ValueError, TypeError, OverflowError):
                moment = datetime.fromisoformat(at).astimezone(UTC)
                found[url] = Save(url, SaveState(state), moment, int(attempts), *rest)
        return found

    def keep(self, save: Save) -> None:
        """Keep what is known of a page in place of what was."""
        row = (save.url, save.state, as_utc_text(save.at), save.attempts, save.job, save.captured, save.detail)
        self._database.write(
            lambda db: db.execute("INSERT OR REPLACE INTO saves VALUES (?, ?, ?, ?, ?, ?, ?)", row), durable=True
        )
