"""Repeats a request where a second try may tell more: tenacity decides when, `Host` decides how long.

Every attempt is returned, for each is evidence. A wall is no overload: it is not asked again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import tenacity

from linkcheck.model import (
    DEFAULT_PORTS,
    Exchange,
    Failure,
    FailureCode,
    Profile,
    Request,
    Response,
    Tls,
    host_of,
)
from linkcheck.verdict.signals.challenge import wall_in
from linkcheck.web.http_dates import retry_after
from linkcheck.web.network.politeness import SILENCES, HostQueue, Politeness

BUSY = {420, 429, 503, 509}
"""Statuses that ask for peace; with `Retry-After` they say for how long."""
TRANSIENT = {408, 425, 500, 502, 504, 520, 521, 522, 523, 524, 527, 530}
WORTH = {  # not CONNECT_TIMEOUT: the system has sent its first packet four times by then
    FailureCode.TIMEOUT,
    FailureCode.RESET,
    FailureCode.EMPTY_REPLY,
    FailureCode.DNS_FAILURE,
}
SILENT = {FailureCode.TIMEOUT, FailureCode.CONNECT_TIMEOUT, FailureCode.CONNECT_REFUSED}
NOTHING_OF_THE_HOST = {
    FailureCode.DNS_NXDOMAIN, FailureCode.DNS_DENIED, FailureCode.DNS_UNPROVEN, FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE, FailureCode.NO_ROUTE, FailureCode.NO_IPV6, FailureCode.PRIVATE_ADDRESS,
    FailureCode.BAD_URL, FailureCode.OVER_BUDGET, FailureCode.PROXY, FailureCode.LOCAL, FailureCode.INTERNAL,
}  # fmt: skip
"""Failures before anybody was met."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0


Made = TypeVar("Made", bound=Exchange | None)
Make = Callable[[Request, float | None], Awaitable[Made]]


class Watch(Protocol):
    """Hears of every exchange of a run."""

    async def turn(self, request: Request, /) -> None:
        """Wait until a request may be made."""

    def heard(self, exchange: Exchange, /) -> None:
        """Take what one request gave."""


class Retrying:
    """A `Fetch` that asks politely, and again where that is worth it."""

    def __init__(
        self,
        exchange: Make[Exchange],
        politeness: Politeness,
        *,
        max_retries: int,
        budget: float,
        sleep: Callable[[float], Awaitable[None]],
        watch: Watch | None = None,
        exchange_kept: Make[Exchange | None] | None = None,
    ) -> None:
        """Take what makes a request on a fresh connection, and what may use a kept one at a first look."""
        self._exchange = exchange
        self._exchange_kept: Make[Exchange | None] = exchange_kept or exchange
        self._politeness = politeness
        self._budget = budget
        self._sleep = sleep
        self._max_retries = max_retries
        self._listener = watch

    async def __call__(self, request: Request) -> tuple[Exchange, ...]:
        """Make a request; return all attempts, the deciding one last."""
        if request.delay:
            await self._sleep(request.delay)
        host = self._politeness.host(host_of(request.url))
        budget = request.timeout or self._budget
        # A second look comes on a fresh connection: all that waits, and all that is asked otherwise, is one.
        is_first = not request.delay and request.profile is Profile.HONEST and request.tls is Tls.VERIFIED
        made = await self._attempt(request, host, budget, self._exchange_kept) if is_first else None
        if made is None:
            made = await self._attempt(request, host, budget, self._exchange)
        first = made
        if not worth_another(first):
            return (first,)
        attempts: list[Exchange] = []

        def left() -> float:
            return budget - sum(exchange.elapsed_ms for exchange in attempts) / 1000

        async def attempt() -> Exchange:
            # The first was made above, where most requests end without tenacity's help.
            attempts.append(await self._attempt(request, host, left(), self._exchange) if attempts else first)
            return attempts[-1]

        def enough(state: tenacity.RetryCallState) -> bool:
            late = left() <= budget / 2 and _timed_out(attempts[-1])  # silence for all the time is told once
            return state.attempt_number > self._max_retries or left() <= 0 or late or host.given_up

        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_result(worth_another),
            stop=enough,
            wait=tenacity.wait_exponential_jitter(initial=FIRST_WAIT_S, max=LONGEST_WAIT_S, jitter=0.5),
            sleep=self._sleep,
            retry_error_callback=lambda _: attempts[-1],
        )
        await retrying(attempt)
        return tuple(attempts)

    async def _attempt(self, request: Request, host: HostQueue, seconds: float, make: Make[Made]) -> Made | Exchange:
        port = port_of(request.url)
        if self._listener is not None:
            await self._listener.turn(request)

        async def ask() -> Made | Exchange:
            if host.given_up:
                return _given_up(request)
            if host.is_left(port):
                return _left(request)
            started = self._politeness.clock()
            exchange = await make(request, seconds)
            if exchange is None:
                return exchange
            if self._listener is not None:
                self._listener.heard(exchange)
            self._report(exchange, host, started)
            return exchange

        if host.given_up:
            return _given_up(request)
        return _left(request) if host.is_left(port) else await self._politeness.run(host, port, ask)

    def _report(self, exchange: Exchange, host: HostQueue, started: float) -> None:
        outcome = exchange.outcome
        if isinstance(outcome, Response) or outcome.code not in NOTHING_OF_THE_HOST:
            silent = isinstance(outcome, Failure) and outcome.code in SILENT
            self._politeness.heard(host, port_of(exchange.request.url), silent=silent)
        if not isinstance(outcome, Response) or (host.is_at_ease and outcome.status not in BUSY) or is_wall(exchange):
            return
        if outcome.status not in BUSY:
            host.answered()
            return
        pause = retry_after(outcome.header("Retry-After"), datetime.now(UTC))
        if pause is not None or outcome.status in (429, 420):
            host.refused(started, self._politeness.clock(), pause)
        else:
            host.slow_down()


def _timed_out(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Failure) and exchange.outcome.code is FailureCode.TIMEOUT


def _given_up(request: Request) -> Exchange:
    return Exchange(request, Failure(FailureCode.RATE_LIMITED, "the host keeps refusing; given up for this run"), 0)


def _left(request: Request) -> Exchange:
    detail = f"{SILENCES} requests to this host in a row had no answer; it is left for this run"
    return Exchange(request, Failure(FailureCode.SILENT_HOST, detail), 0)


def port_of(url: str) -> int | None:
    """Return the port that a URL leads to; None where there can be none."""
    parts = urlsplit(url)
    try:
        return parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None


def worth_another(exchange: Exchange) -> bool:
    """Tell whether the same request may have another answer in a few seconds."""
    match exchange.outcome:
        case Failure(code=code):
            return code in WORTH
        case Response(status=status):
            return (status in BUSY or status in TRANSIENT) and not is_wall(exchange)


def is_wall(exchange: Exchange) -> bool:
    """Tell whether an answer is a wall: whatever the status, asking again changes nothing."""
    url = exchange.request.url
    return isinstance(exchange.outcome, Response) and wall_in(exchange.outcome, url, url) is not None
