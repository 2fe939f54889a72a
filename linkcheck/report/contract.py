"""The shape of the JSON report, `linkcheck-report/1`: tests and tools from outside rely on it.

Fields may be added; none is renamed or removed without a new version. `schema.json` beside this file is made from
these types. A value that is not known is null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from linkcheck.model import (
    Change,
    FailureCode,
    Flag,
    Forge,
    Level,
    LookupStatus,
    Profile,
    Reason,
    Rule,
    State,
    StrikeKind,
    Syntax,
    Tls,
)

SCHEMA: Literal["linkcheck-report/1"] = "linkcheck-report/1"


class JsonWorkTree(msgspec.Struct, frozen=True, gc=False):
    """A working tree: its commit, and where that can be seen."""

    commit: str
    folder: str
    """The working directory below the root of the repository."""
    url: str | None
    """The repository's page; null where nothing tells that the commit can be seen there."""
    forge: Forge | None
    """The kind of that page; null where nobody knows it."""
    changed: list[str]
    """Paths of documents that are not as the commit has them."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """The run as a whole."""

    exit_code: int
    offline: bool
    duration_s: float
    requests: int
    environment_fault: str | None
    started_at: datetime | None = None
    paths: list[str] = []
    """The paths that it was asked to read, as they were given."""
    version: str | None = None
    """The version of the linkcheck that wrote this."""
    since: str | None = None
    """The revision of `--since`; null where everything was judged."""
    only: list[str] = []
    """The URLs that the run was narrowed to; empty where it was not."""
    in_ci: bool | None = None
    """Whether it was a run of a CI system; null where nobody knows."""
    work_tree: JsonWorkTree | None = None
    """The commit that the documents were read at; null where there is none, or nobody asked."""


class Summary(msgspec.Struct, frozen=True, gc=False):
    """Numbers. Every verdict is there, zero or not; of the rules those that were found."""

    documents: int
    references: int
    targets: int
    verdicts: dict[str, int]
    problems: dict[str, int]


class JsonExchange(msgspec.Struct, frozen=True, gc=False):
    """One request and what it gave: either a status or a code of failure."""

    method: str
    url: str
    ms: int
    profile: Profile
    status: int | msgspec.UnsetType = msgspec.UNSET
    failure: FailureCode | msgspec.UnsetType = msgspec.UNSET
    detail: str | msgspec.UnsetType = msgspec.UNSET
    """The failure in words, where there are any."""
    tls: Tls | msgspec.UnsetType = msgspec.UNSET
    """The strictness of the handshake, where it was less than full."""
    title: str | msgspec.UnsetType = msgspec.UNSET
    """The title of the page that answered a probe, where it has one."""
    unchanged: bool | msgspec.UnsetType = msgspec.UNSET
    """True where the page is the one that an earlier run read, and was not read again."""


class JsonEvidence(msgspec.Struct, frozen=True, gc=False):
    """The opinion of one signal."""

    signal: str
    verdict: State
    reason: Reason
    detail: str


class JsonMemento(msgspec.Struct, frozen=True, gc=False):
    """An archived copy near a day, or why there is none. Only a probed one is ever written."""

    near: date | None
    answer: LookupStatus
    url: str | None
    captured_at: datetime | None
    fit: str | None
    probed: bool
    detail: str | None
    asked_at: datetime | None = None
    """When an archive said so; null where none was asked, or nobody knows when."""


class JsonOriginal(msgspec.Struct, frozen=True, gc=False):
    """What an archived copy was made of, asked at its own address."""

    url: str
    verdict: State
    reason: Reason
    detail: str
    status: int | None
    checked_at: datetime
    returns: list[datetime]
    """Runs in a row, a night apart, that read it well, each time the same page."""
    objection: str | None
    """Why a link to the copy is not led back to it yet; null where `--fix=restored` may do so."""


class JsonKeptCopy(msgspec.Struct, frozen=True, gc=False):
    """A copy that `linkcheck keep` made of what is dead now, and of which no archive has one to write."""

    file: str
    captured_at: datetime
    url: str | None
    """Where the site publishes it as a page; null where it does not."""


class JsonTarget(msgspec.Struct, frozen=True, gc=False):
    """One unique URL and what is concluded of it."""

    url: str
    verdict: State
    reason: Reason
    detail: str
    status: int | None
    final_url: str | None
    flags: list[Flag]
    checked_at: datetime | None
    from_history: bool
    change: Change | None
    """Since the run before."""
    known: bool | None
    """Whether the baseline holds it, or the change of `--since` leaves it alone; null where there is neither."""
    strikes: int | None
    failing_since: datetime | None
    last_alive_at: datetime | None
    exchanges: list[JsonExchange]
    evidence: list[JsonEvidence]
    mementos: list[JsonMemento]
    strike_times: list[datetime] = []
    """Runs in a row, a night apart, in which it failed as something that is gone would."""
    title: str | None = None
    """The title of the page when it was first seen alive."""
    failures: int | None = None
    """Checks in a row that did not find it alive; null where nothing is remembered."""
    probes: list[JsonExchange] | msgspec.UnsetType = msgspec.UNSET
    """Requests for other pages of its host, with which the answer was compared; not there where none was made."""
    touched: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the change of `--since` touches one of its references; not there without `--since`."""
    strike_kinds: list[StrikeKind] | msgspec.UnsetType = msgspec.UNSET
    """One for each of `strike_times`; not there where there are none, or an older version wrote them."""
    dead_since: datetime | msgspec.UnsetType = msgspec.UNSET
    """The first check that found it dead, with none since that found it alive; not there where there is none."""
    unreachable_since: datetime | msgspec.UnsetType = msgspec.UNSET
    """The first of the checks in a row that had no usable answer; not there where the last one had."""
    unreachable_checks: int | msgspec.UnsetType = msgspec.UNSET
    """The number of those checks."""
    original: JsonOriginal | msgspec.UnsetType = msgspec.UNSET
    """Not there for what is no archived copy, and where what it was made of was never asked."""
    kept_copy: JsonKeptCopy | msgspec.UnsetType = msgspec.UNSET
    """Not there where there is none, or an archive has a copy to write."""


