"""Checks shared out among workers: each has hosts of its own, and keeps their pace alone.

The work is handed out by registrable domain, a part at a time to whoever has begun what it had: so all end together. A
domain that comes up on the way (a redirect, a probe) belongs to whoever asks for it first. The resolver, the budget and
the ear for the environment stay here, for there is one of each in a run. What a worker that was killed had not
answered, another is asked for in its place; and at last this process.
"""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections import Counter, OrderedDict, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial

from linkcheck.model import Check, Exchange, FailureCode, Request, Url, host_of
from linkcheck.run.checker import Checker, open_checker
from linkcheck.run.engines import wire
from linkcheck.run.engines.channel import Channel
from linkcheck.run.engines.local_checks import LocalChecks
from linkcheck.run.engines.plan import Shard, shards
from linkcheck.run.engines.workers import WorkerLink, Workers
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.verdict.signals.addresses import registrable
from linkcheck.web.network import Budget, ResolutionError, Resolver, SystemResolver, Watch
from linkcheck.web.probing import Opinion

PARTS = 8
"""So many parts of what is left would keep each of those who check busy; the last parts are the smallest."""
FEWEST = 16
"""Links of a part, or all of one domain."""
MOST_DEATHS = 3
"""So many workers in a row that end before one check is done, and this process asks for what is left."""
HERE = -1
"""The number of this process, which checks links beside a single worker."""


