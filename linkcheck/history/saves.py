"""The table `saves`: pages that an archive is asked to save, and what became of each; on the disk before it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from linkcheck.history.database import Database, as_utc_text
from linkcheck.model import Save, SaveState


class SavedTable:
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

    def forget(self, url: str) -> None:
        """Forget a page that was not sent after all."""
        self._database.write(lambda db: db.execute("DELETE FROM saves WHERE url = ?", (url,)))
