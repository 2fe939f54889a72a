"""checks → verdicts → mementos: all that needs the network, side by side.

The moment a check says `dead`, the archive is asked beside the checks that still run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from ipaddress import ip_network
from urllib.parse import urlsplit

from linkcheck import environment, fragments, schedule
from linkcheck.archive import ArchiveSettings, Archivist
from linkcheck.check import check, look_again
from linkcheck.config import Settings
from linkcheck.dates import Days
from linkcheck.history import History
from linkcheck.judging import Known, Listener, World, accepted
from linkcheck.model import (
    Answer,
    Check,
    Exchange,
    Failure,
    FailureCode,
    Fetch,
    Finding,
    Memento,
    Past,
    Reason,
    Reference,
    State,
    Target,
    Url,
)
from linkcheck.network import (
    Budget,
    HostSettings,
    NetworkSettings,
    Resolver,
    open_fetch,
    open_single_fetch,
    system_resolver,
)
from linkcheck.probing import Doubts, Prober
from linkcheck.recall import Memory, lean
from linkcheck.signals.page import without_bodies
from linkcheck.urls import mask
from linkcheck.verdict import judge

ARCHIVE_BODY = 4 * 1024 * 1024
"""Bytes of an archive's list of captures that are read."""
KEEP_EVERY = 100
"""Checks that are written to the history at once: what `kill -9` may cost."""
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""An archive is the user's own choice and may be on this machine; nothing but it is asked there."""


async def judge_one(url: Url, settings: Settings, world: World) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""
    async with _open(settings, world) as (_, fetch, archive_fetch, archive):
        done = await _check(url, fetch, settings, world.now)
        verdict = judge(done, accept=accepted(settings, url))
        doubts = _doubts(Prober(fetch, now=world.now), fetch, settings, ())
        if doubts.hold(done, verdict):
            settled: list[Check] = []
            await doubts.settle(settled.append)
            done = settled[0]
            verdict = judge(done, accept=accepted(settings, url))
        mementos: tuple[Memento, ...] = ()
        if verdict.state is State.DEAD and mask(url) == url:
            async with Archivist(archive_fetch, archive, None) as archivist:
                mementos = await archivist.mementos(url, (None,))
        return Finding(Target(url, ()), verdict, done, mementos)


class Session:
    """One network phase: the checks, and the look-ups that they set off."""

    def __init__(
        self,
        waiting: Mapping[Url, Target],
        asked: Sequence[Url],
        memory: Memory,
        settings: Settings,
        days: Days,
        listener: Listener,
        known: Known,
    ) -> None:
        self._waiting = waiting
        self._asked = asked
        self._memory = memory
        self._settings = settings
        self._days = days
        self._listener = listener
        self._known = known
        self._lookups: dict[Url, asyncio.Task[None]] = {}
        self._unkept: list[Check] = []
        self._walled: set[str] = set()
        self._answered = False
        self.messages: tuple[str, ...] = ()

    async def run(self, history: History, world: World) -> str | None:
        """Return what is wrong with the environment, or None."""
        settings = self._settings
        dead = [url for url, remembered in self._known.remembered.items() if remembered.verdict.state is State.DEAD]
        if not self._asked and not dead:
            return None
        async with (
            _open(settings, world) as (resolver, fetch, archive_fetch, archive),
            Archivist(archive_fetch, archive, None if settings.fresh else history, now=world.now) as archivist,
        ):
            hijacked = asyncio.ensure_future(environment.hijacked(resolver))
            cache = None if settings.fresh else history
            prober = Prober(fetch, now=world.now, avoid=self._walled.__contains__, cache=cache)
            doubts = _doubts(prober, fetch, settings, self._asked)
            try:
                for url in dead:
                    self._look_up_later(Url(url), archivist)
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.max_time):

                        async def check_one(url: Url) -> Check:
                            done = await _check(url, fetch, settings, world.now, self._waiting[url].references)
                            return await doubts.calibrated(done)

                        await schedule.check_all(
                            self._asked,
                            check_one,
                            host_concurrency=lambda host: _host_concurrency(settings, host),
                            on_check=lambda done: self._checked(done, doubts, archivist, history, hijacked),
                            now=world.now,
                        )
                        await doubts.settle(lambda done: self._conclude(done, archivist, history, hijacked))
                        await asyncio.gather(*self._lookups.values())
                fault = await hijacked or environment.fault(self._this_runs_checks())
                if fault is None:
                    self._answered = True
                    self.messages = (archivist.trouble,) if archivist.trouble is not None else ()
                return fault
            finally:
                for unsettled in doubts.unsettled():
                    self._conclude(unsettled, archivist, history, hijacked)
                self._known.probing = prober.requests
                if _is_well(hijacked) and self._answered:  # after Ctrl-C, too
                    self._keep(history)
                for lookup in self._lookups.values():
                    lookup.cancel()

    def _checked(
        self,
        done: Check,
        doubts: Doubts,
        archivist: Archivist,
        history: History,
        hijacked: asyncio.Future[str | None],
    ) -> None:
        if any(_is_over_budget(exchange) for exchange in done.exchanges):
            return  # half a check is none
        verdict = judge(done, accept=accepted(self._settings, done.url))
        if verdict.state is State.BLOCKED or verdict.reason is Reason.RATE_LIMITED:
            self._walled.add(urlsplit(done.url).netloc.lower())
        if not doubts.hold(done, verdict):
            self._conclude(done, archivist, history, hijacked)

    def _conclude(
        self, done: Check, archivist: Archivist, history: History, hijacked: asyncio.Future[str | None]
    ) -> None:
        verdict = judge(done, accept=accepted(self._settings, done.url))
        remembered = self._memory.concluded(done, verdict)
        self._known.learn(done.url, replace(remembered, check=lean(done)))
        self._listener.checked(remembered.verdict)
        self._unkept.append(without_bodies(done))
        self._answered = self._answered or environment.answered(done)
        if len(self._unkept) >= KEEP_EVERY and _is_well(hijacked) and self._answered:
            self._keep(history)
        if remembered.verdict.state is State.DEAD:
            self._look_up_later(done.url, archivist)

    def _keep(self, history: History) -> None:
        """Write down what was learned; never before the environment has proved to be well."""
        settings, memory = self._settings, self._memory

        def rule(before: Past | None, done: Check) -> Past:
            return memory.remember(before, done, judge(done, accept=accepted(settings, done.url)))

        history.keep([(done, rule) for done in self._unkept])
        self._unkept.clear()

    def _this_runs_checks(self) -> Iterator[Check]:
        known = self._known
        return (check for url, check in known.checks.items() if not known.remembered[url].from_history)

    def _look_up_later(self, url: Url, archivist: Archivist) -> None:
        if self._settings.archive.enabled:
            self._known.mementos[url] = (Memento(None, Answer.UNKNOWN, detail="budget"),)  # until it is answered
            self._lookups[url] = asyncio.ensure_future(self._look_up(url, archivist))
            self._listener.lookups_planned(len(self._lookups), archivist.wait_words())

    async def _look_up(self, url: Url, archivist: Archivist) -> None:
        references = self._waiting[url].references
        if mask(url) != url:  # a password or token is nobody else's business, least of all a public archive's
            self._known.mementos[url] = (Memento(None, Answer.UNKNOWN, detail="secret"),)
            self._listener.looked_up()
            return
        # git may be asked for a line's date, which takes a while and must not hold up the checks.
        nears = await asyncio.to_thread(self._days.nears, references)
        self._known.mementos[url] = await archivist.mementos(url, nears)
        self._listener.looked_up()