class SharedChecks:
    """Makes checks in the workers that it was given, which are running."""

    def __init__(self, job: Job, services: Services, resolver: Resolver, watch: Watch | None, workers: Workers) -> None:
        self._job, self._services, self._resolver, self._watch = job, services, resolver, watch
        self._workers = workers
        self._budget = Budget(job.max_requests) if job.max_requests is not None else None
        self._checking = [*workers.links, *([HERE] if len(workers.links) == 1 else [])]
        """Beside one worker this process has time to check links, too."""
        self._pool: OrderedDict[str, Shard] = OrderedDict()
        """Domain → its work, where nobody has it yet; the longest come first."""
        self._unclaimed = 0
        """Links of these."""
        self._claimed: defaultdict[int, list[Shard]] = defaultdict(list)
        """Those that are given to one who has asked for something of theirs, when it wants more."""
        self._owners: dict[str, int] = {}
        self._left: defaultdict[int, dict[Url, Work]] = defaultdict(dict)
        self._channels: dict[int, Channel] = {}
        """Of the workers that live, and of those that are being replaced; whose is missing has died too often."""
        self._deaths: Counter[int] = Counter()
        self._done: asyncio.Queue[tuple[Check, Opinion] | BaseException] = asyncio.Queue()
        self._beside: list[asyncio.Task[None]] = []
        self._own = AsyncExitStack()
        self._own_network: asyncio.Future[Checker] | None = None
        self.checker = Checker(job, self._fetch, resolver, services.now)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, job: Job, services: Services, resolver: Resolver, watch: Watch | None, workers: Workers
    ) -> AsyncIterator[SharedChecks]:
        """Give each worker the job."""
        engine = cls(job, services, resolver, watch, workers)
        try:
            for index, link in workers.links.items():
                engine._begin(index, link)
            engine._go_on(engine._welcome())
            yield engine
        finally:
            await engine._end()

    async def checks(self, work: Sequence[Work]) -> AsyncGenerator[tuple[Check, Opinion]]:
        """Yield one check for each piece of work, as they are done."""
        self._pool = OrderedDict((shard.domain, shard) for shard in shards(work, self._job.network))
        self._unclaimed = sum(len(shard.work) for shard in self._pool.values())
        for index in self._checking:
            self._hand_out(index)
        try:
            for _ in {each.url for each in work}:
                done = await self._done.get()
                if isinstance(done, BaseException):
                    raise done
                yield done
        finally:
            self._pool.clear()
            self._claimed.clear()
            for index, channel in self._channels.items():
                self._left[index].clear()
                channel.tell("stop")

    async def _welcome(self) -> None:
        """Give those who join on the way a part of what is left."""
        async for index in self._workers.joining():
            self._checking.append(index)
            self._begin(index, self._workers.links[index])
            if self._pool:
                self._hand_out(index)

    def _begin(self, index: int, link: WorkerLink) -> None:
        """Begin to listen to a worker, and tell it how all checks are made."""
        channel = self._channels[index] = Channel(
            link.send,
            {
                "checked": lambda url, data: self._take(index, url, data),
                "heard": self._heard,
                "more": lambda: self._hand_out_more(index),
            },
            {
                "fetch": lambda request: self._fetch_for(index, request),
                "resolve": self._resolve,
                "turn": self._turn,
                "take": self._take_request,
            },
        )
        job = replace(self._job, network=replace(self._job.network, max_concurrency=self._share()))
        domains = [domain for domain, owner in self._owners.items() if owner == index]
        channel.tell("begin", job, domains, isinstance(self._resolver, SystemResolver))
        self._go_on(self._listen(index, link, channel))

    def _share(self) -> int:
        return max(1, -(-self._job.network.max_concurrency // len(self._checking)))

    def _hand_out(self, index: int) -> None:
        """Give one who begins what another in its place has left, or else its first part."""
        left = tuple(self._left[index].values())
        if index in self._channels:
            self._channels[index].tell("check", left or self._next_part(index))
        else:
            self._go_on(self._check_here(index, left))

    def _hand_out_more(self, index: int) -> None:
        self._channels[index].tell("check", self._next_part(index))

    def _next_part(self, index: int) -> tuple[Work, ...]:
        """Return what one is to check next; nothing when all is handed out."""
        part = self._claimed.pop(index, [])
        room = max(FEWEST, self._unclaimed // (PARTS * len(self._checking)))
        while self._pool and room > 0:
            part.append(self._taken(next(iter(self._pool))))
            room -= len(part[-1].work)
        self._owners |= {shard.domain: index for shard in part}
        work = tuple(each for shard in part for each in shard.work)
        self._left[index] |= {each.url: each for each in work}
        return work

    def _owner_of(self, host: str, otherwise: int) -> int:
        """Return whose a host is; it is given to another if it is nobody's, and so is its work."""
        domain = registrable(host)
        if domain not in self._owners:
            self._owners[domain] = otherwise
            if domain in self._pool:
                self._claimed[otherwise].append(self._taken(domain))
        return self._owners[domain]

    def _taken(self, domain: str) -> Shard:
        shard = self._pool.pop(domain)
        self._unclaimed -= len(shard.work)
        return shard

    def _go_on(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside; a bug of ours in it ends the run, which would wait for ever else."""

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                self._done.put_nowait(error)

        task = asyncio.ensure_future(work)
        task.add_done_callback(ended)
        self._beside.append(task)

    async def _listen(self, index: int, link: WorkerLink, channel: Channel) -> None:
        """Take what a worker says, until it ends; then put another in its place."""
        async for frame in link.frames():
            channel.take(frame)
        self._deaths[index] += 1
        left = len(self._left[index])
        self._workers.warn(f"a worker has ended ({await link.end()}); its {left:,} unfinished links are asked again")
        try:
            if self._deaths[index] >= MOST_DEATHS:
                raise ChildProcessError("too many have ended in its place")
            self._begin(index, await self._workers.start(index))
        except OSError:
            del self._channels[index]
        self._hand_out(index)
        channel.close()

    async def _check_here(self, index: int, left: Sequence[Work]) -> None:
        """Check what is left of one, and what would be handed out to it."""

        async def parts() -> AsyncGenerator[Sequence[Work]]:
            part = left
            while part := part or self._next_part(index):
                yield part
                part = ()

        engine = LocalChecks(replace(await self._own_checker(), fetch=partial(self._fetch_beside, index)))
        async with aclosing(engine.checks_in(parts())) as checks:
            async for check, opinion in checks:
                if self._left[index].pop(check.url, None) is not None:
                    self._done.put_nowait((check, opinion))

    async def _own_checker(self) -> Checker:
        """Return what asks from this process; its network is opened by need."""
        if self._own_network is None:
            job = replace(self._job, network=replace(self._job.network, max_concurrency=self._share()))
            network = open_checker(job, self._services, self._resolver, self._watch, self._budget)
            self._own_network = asyncio.ensure_future(self._own.enter_async_context(network))
        return await self._own_network

    # --- what workers say and ask ---------------------------------------------------------------

    def _take(self, index: int, url: Url, data: bytes) -> None:
        work = self._left[index].pop(url, None)
        if work is not None:
            self._deaths[index] = 0
            self._done.put_nowait(wire.unpack(data, work.url))

    def _heard(self, exchange: Exchange) -> None:
        if self._watch is not None:
            self._watch.heard(exchange)

    async def _turn(self, request: Request) -> None:
        if self._watch is not None:
            await self._watch.turn(request)

    async def _take_request(self) -> int:
        """Return how many requests a worker may make more: one, or none."""
        return int(self._budget is None or self._budget.take())

    async def _resolve(self, host: str, port: int, family: socket.AddressFamily) -> tuple[object, object]:
        """Return the addresses of a host, or the two words that say why it has none."""
        try:
            return await self._resolver.resolve(host, port, family), None
        except ResolutionError as error:
            return None, (error.code, error.detail)
        except Exception:  # a bug of ours; the others go on
            return None, (FailureCode.INTERNAL, traceback.format_exc())

    async def _fetch_for(self, index: int, request: Request) -> bytes | None:
        """Return what another worker's host answers; None where the host is nobody's, or the worker's that asks."""
        owner = self._owner_of(host_of(request.url), index)
        return None if owner == index else wire.pack_exchanges(await self._fetch_by(owner, request))

    # --- requests of this process ----------------------------------------------------------------

    async def _fetch(self, request: Request) -> tuple[Exchange, ...]:
        """Have the owner of a host ask it; the `Fetch` of whoever probes."""
        otherwise = len(self._owners) % len(self._workers.links)
        return await self._fetch_by(self._owner_of(host_of(request.url), otherwise), request)

    async def _fetch_beside(self, index: int, request: Request) -> tuple[Exchange, ...]:
        """Do so for what is checked here as the work of `index`, who gets what is nobody's."""
        return await self._fetch_by(self._owner_of(host_of(request.url), index), request)

    async def _fetch_by(self, owner: int, request: Request) -> tuple[Exchange, ...]:
        while owner in self._channels:
            try:
                return wire.unpack_exchanges(await self._channels[owner].ask("fetch", request))
            except ConnectionError:  # it was killed: the one in its place is asked
                await asyncio.sleep(0)
        return await (await self._own_checker()).fetch(request)

    async def _end(self) -> None:
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        for channel in self._channels.values():
            channel.close()
        await self._own.aclose()
