"""The table `targets`: one row for each URL, with its record as JSON and the evidence of its last check.

Without it a run asks more, and strikes are lost; so a failure is told once and stops no run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.evidence import pack, unpack
from linkcheck.history.jsonl import decode_past, encode_past
from linkcheck.model import Check, Past

Rule = Callable[[Past | None, Check], Past]
"""Makes the record after one check more: `confirmation.remember` with the verdict."""


class TargetTable:
    """Records and evidence of targets."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def pasts(self) -> dict[str, Past]:
        """Return the record of every URL that was ever checked, by URL."""
        rows = self._database.select("SELECT record FROM targets")
        return {past.url: past for (record,) in rows if (past := decode_past(record)) is not None}

    def evidence(self, urls: Collection[str]) -> Iterator[Check]:
        """Yield the last check of each URL that has one kept, one at a time: each may hold a page."""
        for url in sorted(urls):
            for (evidence,) in self._database.select("SELECT evidence FROM targets WHERE url = ?", url):
                if evidence is not None and (check := unpack(evidence)) is not None:
                    yield check

    def keep(self, checks: Sequence[tuple[Check, Rule]]) -> None:
        """Keep checks in one transaction, each on top of its record of that moment: another run may have written it."""

        def work(db: sqlite3.Connection) -> None:
            for check, rule in checks:
                past = _past(db, check.url)
                if past is not None and check.checked_at < past.checked_at <= self._now():
                    continue  # another run asked later; a check from the future is a clock's mistake
                row = (check.url, encode_past(rule(past, check)), pack(check))
                db.execute("INSERT OR REPLACE INTO targets VALUES (?, ?, ?)", row)

        if checks:
            self._database.write(work)

    def amend(self, pasts: Collection[Past]) -> None:
        """Take what a run concluded of these verdicts at its end, where their checks are kept and are the last."""

        def work(db: sqlite3.Connection) -> None:
            for past in pasts:
                kept = _past(db, past.url)
                if kept is not None and kept.checked_at == past.checked_at.replace(microsecond=0):
                    record = encode_past(replace(kept, verdict=past.verdict))
                    db.execute("UPDATE targets SET record = ? WHERE url = ?", (record, past.url))

        if pasts:
            self._database.write(work)

    def adopt(self, pasts: Collection[Past]) -> None:
        """Take records from elsewhere that are newer than ours; their evidence is not here."""

        def work(db: sqlite3.Connection) -> None:
            for new in pasts:
                old = _past(db, new.url)
                if old is None or old.checked_at < new.checked_at:
                    db.execute("INSERT OR REPLACE INTO targets VALUES (?, ?, NULL)", (new.url, encode_past(new)))

        if pasts:
            self._database.write(work)


def _past(db: sqlite3.Connection, url: str) -> Past | None:
    row = db.execute("SELECT record FROM targets WHERE url = ?", (url,)).fetchone()
    return decode_past(row[0]) if row is not None else None
