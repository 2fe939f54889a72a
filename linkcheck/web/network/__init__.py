"""Makes requests, politely and with retries; the program has no other sockets.

    open_fetch → polite(retrying(one exchange))

A request waits for its host first and for the world second, holding nothing meanwhile; each attempt takes its
slots anew and is returned. A fault is a `Failure`, never an exception.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

from aiohttp.abc import AbstractResolver as Resolver
from aiohttp.abc import ResolveResult

from linkcheck.model import Exchange, Fetch, Request
from linkcheck.web.network.descriptors import SHARE_OF_LOOKUPS, SHARE_OF_PLACES, Shortage, fitting, make_room
from linkcheck.web.network.fetch import Fetcher, looks_up_names, open_fetcher
from linkcheck.web.network.politeness import Politeness
from linkcheck.web.network.resolver import LOOKUPS, ResolutionError, SystemResolver
from linkcheck.web.network.retries import Retrying, Watch
from linkcheck.web.network.second_opinion import Knowledge
from linkcheck.web.network.settings import Budget, HostSettings, NetworkSettings

__all__ = [
    "Budget",
    "Fetcher",
    "HostSettings",
    "Knowledge",
    "NetworkSettings",
    "ResolutionError",
    "ResolveResult",
    "Resolver",
    "SystemResolver",
    "Watch",
    "looks_up_names",
    "open_fetch",
    "open_single_fetch",
    "system_resolver",
]


@asynccontextmanager
async def open_fetch(
    settings: NetworkSettings,
    *,
    resolver: Resolver | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    watch: Watch | None = None,
    ahead: Mapping[str, int] = MappingProxyType({}),
) -> AsyncIterator[Fetch]:
    """Open the network for a run; `resolver` stands in for the system's in the demo and in tests.

    `watch` hears of every exchange, and has hosts wait that are not to be asked again yet. `ahead` is host → the links
    of it that are not begun, at any moment: connections are kept for them.
    """
    free = make_room()
    places = fitting(settings.max_concurrency, free, SHARE_OF_PLACES)
    most_kept = places if free is None else (free - 2 * places) // max(1, settings.host_concurrency)
    politeness = Politeness(replace(settings, max_concurrency=places), clock=clock, sleep=sleep, ahead=ahead)
    async with open_fetcher(
        settings, resolver, Shortage(clock, sleep), wanted=politeness.wanted, most_kept=most_kept
    ) as fetcher:
        yield Retrying(
            fetcher.exchange,
            politeness,
            max_retries=settings.max_retries,
            budget=2 * settings.timeout,
            sleep=sleep,
            watch=watch,
            exchange_kept=fetcher.exchange_kept,
        )


@asynccontextmanager
async def open_single_fetch(settings: NetworkSettings, *, resolver: Resolver | None = None) -> AsyncIterator[Fetch]:
    """Open the network for a service whose pace and patience its caller knows: each request is made once, at once."""
    async with open_fetcher(settings, resolver) as fetcher:

        async def fetch(request: Request) -> tuple[Exchange, ...]:
            return (await fetcher.exchange(request),)

        yield fetch


def system_resolver() -> Resolver:
    """Return the resolver of a run on the real internet; needs a running event loop."""
    return SystemResolver(fitting(LOOKUPS, make_room(), SHARE_OF_LOOKUPS))
