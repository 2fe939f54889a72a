"""checks → verdicts → mementos: all that needs the network, side by side.

The moment a check says `dead`, the archive is asked beside the checks that still run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from ipaddress import ip_network
from urllib.parse import urlsplit

from linkcheck import environment, schedule
from linkcheck.archive import ArchiveSettings, Archivist
from linkcheck.check import check
from linkcheck.config import Settings
from linkcheck.dates import Days
from linkcheck.history import History
from linkcheck.judging import Known, Listener, World
from linkcheck.model import Answer, Check, Fetch, Finding, Memento, Response, State, Target, Url
from linkcheck.network import HostSettings, NetworkSettings, Resolver, open_fetch, open_single_fetch, system_resolver
from linkcheck.urls import mask
from linkcheck.verdict import judge

ARCHIVE_BODY = 4 * 1024 * 1024
"""Bytes of an archive's list of captures that are read."""
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""An archive is the user's own choice and may be on this machine; nothing but it is asked there."""


async def judge_one(url: Url, settings: Settings, world: World) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""
    async with _open(settings, world) as (_, fetch, archive_fetch, archive):
        done = await _check(url, fetch, settings)
        verdict = judge(done, accept=_accepted(settings, url))
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
        settings: Settings,
        days: Days,
        listener: Listener,
        known: Known,
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
            Archivist(archive_fetch, archive, None if settings.fresh else history) as archivist,
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
        verdict = judge(done, accept=_accepted(self._settings, done.url))
        self._known.checks[done.url] = _without_bodies(done)
        self._known.verdicts[done.url] = verdict
        self._listener.checked(verdict)
        if verdict.state is State.DEAD and self._settings.archive.enabled:
            self._lookups.append(asyncio.ensure_future(self._look_up(done.url, archivist)))
            self._listener.lookups_planned(len(self._lookups), archivist.wait_words())

    async def _look_up(self, url: Url, archivist: Archivist) -> None:
        references = self._waiting[url].references
        if mask(url) != url:  # a password or token is nobody else's business, least of all a public archive's
            self._known.mementos[url] = (Memento(None, Answer.UNKNOWN, detail="secret"),)
            self._listener.looked_up()
            return
        # git may be asked for a line's date, which takes a while and must not hold up the checks.
        days = await asyncio.to_thread(lambda: {self._days.of(reference) for reference in references})
        nears = sorted(days, key=lambda day: (day is None, day or date.min))
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
    )
    archives = replace(
        links,
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


def _without_bodies(done: Check) -> Check:
    """Let go of the pages once they are judged: thousands of them would not fit into memory."""
    exchanges = (
        replace(exchange, outcome=replace(exchange.outcome, body=b""))
        if isinstance(exchange.outcome, Response)
        else exchange
        for exchange in done.exchanges
    )
    return replace(done, exchanges=tuple(exchanges))


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