@asynccontextmanager
async def _open(settings: Settings, world: World) -> AsyncIterator[tuple[Resolver, Fetch, Fetch, ArchiveSettings]]:
    """Open the network twice: for the links, and for the archive, which has a pace and a patience of its own."""
    archive = world.archive or ArchiveSettings(**asdict(settings.archive))
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
        budget=Budget(settings.max_requests) if settings.max_requests is not None else None,
    )
    archives = replace(
        links,
        budget=None,
        timeout=archive.timeout,
        hosts={},
        headers={},
        allow_networks=ANYWHERE,
        max_body=ARCHIVE_BODY,
        keep_alive=True,  # an archive counts connections too
    )
    resolver = world.resolver or system_resolver()
    async with (
        open_fetch(links, resolver=resolver) as fetch,
        open_single_fetch(archives, resolver=resolver) as archive_fetch,
    ):
        yield resolver, fetch, archive_fetch, archive


def _is_well(hijacked: asyncio.Future[str | None]) -> bool:
    return hijacked.done() and not hijacked.cancelled() and hijacked.exception() is None and hijacked.result() is None


def _is_over_budget(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Failure) and exchange.outcome.code is FailureCode.OVER_BUDGET


async def _check(
    url: Url, fetch: Fetch, settings: Settings, now: Callable[[], datetime], references: Sequence[Reference] = ()
) -> Check:
    wanted = fragments.wanted_of(references)
    done = await check(
        url,
        fetch,
        now=now,
        budget=2 * settings.timeout,
        max_redirects=settings.max_redirects,
        max_body=fragments.MAX_BODY if wanted else None,
    )
    return fragments.looked_up(done, wanted) if wanted else done


def _doubts(prober: Prober, fetch: Fetch, settings: Settings, targets: Sequence[Url]) -> Doubts:
    """Settle doubts by the settings of a run; a last look that the budget cuts short is none."""

    async def again(done: Check) -> Check:
        looked = await look_again(done, fetch, budget=2 * settings.timeout, max_redirects=settings.max_redirects)
        return done if any(_is_over_budget(exchange) for exchange in looked.exchanges) else looked

    return Doubts(prober, lambda done: judge(done, accept=accepted(settings, done.url)), again, targets)


def _host_concurrency(settings: Settings, host: str) -> int:
    table = settings.hosts.get(host)
    own = table.concurrency if table is not None else None
    return settings.host_concurrency if own is None else own
