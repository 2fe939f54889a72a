"""targets → findings: presets, the network phase, and what becomes of an interrupted or faulty run.

What needs the network is in `session`, which is imported when there is something to ask: a run offline neither
loads aiohttp nor waits for it. An environment at fault takes every verdict back: nothing that such a run saw is
evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linkcheck.config import Settings
from linkcheck.dates import Days
from linkcheck.history import History
from linkcheck.model import (
    Check,
    Evidence,
    Failure,
    FailureCode,
    Finding,
    Memento,
    Reason,
    Response,
    State,
    Target,
    Url,
    Verdict,
)

if TYPE_CHECKING:
    from linkcheck.archive import ArchiveSettings
    from linkcheck.network import Resolver


NEVER_SENT = {
    FailureCode.RATE_LIMITED,
    FailureCode.PRIVATE_ADDRESS,
    FailureCode.BAD_URL,
    FailureCode.DNS_NXDOMAIN,
    FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE,
}


class Listener:
    """Told of what goes on; this one is deaf, `progress.Bar` draws."""

    def checks_planned(self, count: int) -> None:
        """So many targets will be checked."""

    def checked(self, verdict: Verdict) -> None:
        """One target more is judged."""

    def lookups_planned(self, count: int, estimate: str) -> None:
        """So many dead targets are looked up so far; `estimate` says in words how long the rest will take."""

    def looked_up(self) -> None:
        """One look-up more is answered."""

    def warn(self, message: str) -> None:
        """Something that the user should know at once."""


@dataclass(frozen=True, slots=True)
class World:
    """What stands in for the internet in the demo; None is the real thing."""

    resolver: Resolver | None = None
    archive: ArchiveSettings | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the network phase ends with."""

    findings: tuple[Finding, ...]
    """Sorted by URL; one for each target."""
    requests: int = 0
    environment_fault: str | None = None
    interrupted: bool = False
    messages: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """What is known so far; grows while the run goes on."""

    verdicts: dict[str, Verdict]
    checks: dict[str, Check] = field(default_factory=dict)
    mementos: dict[str, tuple[Memento, ...]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many reached somebody, as far as we can tell: not those that were refused or given up before."""
        exchanges = (exchange for check in self.checks.values() for exchange in check.exchanges)
        return sum(
            isinstance(exchange.outcome, Response) or exchange.outcome.code not in NEVER_SENT for exchange in exchanges
        )


async def judge(
    targets: Sequence[Target],
    settings: Settings,
    days: Days,
    history: History,
    listener: Listener,
    world: World,
) -> Judged:
    """Check every target that needs a request, judge it, and look up the dead ones.

    Never raises for what the world does. Cancelling it (Ctrl-C) makes it return what is known.
    """
    known = Known({target.url: target.preset for target in targets if target.preset is not None})
    waiting = {Url(target.url): target for target in targets if target.preset is None}
    if settings.offline or not waiting:
        return Judged(_findings(targets, known))
    from linkcheck.session import Session

    listener.checks_planned(len(waiting))
    session = Session(waiting, settings, days, listener, known)
    try:
        fault = await session.run(history, world)
    except asyncio.CancelledError:
        findings = _findings(targets, known, missing=(Reason.INTERRUPTED, "the run was interrupted"))
        return Judged(
            findings, known.requests, interrupted=True, messages=("interrupted: the report holds what is known",)
        )
    if fault is not None:
        nothing = Known({target.url: target.preset for target in targets if target.preset is not None})
        findings = _findings(targets, nothing, missing=(Reason.ENVIRONMENT, fault))
        return Judged(findings, known.requests, environment_fault=fault)
    return Judged(_findings(targets, known), known.requests, messages=session.messages)


def _findings(
    targets: Sequence[Target],
    known: Known,
    missing: tuple[Reason, str] = (Reason.OFFLINE, "offline"),
) -> tuple[Finding, ...]:
    """One finding for each target; what has no verdict is `unchecked`, for the reason given."""
    reason, words = missing
    unchecked = Verdict(State.UNCHECKED, reason, words, evidence=(Evidence("run", State.UNCHECKED, reason, words),))
    return tuple(
        Finding(
            target,
            known.verdicts.get(target.url, unchecked),
            known.checks.get(target.url),
            known.mementos.get(target.url, ()),
        )
        for target in sorted(targets, key=lambda target: target.url)
    )


def tracebacks(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the tracebacks of checks that failed by a fault of our own, for `-v`."""
    return tuple(
        exchange.outcome.detail
        for finding in findings
        if finding.check is not None
        for exchange in finding.check.exchanges
        if isinstance(exchange.outcome, Failure) and exchange.outcome.code is FailureCode.INTERNAL
    )
