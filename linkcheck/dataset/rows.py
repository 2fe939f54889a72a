"""Findings and references as flat rows, in the words of the JSON report: `contract.py` says what most of them mean.

A reference's row repeats what is concluded of its target, so that every question about places reads one table: to join
ten million rows by address takes more memory than all else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

import msgspec
from msgspec import Struct

from linkcheck.model import (
    Change,
    Finding,
    Flag,
    LookupStatus,
    Memento,
    Reason,
    Row,
    State,
    Syntax,
    host_of,
)
from linkcheck.report.diagnostics import copy_for
from linkcheck.report.words import shortened
from linkcheck.verdict.outcome import copies
from linkcheck.verdict.signals.addresses import registrable

LONGEST = 4_096
"""Characters of a text; what is longer (a picture inside of an address) ends in an ellipsis, and is never asked for."""


class Belonging(Struct, frozen=True):
    """Whose a document is; None where nobody knows."""

    repository: str | None = None
    owner: str | None = None


Whose = Callable[[str], Belonging]
"""Takes a document's path."""


def nobody(path: str) -> Belonging:
    """Return what is known of documents of one folder: nothing."""
    return Belonging()


class TargetRow(Struct, frozen=True, gc=False):
    """One URL in one night."""

    url: str
    host: str
    domain: str
    """The part of the host that somebody registered."""
    verdict: State
    reason: Reason
    detail: str
    status: int | None
    final_url: str | None
    flags: tuple[Flag, ...]
    checked_at: datetime | None
    from_history: bool
    change: Change | None
    failing_since: datetime | None
    last_alive_at: datetime | None
    strikes: int | None
    requests: int
    """Those that were made for it when it was last checked, probes of its host included."""
    archive: LookupStatus | None
    """What archives answered; None where none was asked."""
    archived_url: str | None
    """A copy that may be written; the nearest to the first day that was asked for."""
    archived_at: datetime | None
    places: int
    """The number of its references."""


class ReferenceRow(Struct, frozen=True, gc=False):
    """One occurrence of a URI in one night; from `host` to `archived` nothing where it has no target."""

    repository: str | None
    path: str
    line: int
    column: int
    syntax: Syntax
    label: str | None
    used: bool | None
    destination: str
    url: str | None
    host: str | None
    domain: str | None
    verdict: State | None
    reason: Reason | None
    change: Change | None
    archived: str | None
    """The copy for the day of its post."""
    owner: str | None


KINDS: dict[str, type[TargetRow] | type[ReferenceRow]] = {"targets": TargetRow, "references": ReferenceRow}
"""The beginning of a file's name → what each of its rows is."""

_TYPES: Mapping[type[msgspec.inspect.Type], str] = {
    msgspec.inspect.StrType: "VARCHAR",
    msgspec.inspect.EnumType: "VARCHAR",
    msgspec.inspect.IntType: "INTEGER",
    msgspec.inspect.BoolType: "BOOLEAN",
    msgspec.inspect.DateTimeType: "TIMESTAMP WITH TIME ZONE",
    msgspec.inspect.VarTupleType: "VARCHAR[]",
}


def columns(kind: type[TargetRow] | type[ReferenceRow]) -> dict[str, str]:
    """Return column → type as SQL has it, in the order of the fields."""
    made = msgspec.inspect.type_info(kind)
    assert isinstance(made, msgspec.inspect.StructType)  # noqa: S101 -- tells mypy what a Struct is
    return {field.name: _sql(field.type) for field in made.fields}


def _sql(kind: msgspec.inspect.Type) -> str:
    if isinstance(kind, msgspec.inspect.UnionType):
        kind = next(each for each in kind.types if not isinstance(each, msgspec.inspect.NoneType))
    return _TYPES[type(kind)]


def target_row(finding: Finding) -> TargetRow:
    """Return the row of a finding; its secrets are to be redacted before."""
    verdict, check, past, url = finding.verdict, finding.check, finding.past, finding.target.url
    host, copy, known = host_of(url), next(iter(copies(finding)), None), past or check
    return TargetRow(
        url=_text(url),
        host=_text(host),
        domain=_text(registrable(host)),
        verdict=verdict.state,
        reason=verdict.reason,
        detail=_text(verdict.detail),
        status=verdict.status,
        final_url=verdict.final_url and _text(verdict.final_url),
        flags=tuple(sorted(verdict.flags)),
        checked_at=_moment(known.checked_at if known else None),
        from_history=finding.from_history,
        change=finding.change,
        failing_since=_moment(past.failing_since if past else None),
        last_alive_at=_moment(past.last_alive_at if past else None),
        strikes=len(past.strikes) if past else None,
        requests=len(check.exchanges) + len(check.probes) if check else 0,
        archive=_answer(finding.mementos),
        archived_url=copy.url and _text(copy.url) if copy else None,
        archived_at=_moment(copy.captured_at if copy else None),
        places=len(finding.target.references),
    )


def reference_row(
    row: Row,
    whose: Belonging,
    *,
    day: date | None = None,
    finding: Finding | None = None,
    target: TargetRow | None = None,
) -> ReferenceRow:
    """Return the row of a reference in a post of that day; `finding` and `target` are what it leads to, if anything."""
    one, copy = row.reference, copy_for(finding, day)[0] if finding is not None else None
    return ReferenceRow(
        repository=whose.repository and _text(whose.repository),
        path=_text(one.path),
        line=one.position.line,
        column=one.position.column,
        syntax=one.syntax,
        label=one.label and _text(one.label),
        used=one.used,
        destination=_text(one.destination),
        url=row.url and _text(row.url),
        host=target.host if target else None,
        domain=target.domain if target else None,
        verdict=target.verdict if target else None,
        reason=target.reason if target else None,
        change=target.change if target else None,
        archived=copy.url and _text(copy.url) if copy else None,
        owner=whose.owner and _text(whose.owner),
    )


def _answer(mementos: tuple[Memento, ...]) -> LookupStatus | None:
    """Return the best of the answers for the days that were asked for."""
    said = {memento.answer for memento in mementos}
    return next((each for each in LookupStatus if each in said), None)


def _moment(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)


def _text(text: str) -> str:
    """Return text as UTF-8 can have it: halves of characters (a file name that is none) become escapes."""
    text = shortened(text, LONGEST)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
