"""The history as lines of JSON, for repositories that own it and runners without a disk of their own.

One line a fact, sorted, so that a night changes few lines: first the schema, then the baseline, the mementos, the
nights, the targets. The same text is the `record` of a row in SQLite. The evidence stays in SQLite: it is ten times as
large, and a runner without it asks again when the time comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec

from linkcheck.history.run_stats import counted
from linkcheck.model import Flag, Page, Past, Reason, RunStats, State, Verdict

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


class _Night(msgspec.Struct, forbid_unknown_fields=True):
    night: datetime
    """When it began."""
    verdicts: dict[str, int]
    repaired: int = 0


class _Schema(msgspec.Struct):
    schema: str


@dataclass(frozen=True, slots=True)
class Lines:
    """What a file of lines holds."""

    pasts: tuple[Past, ...] = ()
    mementos: tuple[KeptMemento, ...] = ()
    baseline: frozenset[str] | None = None
    nights: tuple[RunStats, ...] = ()
    newer: bool = False
    """Written by a newer version: nothing of it was read."""
    bad: tuple[int, ...] = ()
    """Numbers of the lines that could not be read."""


def record_line(past: Past) -> str:
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
    )
    if page is not None:
        record.title, record.headings, record.words, record.simhash = (
            page.title,
            page.headings,
            page.words,
            f"{page.simhash:x}",
        )
    return msgspec.json.encode(record).decode()


def record_of(line: str | bytes) -> Past | None:
    """Return the record of a line, or None for one that another version wrote differently."""
    try:
        record = _record_decoder.decode(line)
        simhash = int(record.simhash, 16)
    except (msgspec.DecodeError, ValueError):
        return None
    return Past(
        record.url,
        _aware(record.checked_at),
        Verdict(record.verdict, record.reason, record.detail, record.status, record.final_url, record.flags),
        record.failing_since and _aware(record.failing_since),
        record.last_alive_at and _aware(record.last_alive_at),
        tuple(map(_aware, record.strikes)),
        record.failures,
        Page(record.title, record.headings, words=record.words, simhash=simhash) if record.title is not None else None,
    )


def written(
    pasts: Collection[Past],
    mementos: Collection[KeptMemento],
    baseline: Collection[str] | None,
    nights: Collection[RunStats] = (),
) -> str:
    """Return the whole file; the same facts give the same text."""
    encode = msgspec.json.encode
    parts = [encode({"schema": SCHEMA}).decode()]
    if baseline is not None:
        parts += [encode(_Baseline(key)).decode() for key in sorted({"", *baseline})]
    parts += [encode(each).decode() for each in sorted(mementos, key=lambda each: (each.memento, each.near))]
    parts += [encode(_night_line(night)).decode() for night in sorted(nights, key=lambda night: night.at)]
    parts += [record_line(past) for past in sorted(pasts, key=lambda past: past.url)]
    return "\n".join(parts) + "\n"


def read(text: str) -> Lines:
    """Read such a file; what cannot be read is told by its line and otherwise passed over (a conflict of git's)."""
    pasts: list[Past] = []
    mementos: list[KeptMemento] = []
    nights: list[RunStats] = []
    baseline: set[str] | None = None
    bad: list[int] = []
    for number, line in _numbered(text):
        match _fact(line):
            case _Schema(schema=schema):
                if schema != SCHEMA:
                    return Lines(newer=True)
            case _Baseline(baseline=key):
                baseline = (baseline or set()) | {key}
            case KeptMemento() as memento:
                mementos.append(memento)
            case _Night(night=at, verdicts=verdicts, repaired=repaired):
                nights.append(RunStats(_aware(at), counted(verdicts), repaired))
            case Past() as past:
                pasts.append(past)
            case None:
                bad.append(number)
    kept = None if baseline is None else frozenset(baseline - {""})
    return Lines(tuple(pasts), tuple(mementos), kept, tuple(nights), bad=tuple(bad))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: JSON may hold what Python takes for the end of a line.
    yield from ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _fact(line: str) -> _Schema | _Baseline | _Night | KeptMemento | Past | None:
    if line.startswith('{"url"'):
        return record_of(line)
    kinds: tuple[type[KeptMemento | _Baseline | _Night | _Schema], ...] = (KeptMemento, _Baseline, _Night, _Schema)
    for kind in kinds:
        try:
            return msgspec.json.decode(line, type=kind)
        except msgspec.DecodeError:
            continue
    return record_of(line)


def _night_line(night: RunStats) -> _Night:
    return _Night(_second(night.at), {state.value: count for state, count in night.verdicts.items()}, night.repaired)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


_record_decoder = msgspec.json.Decoder(_Record)