class Use(msgspec.Struct, frozen=True, gc=False):
    """A place that uses a definition."""

    line: int
    column: int


class JsonReference(msgspec.Struct, frozen=True, gc=False):
    """One occurrence of a URI. `start` and `end` are byte offsets of the destination as written."""

    path: str
    line: int
    column: int
    start: int
    end: int
    syntax: Syntax
    label: str | None
    used: bool | None
    used_at: list[Use]
    destination: str
    url: str | None
    fragment: Literal["ok", "missing", "unknown"] | None
    disabled: bool
    problems: list[Rule]
    touched: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the change of `--since` touches its line, or one that uses it; not there without `--since`."""


class JsonProblem(msgspec.Struct, frozen=True, gc=False):
    """A fault that needs no network."""

    rule: Rule
    level: Level
    path: str
    line: int
    column: int
    start: int
    end: int
    message: str
    known: bool | None = None
    """Whether the baseline holds it, or the change of `--since` leaves it alone; null where there is neither."""
    touched: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the change of `--since` touches or causes it; not there without `--since`."""


class JsonEdit(msgspec.Struct, frozen=True, gc=False):
    """Bytes of a document that were replaced, would be, or could not be (then `refused` says why)."""

    path: str
    start: int
    end: int
    old: str
    new: str
    reason: str
    applied: bool
    refused: str | None


class JsonHost(msgspec.Struct, frozen=True, gc=False):
    """A host with links that are dead or unreachable: forty failures may be one dead domain."""

    host: str
    targets: int
    verdicts: dict[str, int]
    reasons: dict[str, int]
    """Numbers by reason, of the dead and the unreachable."""


class JsonDocument(msgspec.Struct, frozen=True, gc=False):
    """A document that was read."""

    path: str
    date: date | None
    title: str | None
    owner: str | msgspec.UnsetType = msgspec.UNSET
    """Whose it is, by CODEOWNERS; not there where nobody is named."""


class JsonNight(msgspec.Struct, frozen=True, gc=False):
    """The numbers of one run."""

    at: datetime
    verdicts: dict[str, int]
    repaired: int


class JsonLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a document, as written, on which something stands that is wrong."""

    path: str
    line: int
    text: str
    start: int | msgspec.UnsetType = msgspec.UNSET
    """How many characters of the line are left out before `text`; not there where none are."""


class JsonGap(msgspec.Struct, frozen=True, gc=False):
    """What was not judged of the blog itself: links for one reason, or, where `links` is 0, a part that is missing."""

    words: str
    links: int


class JsonReport(msgspec.Struct, frozen=True, kw_only=True):
    """The results of one run of linkcheck."""

    schema: Literal["linkcheck-report/1"] = SCHEMA
    run: Run
    summary: Summary
    targets: list[JsonTarget]
    references: list[JsonReference]
    hosts: list[JsonHost]
    problems: list[JsonProblem]
    edits: list[JsonEdit]
    documents: list[JsonDocument] = []
    nights: list[JsonNight] = []
    """The runs that are remembered, this one last; oldest first."""
    lines: list[JsonLine] = []
    gaps: list[JsonGap] = []


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of the report, as it is committed."""
    (made,), parts = msgspec.json.schema_components([JsonReport], ref_template="#/$defs/{name}")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA}
    whole = {**head, **made, "$defs": parts}
    return msgspec.json.format(msgspec.json.encode(whole, order="sorted"), indent=2).decode() + "\n"
