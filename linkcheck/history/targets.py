"""The tables `targets` and `verdicts`: for each URL its record as JSON, the evidence of its last check, its verdict.

Without them a run asks more, and strikes are lost; so a failure is told once and stops no run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.evidence import pack, unpack
from linkcheck.history.jsonl import decode_past, encode_past
from linkcheck.history.kept_verdicts import KeptVerdict, pack_verdict, unpack_verdict
from linkcheck.history.validators import is_unchanged, unpack_validators
from linkcheck.model import Check, Past, Validators

Rule = Callable[[Past | None, Check], Past]
"""Makes the record after one check more: `confirmation.remember` with the verdict."""
Conclusion = Callable[[Check, Past], KeptVerdict | None]
"""Says what the evidence of a check says by itself; None where only what is kept of it can tell."""

Validate = Callable[[Check], str | None]
"""Says what tells that the page of a check is still the one that was read; None where it is to be read again."""

AT_ONCE = 500
"""Values of one statement; old builds of SQLite take 999."""
PAGES = 100
"""Checks that are read at once: each may hold a page."""
KEEP_VERDICT = "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)"


class TargetTable:
    """Records, evidence and verdicts of targets."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def pasts(self) -> dict[str, Past]:
        """Return the record of every URL that was ever checked, by URL."""
        rows = self._database.select("SELECT record FROM targets")
        return {past.url: past for (record,) in rows if (past := decode_past(record)) is not None}

    def evidence(self, urls: Collection[str]) -> Iterator[Check]:
        """Yield the last check of each URL that has one kept, in the order of the URLs, some in memory at a time."""
        for some in _parts(sorted(urls), PAGES):
            rows = self._database.select(_of_urls("url, evidence", "targets", some), *some)
            for url, evidence in sorted(rows, key=lambda row: str(row[0])):
                if evidence is not None and (check := unpack(evidence)) is not None and check.url == url:
                    yield check

    def verdicts(self, urls: Collection[str], rules: Callable[[str], str]) -> dict[str, KeptVerdict]:
        """Return what was found of the kept evidence by these rules, which may differ from URL to URL."""
        found = {}
        for some in _parts(sorted(urls), AT_ONCE):
            for url, named, verdict in self._database.select(_of_urls("url, rules, verdict", "verdicts", some), *some):
                kept = unpack_verdict(verdict, named) if named == rules(url) else None
                if kept is not None and kept.check.url == url:
                    found[url] = kept
        return found

    def validators(self, urls: Collection[str], rules: Callable[[str], str]) -> dict[str, Validators]:
        """Return what tells that the pages of these targets are still those that were read by the same rules."""
        found, now = {}, self._now()
        for some in _parts(sorted(urls), AT_ONCE):
            for url, text in self._database.select(_of_urls("url, validators", "targets", some), *some):
                validators = unpack_validators(text, rules(str(url)), now) if text is not None else None
                if validators is not None:
                    found[str(url)] = validators
        return found

    def keep(
        self,
        checks: Sequence[tuple[Check, Rule]],
        conclude: Conclusion = lambda check, past: None,
        validate: Validate = lambda check: None,
    ) -> None:
        """Keep checks in one transaction, each on top of its record of that moment: another run may have written it."""

        def work(db: sqlite3.Connection) -> None:
            records = _records(db, [check.url for check, _ in checks])
            evidence, verdicts, validators = {}, {}, {}
            unchanged = _validators(db, [check.url for check, _ in checks if is_unchanged(check)])
            for check, rule in checks:
                past = _past(records.get(check.url))
                if past is not None and check.checked_at < past.checked_at <= self._now():
                    continue  # another run asked later; a check from the future is a clock's mistake
                past = rule(past, check)
                records[check.url] = encode_past(past)
                evidence[check.url], verdicts[check.url] = pack(check), conclude(check, past)
                validators[check.url] = unchanged[check.url] if check.url in unchanged else validate(check)
            rows = [(url, records[url], data, validators[url]) for url, data in evidence.items()]
            db.executemany("INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?)", rows)
            db.executemany("DELETE FROM verdicts WHERE url = ?", [(url,) for url in verdicts])
            db.executemany(KEEP_VERDICT, [_row(kept) for kept in verdicts.values() if kept is not None])

        if checks:
            self._database.write(work)

    def keep_verdicts(self, kept: Collection[KeptVerdict]) -> None:
        """Keep what was found of evidence, where that is still the last; a loss costs time alone."""

        def work(db: sqlite3.Connection) -> None:
            records = _records(db, [one.check.url for one in kept])
            pasts = {url: _past(record) for url, record in records.items()}
            db.executemany(KEEP_VERDICT, [_row(one) for one in kept if _is_last(one.check, pasts.get(one.check.url))])

        if kept:
            self._database.try_to_write(work)

    def amend(self, pasts: Collection[Past]) -> None:
        """Take what a run concluded of these verdicts at its end, where their checks are kept and are the last."""

        def work(db: sqlite3.Connection) -> None:
            records = _records(db, [past.url for past in pasts])
            for past in pasts:
                kept = _past(records.get(past.url))
                if kept is not None and kept.checked_at == past.checked_at.replace(microsecond=0):
                    record = encode_past(replace(kept, verdict=past.verdict))
                    db.execute("UPDATE targets SET record = ? WHERE url = ?", (record, past.url))

        if pasts:
            self._database.write(work)

    def adopt(self, pasts: Collection[Past]) -> None:
        """Take records from elsewhere that are newer than ours; their evidence is not here."""

        def work(db: sqlite3.Connection) -> None:
            records = _records(db, [new.url for new in pasts])
            newer = {}
            for new in pasts:
                old = _past(records.get(new.url))
                if old is None or old.checked_at < new.checked_at:
                    newer[new.url] = records[new.url] = encode_past(new)
            db.executemany("INSERT OR REPLACE INTO targets VALUES (?, ?, NULL, NULL)", newer.items())
            db.executemany("DELETE FROM verdicts WHERE url = ?", [(url,) for url in newer])

        if pasts:
            self._database.write(work)


def _parts(urls: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (urls[start : start + size] for start in range(0, len(urls), size))


def _of_urls(columns: str, table: str, urls: Sequence[str]) -> str:
    return f"SELECT {columns} FROM {table} WHERE url IN ({', '.join('?' * len(urls))})"  # noqa: S608 -- our own words


def _records(db: sqlite3.Connection, urls: Sequence[str]) -> dict[str, Any]:
    """Return the column `record` of some URLs; SQLite's columns hold any type."""
    rows = (row for some in _parts(urls, AT_ONCE) for row in db.execute(_of_urls("url, record", "targets", some), some))
    return dict(rows)


def _validators(db: sqlite3.Connection, urls: Sequence[str]) -> dict[str, Any]:
    """Return the column `validators` of some URLs."""
    parts = _parts(urls, AT_ONCE)
    return dict(row for some in parts for row in db.execute(_of_urls("url, validators", "targets", some), some))


def _past(record: Any) -> Past | None:
    return decode_past(record) if record is not None else None


def _is_last(check: Check, past: Past | None) -> bool:
    return past is not None and past.checked_at == check.checked_at.replace(microsecond=0)


def _row(kept: KeptVerdict) -> tuple[str, str, bytes]:
    return kept.check.url, kept.rules, pack_verdict(kept)
