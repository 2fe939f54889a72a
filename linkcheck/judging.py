"""targets → checks → verdicts → mementos: all that needs the network, side by side.

The moment a check says `dead`, the archive is asked beside the checks that still run. An interrupted run keeps
what it knows. An environment at fault takes every verdict back: nothing that such a run saw is evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from linkcheck import environment, schedule
from linkcheck.archive import ArchiveSettings, Archivist
from linkcheck.check import check
from linkcheck.config import Settings
from linkcheck.dates import Days
from linkcheck.history import History
from linkcheck.model import (
    Check,
    Evidence,
    Failure,
    FailureCode,
    Fetch,
    Finding,
    Memento,
    Reason,
    State,
    Target,
    Url,
    Verdict,
)
from linkcheck.network import HostSettings, NetworkSettings, Resolver, open_fetch, system_resolver
from linkcheck.verdict import judge as judge_check

ARCHIVE_BODY = 4 * 1024 * 1024
"""Bytes of an archive's list of captures that are read."""


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
class _Known:
    """What is known so far; grows while the run goes on."""

    verdicts: dict[str, Verdict]
    checks: dict[str, Check] = field(default_factory=dict)
    mementos: dict[str, tuple[Memento, ...]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(len(check.exchanges) for check in self.checks.values())


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
    known = _Known({target.url: target.preset for target in targets if target.preset is not None})
    waiting = {Url(target.url): target for target in targets if target.preset is None}
    if settings.offline or not waiting:
        return Judged(_findings(targets, known))
    listener.checks_planned(len(waiting))
    session = _Session(waiting, settings, days, listener, known)
    try:
        fault = await session.run(history, world)
    except asyncio.CancelledError:
        findings = _findings(targets, known, missing=(Reason.INTERRUPTED, "the run was interrupted"))
        return Judged(
            findings, known.requests, interrupted=True, messages=("interrupted: the report holds what is known",)
        )
    if fault is not None:
        nothing = _Known({target.url: target.preset for target in targets if target.preset is not None})
        findings = _findings(targets, nothing, missing=(Reason.ENVIRONMENT, fault))
        return Judged(findings, known.requests, environment_fault=fault)
    return Judged(_findings(targets, known), known.requests, messages=session.messages)


async def judge_one(url: Url, settings: Settings, world: World) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""
    async with _open(settings, world) as (_, fetch, archive_fetch, archive):
        done = await _check(url, fetch, settings)
        verdict = judge_check(done, accept=_accepted(settings, url))
        mementos: tuple[Memento, ...] = ()
        if verdict.state is State.DEAD:
            async with Archivist(archive_fetch, archive, None) as archivist:
                mementos = await archivist.mementos(url, (None,))
        return Finding(Target(url, ()), verdict, done, mementos)


class _Session:
    """One network phase: the checks, and the look-ups that they set off."""

    def __init__(
        self,
        waiting: Mapping[Url, Target],
        settings: Settings,
        days: Days,
        listener: Listener,
        known: _Known,
    ) -> None:
        self._waiting = waiting
        self._settings = settings
        self._days = days
        self._listener = listener
        self._known = known
        self._lookups: list[asyncio.Task[None]] = []
        self.messages: tuple[str, ...] = ()

    async def run(self, history: History, world: World) -> str | None:
        """Return what is wrong with the environment, or None."""
        settings = self._settings
        async with (
            _open(settings, world) as (resolver, fetch, archive_fetch, archive),
            Archivist(archive_fetch, archive, history) as archivist,
        ):
            try:
                hijacked = asyncio.ensure_future(environment.hijacked(resolver))
                await schedule.check_all(
                    tuple(self._waiting),
                    lambda url: _check(url, fetch, settings),
                    host_concurrency=lambda host: _host_concurrency(settings, host),
                    on_check=lambda done: self._checked(done, archivist),
                    now=_now,
                )
                fault = await hijacked or environment.fault(self._known.checks.values())
                if fault is None:
                    await asyncio.gather(*self._lookups)
                    self.messages = (archivist.trouble,) if archivist.trouble is not None else ()
                return fault
            finally:
                for lookup in self._lookups:
                    lookup.cancel()

    def _checked(self, done: Check, archivist: Archivist) -> None:
        verdict = judge_check(done, accept=_accepted(self._settings, done.url))
        self._known.checks[done.url] = done
        self._known.verdicts[done.url] = verdict
        self._listener.checked(verdict)
        if verdict.state is State.DEAD and self._settings.archive.enabled:
            self._lookups.append(asyncio.ensure_future(self._look_up(done.url, archivist)))
            self._listener.lookups_planned(len(self._lookups), archivist.wait_words())

    async def _look_up(self, url: Url, archivist: Archivist) -> None:
        references = self._waiting[url].references
        # git may be asked for a line's date, which takes a while and must not hold up the checks.
        days = await asyncio.to_thread(lambda: {self._days.of(reference) for reference in references})
        nears = sorted(days, key=lambda day: (day is None, day or date.min))
        self._known.mementos[url] = await archivist.mementos(url, nears)
        self._listener.looked_up()


@asynccontextmanager
async def _open(settings: Settings, world: World) -> AsyncIterator[tuple[Resolver, Fetch, Fetch, ArchiveSettings]]:
    """Open the network twice: for the links, and for the archive, which has a pace and a patience of its own."""
    table = settings.archive
    archive = world.archive or ArchiveSettings(
        enabled=table.enabled,
        url=table.url,
        order=table.order,
        requests_per_minute=table.requests_per_minute,
        in_flight=table.in_flight,
        budget=table.budget,
        timeout=table.timeout,
    )
    links = NetworkSettings(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        max_retries=settings.max_retries,
        max_concurrency=settings.max_concurrency,
        host_concurrency=settings.host_concurrency,
        host_request_interval=settings.host_request_interval,
        hosts={
            host: HostSettings(table.concurrency, table.request_interval, table.headers)
            for host, table in settings.hosts.items()
        },
        headers=settings.headers,
        insecure=settings.insecure,
        allow_networks=settings.allow_networks,
        use_proxies=world.resolver is None,
    )
    archives = replace(
        links,
        timeout=archive.timeout,
        max_retries=0,  # the archivist knows what its archive forgives
        host_concurrency=archive.in_flight,
        host_request_interval=0.0,
        hosts={},
        headers={},
        max_body=ARCHIVE_BODY,
    )
    resolver = world.resolver or system_resolver()
    async with open_fetch(links, resolver=resolver) as fetch, open_fetch(archives, resolver=resolver) as archive_fetch:
        yield resolver, fetch, archive_fetch, archive


async def _check(url: Url, fetch: Fetch, settings: Settings) -> Check:
    return await check(url, fetch, now=_now, budget=2 * settings.timeout, max_redirects=settings.max_redirects)


def _accepted(settings: Settings, url: str) -> frozenset[int]:
    table = settings.hosts.get(urlsplit(url).hostname or "")
    return settings.accept if table is None or not table.accept else table.accept


def _host_concurrency(settings: Settings, host: str) -> int:
    table = settings.hosts.get(host)
    own = table.concurrency if table is not None else None
    return settings.host_concurrency if own is None else own


def _now() -> datetime:
    return datetime.now(UTC)


def _findings(
    targets: Sequence[Target],
    known: _Known,
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
