"""The client of one archive: every request to it passes here, whichever of its services is asked.

It keeps the pace, remembers refusals and knows when to stop. A 429 is never asked again at once: the first one closes
that service for a minute or for as long as it says, a second one after that the archive for this run. A refused
connection is how the Internet Archive locks an address out, so it ends everything at the first. What fails otherwise
is a breaker's business: five in a row, and that service is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Failure, FailureCode, Fetch, Request, Response, Url, host_of
from linkcheck.web.archive.failures import LookupFailure, Service
from linkcheck.web.archive.pace import Window, in_words
from linkcheck.web.http_dates import retry_after

PAUSE = 60.0
"""Seconds to leave a service alone after a 429, at least; the Internet Archive's does not say how long (2023)."""

PATIENCE = 300.0
"""A pause longer than this is no pause: the run goes on without the archive."""

BREAKER = 5
"""Requests in a row that fail before a service is left alone for this run."""

HOPELESS = frozenset({
    FailureCode.CONNECT_REFUSED, FailureCode.DNS_NXDOMAIN, FailureCode.DNS_DENIED, FailureCode.DNS_UNPROVEN,
    FailureCode.PRIVATE_ADDRESS, FailureCode.PROXY,
})  # fmt: skip
"""Failures that asking again cannot mend."""


@dataclass(slots=True)
class ServiceState:
    """The circuit breaker of one service, and its pace."""

    window: Window
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    paused_until: float | None = None
    """Set by a 429; stays, to tell the first from the second."""
    failures: int = 0
    closed: bool = False

    def wait(self, now: float) -> float:
        """Return the seconds until a request may start."""
        return max(self.window.wait(now), (self.paused_until or now) - now)


class ArchiveClient:
    """Asks one archive, politely. `gave_up` says in words why it stopped, if it did."""

    def __init__(
        self,
        fetch: Fetch,
        endpoint: ArchiveEndpoint,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        playback = endpoint.playback_per_minute if endpoint.requests_per_minute else 0
        self.states = {
            Service.CDX: ServiceState(Window(endpoint.requests_per_minute)),
            Service.PLAYBACK: ServiceState(Window(playback)),
        }
        self.gave_up: str | None = None
        self._fetch, self._clock, self._sleep, self._now = fetch, clock, sleep, now
        self._slots = asyncio.Semaphore(endpoint.in_flight)
        self._closed = asyncio.Event()
        self._reason = LookupFailure.UNAVAILABLE

    async def ask(
        self,
        service: Service,
        url: Url,
        sane: Callable[[Response], bool],
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Response | LookupFailure:
        """Return the answer, or why there is none.

        429 and 5xx of the archive itself are no answers (those of captures are), nor is what is not `sane`: an outage
        page may come with status 200.
        """
        state = self.states[service]
        async with self._turn(state) as may_ask:
            if not may_ask:
                return self._reason if self._closed.is_set() else LookupFailure.UNAVAILABLE
            started = self._clock()
            exchanges = await self._fetch(Request(url, headers=headers))
        outcome = exchanges[-1].outcome
        if isinstance(outcome, Response) and outcome.status == 200 and not sane(outcome):
            return self._failed(state, service, url, LookupFailure.UNREADABLE)
        return self._learn(state, service, url, started, outcome)

    async def rest(self, seconds: float) -> None:
        """Wait that long, or until the archive is closed."""
        closing, sleeping = asyncio.ensure_future(self._closed.wait()), asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({closing, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
            sleeping.cancel()

    def today(self) -> date:
        """Return the current day, UTC."""
        return self._now().date()

    def seconds_for(self, requests: int) -> float:
        """Return how long that many look-ups take at best."""
        state, now = self.states[Service.CDX], self._clock()
        return max(0.0, (state.paused_until or now) - now) + state.window.seconds_for(requests, now)

    @asynccontextmanager
    async def _turn(self, state: ServiceState) -> AsyncIterator[bool]:
        """Wait for the turn, then for a slot (none is held while waiting); false where the service closed meanwhile."""
        async with state.queue:
            while not (stopped := self._shut(state)):
                if (wait := state.wait(self._clock())) > 0:
                    await self.rest(wait)
                    continue
                await self._slots.acquire()
                if not self._shut(state) and state.wait(self._clock()) == 0:
                    state.window.start(self._clock())
                    break
                self._slots.release()
        try:
            yield not stopped
        finally:
            if not stopped:
                self._slots.release()

    def _shut(self, state: ServiceState) -> bool:
        return state.closed or self._closed.is_set()

    def _learn(
        self, state: ServiceState, service: Service, url: Url, started: float, outcome: Response | Failure
    ) -> Response | LookupFailure:
        match outcome:
            case Failure(code=FailureCode.RATE_LIMITED):
                return self._throttled(state, url, started, None)
            case Response(status=429) if outcome.header("Memento-Datetime") is None:
                return self._throttled(state, url, started, outcome.header("Retry-After"))
            case Failure(code=code) if code in HOPELESS:
                return self._hopeless(url, outcome)
            case Failure(code=FailureCode.TIMEOUT | FailureCode.CONNECT_TIMEOUT):
                return self._failed(state, service, url, LookupFailure.TIMEOUT)
            case Response(status=status) if status < 500 or outcome.header("Memento-Datetime") is not None:
                state.failures = 0
                return outcome
            case _:
                return self._failed(state, service, url, LookupFailure.UNAVAILABLE)

    def _throttled(self, state: ServiceState, url: Url, started: float, header: str | None) -> LookupFailure:
        now = self._clock()
        pause = max(PAUSE, retry_after(header, self._now()) or 0.0)
        if state.paused_until is not None and started >= state.paused_until:
            self._close(LookupFailure.RATE_LIMITED, f"{host_of(url)} limits requests (429) even after a pause")
        elif pause > PATIENCE:
            self._close(
                LookupFailure.RATE_LIMITED, f"{host_of(url)} limits requests (429) and asks to wait {in_words(pause)}"
            )
        else:  # the first one, or one that was under way when the first came
            state.paused_until = max(state.paused_until or 0.0, now + pause)
        return LookupFailure.RATE_LIMITED

    def _hopeless(self, url: Url, failure: Failure) -> LookupFailure:
        if failure.code is FailureCode.CONNECT_REFUSED:
            words = "refuses connections; if it is up, it blocks this address, as a rule for about an hour"
            self._close(LookupFailure.REFUSED, f"{host_of(url)} {words}")
        else:
            self._close(LookupFailure.UNAVAILABLE, f"{host_of(url)} cannot be reached: {failure.detail}")
        return self._reason

    def _failed(self, state: ServiceState, service: Service, url: Url, failure: LookupFailure) -> LookupFailure:
        state.failures += 1
        if state.failures >= BREAKER and not state.closed:
            state.closed = True
            self.gave_up = (
                self.gave_up or f"{host_of(url)} ({service}) failed {BREAKER} times in a row and was left alone"
            )
            if all(each.closed for each in self.states.values()):
                self._close(LookupFailure.UNAVAILABLE, self.gave_up)
        return failure

    def _close(self, reason: LookupFailure, words: str) -> None:
        if not self._closed.is_set():
            self._reason, self.gave_up = reason, f"{words}: no more look-ups in this run"
            self._closed.set()
