"""Decides when a request may start: first its host's turn comes, then a place among all; it holds nothing meanwhile.

Hosts are independent: a slow one holds its own slots only. A host that says "too many" is left alone for as
long as it asks, and given up for this run when it keeps refusing. A port that lets time pass, or refuses connections,
so many times in a row is left for this run: nobody waits for the rest of its links.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeVar

from linkcheck.web.network.places import Places, Standing
from linkcheck.web.network.settings import HostSettings, NetworkSettings

LONGEST_PAUSE_S = 120.0
"""A host that wants to be left alone for longer is given up for this run."""
FIRST_PAUSE_S = 2.0
"""The pause after a refusal that does not say for how long; doubled each time."""
REFUSALS = 3
"""So many refusals in a row, each after a pause, and the host is given up."""
SILENCES = 8
"""So many time-outs or refused connections in a row, and a host's port is left for this run."""
SLOWER_S, SLOWEST_S = 0.5, 10.0
"""Each refusal or 503 lengthens the host's interval: by this much at first, up to the second value."""

Result = TypeVar("Result")


class HostQueue:
    """One host's slots, its next turn and its pauses."""

    def __init__(self, concurrency: int, interval: float) -> None:
        self.slots = asyncio.Semaphore(concurrency)
        self._interval = interval
        self._extra = 0.0
        self._next_turn = 0.0
        self._next_start = 0.0
        self._paused_until = 0.0
        self._refusals = 0
        self.given_up = False
        self.taken = 0
        """Requests that wait for their turn, or are made."""
        self.silences: Counter[int | None] = Counter()
        self.standing = Standing.NEW
        self._under_way: Counter[int | None] = Counter()
        self._ended = asyncio.Event()

    def turn(self, now: float) -> float:
        """Reserve the next moment at which a request may start, and return it."""
        moment = max(now, self._next_turn, self._paused_until)
        self._next_turn = moment + self._interval + self._extra
        return moment

    def start(self, now: float) -> bool:
        """Start a request if it is time; a pause or others that waited too may have come in between."""
        if now < self.earliest():
            return False
        self._next_start = now + self._interval + self._extra
        return True

    def earliest(self) -> float:
        """Return when a request that missed its turn may start: it keeps its place and waits out what is left."""
        return max(self._next_start, self._paused_until)

    def refused(self, started: float, now: float, pause: float | None) -> None:
        """Leave the host alone for `pause` seconds; answers to requests sent before the pause count once."""
        self.slow_down()
        if pause is None:
            pause = FIRST_PAUSE_S * 2**self._refusals
        if started >= self._paused_until:
            self._refusals += 1
        self._paused_until = max(self._paused_until, now + min(pause, LONGEST_PAUSE_S))
        if pause > LONGEST_PAUSE_S or self._refusals >= REFUSALS:
            self.given_up = True

    def slow_down(self) -> None:
        """Lengthen the time between requests: the host is under load."""
        self._extra = min(SLOWEST_S, max(SLOWER_S, 2 * self._extra))

    @property
    def is_at_ease(self) -> bool:
        """Return whether there is no refusal to forget."""
        return self._refusals == 0 and self._extra == 0.0

    def answered(self) -> None:
        """Forget refusals: the host gave an ordinary answer."""
        self._refusals = 0
        self._extra = 0.0

    @contextmanager
    def under_way(self, port: int | None) -> Iterator[None]:
        """Count a request that is made while the block lasts."""
        self._under_way[port] += 1
        try:
            yield
        finally:
            self._under_way[port] -= 1
            self._ended.set()

    @property
    def waiting(self) -> int:
        """Return how many requests wait for their turn."""
        return self.taken - self._under_way.total()

    def is_undecided(self, port: int | None) -> bool:
        """Tell whether the requests under way may be the last that a silent port is asked."""
        silences = self.silences[port]
        return 0 < silences < SILENCES <= silences + self._under_way[port]

    async def ended(self) -> None:
        """Wait until a request under way has ended."""
        self._ended.clear()
        await self._ended.wait()

    def is_left(self, port: int | None) -> bool:
        """Tell whether nothing more is to be asked at this port: the other one may answer."""
        return self.silences[port] >= SILENCES

    def is_over(self, port: int | None) -> bool:
        """Tell whether nothing more is to be asked, for either reason."""
        return self.given_up or self.is_left(port)


class Politeness:
    """Keeps the pace of all hosts of a run."""

    def __init__(
        self,
        settings: NetworkSettings,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        ahead: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Take host → the links of it that are not begun, as they stand at any moment."""
        self._settings = settings
        self._ahead = ahead
        self._places = Places(settings.max_concurrency)
        self._hosts: dict[str, HostQueue] = {}
        self.clock = clock
        self._sleep = sleep

    def host(self, name: str) -> HostQueue:
        """Return what is known of a host."""
        if name not in self._hosts:
            own = self._settings.hosts.get(name, HostSettings())
            self._hosts[name] = HostQueue(
                self._settings.host_concurrency if own.concurrency is None else own.concurrency,
                self._settings.host_request_interval if own.request_interval is None else own.request_interval,
            )
        return self._hosts[name]

    def wanted(self, name: str) -> int:
        """Return how many requests of a host are still to begin, as far as is known."""
        host = self._hosts.get(name)
        return self._ahead.get(name, 0) + (host.waiting if host is not None else 0)

    def heard(self, host: HostQueue, port: int | None, *, silent: bool) -> None:
        """Note how a request to a host ended: in silence, or with any sign of somebody there."""
        host.silences[port] = host.silences[port] + 1 if silent else 0
        self._stand(host, Standing.SILENT if silent else Standing.ANSWERS)

    def _stand(self, host: HostQueue, standing: Standing) -> None:
        if standing is not host.standing:
            before, host.standing = host.standing, standing
            self._places.moved(host, before)

    async def run(self, host: HostQueue, port: int | None, work: Callable[[], Awaitable[Result]]) -> Result:
        """Wait until a request to `host` may start, and hold its slots while `work` lasts.

        Nobody waits for a host that was given up meanwhile, or whose port was left; `work` must check that.
        """
        host.taken += 1
        try:
            moment = host.turn(self.clock())
            while True:
                wait = moment - self.clock()
                if host.is_over(port):
                    return await work()
                if wait > 0:
                    await self._sleep(wait)
                async with host.slots, self._places.place(host):
                    undecided = host.is_undecided(port)
                    if host.is_over(port) or (not undecided and host.start(self.clock())):
                        if host.standing is Standing.NEW:
                            self._stand(host, Standing.ASKED)
                        with host.under_way(port):
                            return await work()
                if undecided:
                    await host.ended()
                moment = host.earliest()
        finally:
            host.taken -= 1
