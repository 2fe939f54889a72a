"""Gives a check its probes: few, slow, remembered, and never where robots.txt or a wall forbids them."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random, SystemRandom
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from linkcheck.model import Check, Exchange, Fetch, Request, Url, host_of
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.signals.probes import Probe, ProbeKind, is_home_request, outcomes
from linkcheck.web.check import next_request
from linkcheck.web.probing.robots import Robots, read
from linkcheck.web.probing.siblings import shape, siblings

PER_HOST = 5
"""Siblings that one host is asked for in one run, at most."""
APART_S = 1.0
MAX_HOPS = 5


class ProbeCache(Protocol):
    """Keeps probes between runs."""

    def probes(self, key: str) -> tuple[Exchange, ...] | None:
        """Return what was kept under a key and is not too old."""

    def keep_probes(self, key: str, probes: tuple[Exchange, ...]) -> None:
        """Keep probes; their exchanges have pages, no bodies."""


class Prober:
    """Asks for random siblings and home pages; `avoid` names hosts that are not to be bothered."""

    def __init__(
        self,
        fetch: Fetch,
        *,
        now: Callable[[], datetime],
        avoid: Callable[[str], bool] = lambda host: False,
        random: Random | None = None,
        cache: ProbeCache | None = None,
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._avoid = avoid
        self._random = random or SystemRandom()
        self._cache = cache
        self._known: dict[str, tuple[Exchange, ...]] = {}
        self._homes: dict[Url, tuple[Exchange, ...]] = {}
        self._robots: dict[str, Robots] = {}
        self._asked: Counter[str] = Counter()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.requests = 0
        """Made so far, those for robots.txt included."""

    async def calibrated(self, check: Check) -> Check:
        """Return the check with one probe, if that shows its host to have a page for anything; else as it was."""
        probes = await self._probes(check, 1)
        probed = replace(check, probes=probes)
        dishonest = any(probe.kind in (ProbeKind.BODY, ProbeKind.REDIRECT) for probe in outcomes(probed))
        return probed if dishonest else check

    async def probed(self, check: Check) -> Check:
        """Return the check with up to two probes of different shape; one is enough for an honest host.

        Where the host has a page for anything, its home page is asked for, too.
        """
        siblings = await self._probes(check, 2)
        return replace(check, probes=siblings + await self._home(check, siblings))

    async def probed_anew(self, check: Check) -> Check:
        """Return the check with one probe more, made now."""
        async with self._locks[host_of(check.url)]:
            first, _ = siblings(check.url, self._random)
            return replace(check, probes=check.probes + await self._ask(first))

    async def _probes(self, check: Check, most: int) -> tuple[Exchange, ...]:
        key = shape(check.url)
        async with self._locks[host_of(check.url)]:
            made = self._recall(key)
            asked_before = made
            for sibling in siblings(check.url, self._random)[_attempts(check, made) : most]:
                if any(probe.kind is ProbeKind.HONEST for probe in _outcomes(check, made)):
                    break
                made += await self._ask(sibling)
            if made != asked_before:
                self._keep(key, check, made)
            return made or self._of_other_shapes(check)

    def _of_other_shapes(self, check: Check) -> tuple[Exchange, ...]:
        """Return what a host that is asked no more said of its last shape, if it was honest about every one."""
        host = host_of(check.url)
        if self._asked[host] < PER_HOST:
            return ()
        known = [made for made in self._known.values() if made and host_of(made[0].request.url) == host]
        told = [{probe.kind for probe in _outcomes(check, made)} for made in known]
        return known[-1] if known and all(kinds == {ProbeKind.HONEST} for kinds in told) else ()

    async def _home(self, check: Check, made: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        """Return what the host's home page was in this run: one of another night would hide what is so everywhere."""
        kinds = {probe.kind for probe in _outcomes(check, made)}
        if ProbeKind.HONEST in kinds or not kinds & {ProbeKind.BODY, ProbeKind.REDIRECT}:
            return ()
        parts = urlsplit(check.url)
        home = Url(urlunsplit((parts.scheme, parts.netloc, "/", "", "")))
        async with self._locks[host_of(home)]:
            if home not in self._homes:
                self._homes[home] = await self._ask(home)
            return self._homes[home]

    def _recall(self, key: str) -> tuple[Exchange, ...]:
        if key not in self._known and self._cache is not None:
            kept = self._cache.probes(key)
            if kept is not None:
                self._known[key] = kept
        return self._known.get(key, ())

    def _keep(self, key: str, check: Check, made: tuple[Exchange, ...]) -> None:
        self._known[key] = made
        if self._cache is not None and all(probe.kind is not ProbeKind.NOTHING for probe in _outcomes(check, made)):
            self._cache.keep_probes(key, made)

    async def _ask(self, sibling: Url) -> tuple[Exchange, ...]:
        """Ask for a sibling, or a home page, and go where it leads; nothing where that is not allowed."""
        host = host_of(sibling)
        is_home = is_home_request(sibling)
        if self._avoid(host) or (self._asked[host] >= PER_HOST and not is_home):
            return ()
        robots = await self._robots_of(sibling)
        if not robots.allows(sibling):
            return ()
        self._asked[host] += not is_home
        return await self._follow(Request(sibling, delay=max(APART_S, robots.delay)))

    async def _robots_of(self, url: Url) -> Robots:
        parts = urlsplit(url)
        where = Url(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")))
        if where not in self._robots:
            self._robots[where] = read(await self._follow(Request(where), bodies=True))
        return self._robots[where]

    async def _follow(self, request: Request | None, *, bodies: bool = False) -> tuple[Exchange, ...]:
        """Make one attempt: no second profile, no other scheme."""
        made = Check(request.url if request is not None else Url(""), (), self._now())
        while request is not None and request.hop <= MAX_HOPS:
            new = await self._fetch(request)
            self.requests += len(new)
            made = replace(made, exchanges=made.exchanges + new)
            request = next_request(made, MAX_HOPS)
            if request is not None and request.hop == 0:
                break
        return made.exchanges if bodies else without_bodies(made).exchanges


def _outcomes(check: Check, made: tuple[Exchange, ...]) -> tuple[Probe, ...]:
    return outcomes(replace(check, probes=made))


def _attempts(check: Check, made: tuple[Exchange, ...]) -> int:
    return len(_outcomes(check, made))
