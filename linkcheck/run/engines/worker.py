"""A worker: makes the requests to the hosts that are its own, and reads their pages.

What there is one of in a run stays with the run, and is asked for: the resolver, the budget, the word whether the
environment is well. A request to a host of another worker is asked for, too, so that one alone keeps the host's pace.
"""

from __future__ import annotations

import asyncio
import os
import queue
import socket
import threading
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import BinaryIO

from linkcheck.model import Exchange, Fetch, Request, Response, host_of
from linkcheck.run.checker import Checker
from linkcheck.run.engines import wire
from linkcheck.run.engines.channel import Channel
from linkcheck.run.engines.local_checks import LocalChecks
from linkcheck.run.engines.processes import LENGTH
from linkcheck.run.job import Job, Work
from linkcheck.run.loop import fastest_loop, seldom_look_for_garbage
from linkcheck.run.services import utc_now
from linkcheck.verdict.signals.addresses import registrable
from linkcheck.web.network import Budget, ResolutionError, Resolver, ResolveResult, open_fetch
from linkcheck.web.schedule import failed


def main() -> None:
    """Do what comes in by standard input, until it ends."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # whatever prints is not to be read as a message
    seldom_look_for_garbage()
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(_work(incoming, outgoing))


async def _work(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    worker = Worker(frames.put)
    loop = asyncio.get_running_loop()

    def read() -> None:
        while len(head := incoming.read(LENGTH)) == LENGTH:
            loop.call_soon_threadsafe(worker.channel.take, incoming.read(int.from_bytes(head)))
        os._exit(0)  # the run is over, or was killed: nobody wants the rest

    def write() -> None:  # the pipe may be full, and the requests under way have their time
        while True:
            frame = frames.get()
            _write_all(outgoing, len(frame).to_bytes(LENGTH) + frame)

    for each in (read, write):
        threading.Thread(target=each, daemon=True).start()
    await worker.run()


def _write_all(outgoing: BinaryIO, frame: bytes) -> None:
    left = memoryview(frame)
    try:
        while left:
            left = left[outgoing.write(left) :]
    except OSError:  # nobody reads any more
        os._exit(0)


class Worker:
    """One worker; it begins with the job."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        told: dict[str, Callable[..., object]] = {"begin": self._begin, "check": self._check, "stop": self.stop}
        self.channel = Channel(send, told, {"fetch": self._fetch_for_others})
        self._begun: asyncio.Future[tuple[Job, bool]] = asyncio.get_running_loop().create_future()
        self._opened: asyncio.Future[Checker] = asyncio.get_running_loop().create_future()
        self._own: set[str] = set()
        self._parts: asyncio.Queue[Sequence[Work]] = asyncio.Queue()
        self._under_way: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Keep the network open until the process ends."""
        job, keep = await self._begun
        budget = Budget(0) if job.max_requests is not None else None
        watch = _Watch(self.channel, budget)
        resolver = _Resolver(self.channel, keep=keep)
        ahead = Counter[str]()
        network = replace(job.network, budget=budget)
        async with open_fetch(network, resolver=resolver, watch=watch, ahead=ahead) as own:
            fetch = _Routed(self.channel, watch, own, self._own)
            self._opened.set_result(Checker(job, fetch, resolver, utc_now, ahead))
            await asyncio.get_running_loop().create_future()

    def _begin(self, job: Job, domains: Iterable[str], keep: bool) -> None:
        self._own.update(domains)
        self._begun.set_result((job, keep))

    def _check(self, part: Sequence[Work]) -> None:
        self._own.update({registrable(host_of(each.url)) for each in part})
        self._parts.put_nowait(part)
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(self._check_all())

    def stop(self) -> None:
        """End the checks that are under way."""
        if self._under_way is not None:
            self._under_way.cancel()

    async def _check_all(self) -> None:
        checker = await self._opened
        async with aclosing(LocalChecks(checker).checks_in(self._handed_out())) as checks:
            async for check, opinion in checks:
                self.channel.tell("checked", check.url, wire.pack(check, opinion))

    async def _handed_out(self) -> AsyncGenerator[Sequence[Work]]:
        """Yield what this worker is to check, part by part; the next is asked for while one is begun."""
        while part := await self._parts.get():
            self.channel.tell("more")
            yield part

    async def _fetch_for_others(self, request: Request) -> bytes:
        checker = await self._opened
        self._own.add(registrable(host_of(request.url)))
        try:
            return wire.pack_exchanges(await checker.fetch(request))
        except Exception:  # a bug of ours; the others go on
            return wire.pack_exchanges(failed(request.url, utc_now()).exchanges)


class _Routed:
    """A `Fetch` that leaves the requests to hosts of other workers to these."""

    def __init__(self, channel: Channel, watch: _Watch, own: Fetch, domains: set[str]) -> None:
        self._channel, self._watch, self._own, self._domains = channel, watch, own, domains

    async def __call__(self, request: Request) -> tuple[Exchange, ...]:
        domain = registrable(host_of(request.url))
        if domain not in self._domains:
            answer = await self._channel.ask("fetch", request)
            if answer is not None:
                return wire.unpack_exchanges(answer)
            self._domains.add(domain)  # it was nobody's
        with self._watch.call():
            return await self._own(request)


class _Resolver(Resolver):
    """Asks the resolver of the run: it knows what was answered, and how much may be asked at once."""

    def __init__(self, channel: Channel, *, keep: bool) -> None:
        self._channel, self._keep = channel, keep
        self._answers: dict[tuple[str, int], list[ResolveResult]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises ResolutionError."""
        if (host, port) in self._answers:
            return self._answers[host, port]
        found, fault = await self._channel.ask("resolve", host, port, family)
        if fault is not None:
            raise ResolutionError(*fault)
        if self._keep:
            self._answers[host, port] = found
        return found  # type: ignore[no-any-return] # the run sent what its resolver gave

    async def close(self) -> None:
        """Leave the resolver open: it is not ours."""


class _Watch:
    """Lets the run hear what the hosts say, and asks it whether they may be asked again; a `Watch` of the network."""

    def __init__(self, channel: Channel, budget: Budget | None) -> None:
        self._channel, self._budget = channel, budget
        self._calls = 0
        self._has_failed = self._has_answered = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call of the network while the block lasts: it may take one request of the budget at a time."""
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    async def turn(self, request: Request) -> None:
        """Wait until a request may be made; before anything failed, and once anybody has answered, that is at once."""
        if self._has_failed and not self._has_answered:
            await self._channel.ask("turn", request)
        if self._budget is not None and self._budget.left < self._calls:
            self._budget.left += await self._channel.ask("take")

    def heard(self, exchange: Exchange) -> None:
        """Tell of failures, and of the first answer: more than one says no more."""
        if not isinstance(exchange.outcome, Response):
            self._has_failed = True
        elif self._has_answered:
            return
        else:
            self._has_answered = True
        self._channel.tell("heard", wire.bare(exchange))
