"""The history as JSON Lines, for repositories that own it and runners without a disk of their own.

One line for each fact, sorted, so that a night changes few lines: first the schema, then the baseline, the mementos,
the runs, the targets. The same text is the `record` of a row in SQLite. The evidence stays in SQLite: it is ten times
as large, and a runner without it asks again when the time comes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from linkcheck.history.run_stats import run_stats
from linkcheck.model import Flag, MovedPage, Page, Past, Reason, RunStats, State, StrikeKind, Verdict

FIRST_YEAR, LAST_YEAR = 1970, 8999
"""A clock may be wrong by years; a reset one begins in 1970."""

SCHEMA: Literal["linkcheck-history/1"] = "linkcheck-history/1"


class _Record(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A `Past`, flat."""

    url: str
    checked_at: datetime
    verdict: State
    reason: Reason
    detail: str = ""
    status: int | None = None
    final_url: str | None = None
    flags: tuple[Flag, ...] = ()
    failing_since: datetime | None = None
    last_alive_at: datetime | None = None
    strikes: tuple[datetime, ...] = ()
    failures: int = 0
    title: str | None = None
    headings: tuple[str, ...] = ()
    words: int = 0
    simhash: str = "0"
    """Hexadecimal: JSON's numbers end at 53 bits for most readers."""
    strike_kinds: tuple[StrikeKind, ...] = ()
    dead_since: datetime | None = None
    unreachable_since: datetime | None = None
    unreachable_checks: int = 0
    returns: tuple[datetime, ...] = ()
    moved_since: datetime | None = None
    moved_page: MovedPage | None = None


class KeptMemento(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A row of the table `mementos`."""

    memento: str
    """The key."""
    near: str
    url: str
    captured_at: str
    fit: str


class _Baseline(msgspec.Struct, forbid_unknown_fields=True):
    baseline: str


class _Run(msgspec.Struct, forbid_unknown_fields=True):
    night: datetime
    """The beginning of the run."""
    verdicts: dict[str, int]
    repaired: int = 0


class _Schema(msgspec.Struct):
    schema: str


class SharedHistory(Struct, frozen=True):
    """The facts of such a file, in any order."""

    pasts: tuple[Past, ...] = ()
    mementos: tuple[KeptMemento, ...] = ()
    baseline: frozenset[str] | None = None
    run_stats: tuple[RunStats, ...] = ()
    newer: bool = False
    """Written by a newer version: nothing of it was read."""
    bad_lines: tuple[int, ...] = ()
    """Numbers, from 1, of the lines that cannot be read."""


def encode_past(past: Past) -> str:
    """Return a record as one line of JSON, without a newline."""
    verdict, page = past.verdict, past.first_page
    record = _Record(
        past.url,
        _second(past.checked_at),
        verdict.state,
        verdict.reason,
        verdict.detail,
        verdict.status,
        verdict.final_url,
        verdict.flags,
        past.failing_since and _second(past.failing_since),
        past.last_alive_at and _second(past.last_alive_at),
        tuple(map(_second, past.strikes)),
        past.failures,
        strike_kinds=past.strike_kinds,
        dead_since=past.dead_since and _second(past.dead_since),
        unreachable_since=past.unreachable_since and _second(past.unreachable_since),
        unreachable_checks=past.unreachable_checks,
        returns=tuple(map(_second, past.returns)),
        moved_since=past.moved_since and _second(past.moved_since),
        moved_page=past.moved_page,
    )
    if page is not None:
        record.title, record.headings, record.words = page.title, page.headings, page.words
        record.simhash = f"{page.simhash:x}"
    return msgspec.json.encode(record).decode()


def decode_past(line: str | bytes) -> Past | None:
    """Return the record of a line; None for a line that another version wrote differently."""
    try:
        return _past(_record_decoder.decode(line))
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError):  # SQLite's columns hold any type
        return None


def _past(record: _Record) -> Past:
    """Return a record that makes sense; raises ValueError."""
    simhash = int(record.simhash, 16)
    numbers = (record.status or 0, record.failures, record.words, simhash)
    if not all(0 <= number < 1 << 64 for number in numbers):
        raise ValueError("a number that none of ours can be")
    return Past(
        record.url,
        _aware(record.checked_at),
        Verdict(record.verdict, record.reason, record.detail, record.status, record.final_url, record.flags),
        record.failing_since and _aware(record.failing_since),
        record.last_alive_at and _aware(record.last_alive_at),
        tuple(map(_aware, record.strikes)),
        record.failures,
        Page(record.title, record.headings, words=record.words, simhash=simhash) if record.title is not None else None,
        record.strike_kinds,
        record.dead_since and _aware(record.dead_since),
        record.unreachable_since and _aware(record.unreachable_since),
        record.unreachable_checks,
        returns=tuple(map(_aware, record.returns)),
        moved_since=record.moved_since and _aware(record.moved_since),
        moved_page=record.moved_page,
    )


def encode(facts: SharedHistory) -> str:
    """Return the whole file; the same facts give the same text."""
    lines: list[msgspec.Struct] = [_Schema(SCHEMA)]
    if facts.baseline is not None:
        lines += [_Baseline(key) for key in sorted({"", *facts.baseline})]
    mementos = sorted(facts.mementos, key=lambda each: (each.memento, each.near))
    lines += mementos
    lines += [
        _Run(_second(run.at), {state.value: count for state, count in run.verdicts.items()}, run.repaired)
        for run in sorted(facts.run_stats, key=lambda run: run.at)
    ]
    parts = [msgspec.json.encode(line).decode() for line in lines]
    parts += [encode_past(past) for past in sorted(facts.pasts, key=lambda past: past.url)]
    return "\n".join(parts) + "\n"


def decode(text: str) -> SharedHistory:
    """Return the facts of such a file; a line that cannot be read (a conflict of git's) is named and passed over."""
    pasts: list[Past] = []
    mementos: list[KeptMemento] = []
    runs: list[RunStats] = []
    baseline: set[str] | None = None
    bad: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: JSON may hold what ends a line of Python's
        match _fact(line) if line.strip() else _Schema(SCHEMA):
            case _Schema(schema=schema):
                if schema != SCHEMA:
                    return SharedHistory(newer=True)
            case _Baseline(baseline=key):
                baseline = (baseline or set()) | {key}
            case KeptMemento() as memento:
                mementos.append(memento)
            case RunStats() as run:
                runs.append(run)
            case Past() as past:
                pasts.append(past)
            case None:
                bad.append(number)
    kept = None if baseline is None else frozenset(baseline - {""})
    return SharedHistory(tuple(pasts), tuple(mementos), kept, tuple(runs), bad_lines=tuple(bad))


def _fact(line: str) -> _Schema | _Baseline | RunStats | KeptMemento | Past | None:
    if line.startswith('{"url"'):
        return decode_past(line)
    kinds: tuple[type[KeptMemento | _Baseline | _Run | _Schema], ...] = (KeptMemento, _Baseline, _Run, _Schema)
    for kind in kinds:
        with suppress(msgspec.DecodeError, ValueError, RecursionError):
            fact = msgspec.json.decode(line, type=kind)
            if not isinstance(fact, _Run):
                return fact
            return run_stats(_aware(fact.night), fact.verdicts, fact.repaired)
    return decode_past(line)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _aware(moment: datetime) -> datetime:
    """Return an instant with a zone; raises ValueError for one at which no run can have been: sums with it fail."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"no run was in the year {moment.year}")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


_record_decoder = msgspec.json.Decoder(_Record)
