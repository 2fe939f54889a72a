"""What the tests of look-ups share: a dead link, and a way to look it up in simulated archives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from ipaddress import ip_network

from linkcheck.config import ArchiveTable
from linkcheck.demo.wayback import Wayback
from linkcheck.model import Exchange, Fetch, Request, Url
from linkcheck.web.archive import ArchiveLookup, Cache
from linkcheck.web.network import Fetcher, NetworkSettings
from linkcheck.web.network.fetch import open_fetcher

DEAD = Url("http://dead.test/~a/%7Eb/../c?x=1&y=%c3%a9+z;[]")
DAY = date(2018, 1, 1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        """Return the seconds slept so far."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and the others have their turn."""
        await asyncio.sleep(0)
        self.now += seconds


def once(fetcher: Fetcher) -> Fetch:
    """Return the fetch that a look-up wants: each request once, its answer at once, whatever it is."""

    async def fetch(request: Request) -> tuple[Exchange, ...]:
        return (await fetcher.exchange(request),)

    return fetch


@asynccontextmanager
async def lookup_in(
    settings: ArchiveTable, cache: Cache | None = None, today: datetime = NOW
) -> AsyncIterator[ArchiveLookup]:
    """Open a look-up in simulated archives."""
    network = NetworkSettings(
        user_agent="linkcheck-tests",
        timeout=settings.timeout,
        allow_networks=(ip_network("127.0.0.0/8"),),
        use_proxies=False,
    )
    time = Time()
    async with (
        open_fetcher(network, None) as fetcher,
        ArchiveLookup(
            once(fetcher), settings, cache, clock=lambda: time.now, sleep=time.sleep, now=lambda: today
        ) as lookup,
    ):
        yield lookup


def services(wayback: Wayback) -> list[str]:
    """Return what was asked, in order."""
    return [arrival.service for arrival in wayback.arrivals]
