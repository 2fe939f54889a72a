"""The engine of a Dask cluster: each of its worker processes is one worker of the run.

Dask places the workers, tells who is there, and takes those in that come later. What is to be checked, and what was
found, goes between the run and each worker directly: the run listens, so the workers have to reach it, as those of
Spark have to reach their driver. A worker proves itself by a word that only its task knows. All this is as safe as the
cluster is: use TLS, or a network of one's own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from linkcheck.__about__ import __version__
from linkcheck.model import LinkcheckError
from linkcheck.run.engines.cluster import REACHED_S, connected
from linkcheck.run.engines.workers import Wanted, WorkerLink

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.comm import Comm

REPLACED_S = 5.0
"""Seconds in which another worker is there for one that was lost; a nanny takes two."""
LOOK_S = 0.5
"""Seconds between two looks for workers that have come."""
END_S = 2.0
"""Seconds in which the workers end their tasks by themselves."""


@asynccontextmanager
async def workers(wanted: Wanted) -> AsyncIterator[DaskWorkers]:
    """Use the workers of a cluster; raises LinkcheckError where there is none."""
    async with connected(wanted.scheduler) as client:
        from distributed.comm import listen
        from distributed.utils import get_ip

        found = DaskWorkers(client, wanted)
        scheme, _, place = client.scheduler.address.partition("://")
        host, _, port = place.rpartition(":")
        here = f"{scheme}://{get_ip(host.strip('[]'), int(port))}:0"
        listener = await listen(here, found.arrived, **client.security.get_listen_args("client"))
        found.address = listener.contact_address
        try:
            await found.start_all()
            yield found
        finally:
            await found.end()
            listener.stop()


class DaskWorkers:
    """The workers of a cluster that are there, by the numbers that the run gives them."""

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self.links: dict[int, WorkerLink] = {}
        self.warn = wanted.warn
        self.address = ""
        """Where the run listens."""
        self._client, self._most = client, wanted.links
        self._tasks: dict[int, Future] = {}
        self._at: dict[int, str] = {}
        """Number → the address of the worker."""
        self._expected: dict[str, asyncio.Future[Comm]] = {}

    async def start_all(self) -> None:
        """Start those that are there; raises LinkcheckError where one cannot work for this run."""
        there = (await self._there())[: self._most]
        await asyncio.gather(*(self._start_at(index, address) for index, address in enumerate(there)))

    async def start(self, index: int) -> WorkerLink:
        """Use a worker that has nothing to do, in place of one that was lost; raises OSError."""
        self._tasks.pop(index).release()
        lost = self._at.pop(index)
        with suppress(TimeoutError):
            async with asyncio.timeout(REPLACED_S):
                while True:
                    free = await self._free()
                    if free:
                        return await self._start_at(index, free[0])
                    await asyncio.sleep(LOOK_S)
        raise ChildProcessError(f"nobody came in place of {lost}")

    async def joining(self) -> AsyncIterator[int]:
        """Yield the numbers of workers that come later; a place that was lost goes first."""
        while True:
            await asyncio.sleep(LOOK_S)
            is_whole = len(self._at) == len(self.links)
            for address in await self._free() if is_whole else ():
                index = len(self.links)
                with suppress(OSError):
                    await self._start_at(index, address)
                    yield index

    async def arrived(self, comm: Comm) -> None:
        """Take the link of a worker that has a task of this run."""
        word, version = await comm.read()
        expected = self._expected.pop(word, None)
        if expected is None or expected.done():
            comm.abort()
        elif version != __version__:
            expected.set_exception(
                LinkcheckError(f"a worker of the cluster has linkcheck {version}, not our {__version__}")
            )
            comm.abort()
        else:
            expected.set_result(comm)

    async def end(self) -> None:
        """End the tasks of all workers; the workers stay."""
        for link in self.links.values():
            assert isinstance(link, CommLink)  # noqa: S101 -- they are all of our making
            link.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for task in self._tasks.values():
            task.release()

    async def _start_at(self, index: int, address: str) -> WorkerLink:
        """Start the task of a worker; raises OSError where it is lost, LinkcheckError where it cannot work for us."""
        word = secrets.token_urlsafe()
        arriving: asyncio.Future[Comm] = asyncio.get_running_loop().create_future()
        self._expected[word] = arriving
        task = self._client.submit(be_a_worker, self.address, word, workers=[address], pure=False, retries=0)
        self._tasks[index], self._at[index] = task, address
        ended = asyncio.ensure_future(_fault(task))
        try:
            await asyncio.wait([arriving, ended], return_when=asyncio.FIRST_COMPLETED, timeout=REACHED_S)
            if arriving.done():
                self.links[index] = CommLink(arriving.result(), address)
                return self.links[index]
            if not ended.done():
                raise ConnectionError(f"the worker at {address} does not reach this run at {self.address}")
            raise LinkcheckError(f"the worker at {address} cannot work for linkcheck {__version__}: {ended.result()}")
        finally:
            ended.cancel()

    async def _there(self) -> list[str]:
        known = await self._client.scheduler.identity()
        return sorted(known["workers"])

    async def _free(self) -> list[str]:
        used = Counter(self._at.values())
        return [address for address in await self._there() if address not in used] if len(self._at) < self._most else []


class CommLink:
    """A connection of Dask's; it keeps frames apart."""

    def __init__(self, comm: Comm, address: str) -> None:
        self._comm, self._address = comm, address
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._writing = asyncio.ensure_future(send_all(comm, self._outbox))

    def send(self, frame: bytes) -> None:
        """Send a frame after those before it."""
        self._outbox.put_nowait(frame)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield what the worker sends."""
        from distributed.comm import CommClosedError

        with suppress(CommClosedError):
            while True:
                yield await self._comm.read()

    async def end(self) -> str:
        """Return which worker was lost."""
        self.close()
        return f"lost the connection to {self._address}"

    def close(self) -> None:
        """End it; so ends the worker's task."""
        self._writing.cancel()
        self._comm.abort()


async def send_all(comm: Comm, outbox: asyncio.Queue[bytes]) -> None:
    """Write one frame after the other, until the connection ends."""
    from distributed.comm import CommClosedError

    with suppress(CommClosedError):
        while True:
            await comm.write(await outbox.get())


async def _fault(task: Future) -> str:
    return str(await task.exception())


def be_a_worker(address: str, word: str) -> None:
    """Work for the run that listens at an address, until it ends: the task of a worker of the cluster."""
    from linkcheck.run.loop import fastest_loop

    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(_work(address, word))


async def _work(address: str, word: str) -> None:
    from distributed import get_worker
    from distributed.comm import CommClosedError, connect

    from linkcheck.run.engines.worker import Worker

    arguments: Mapping[str, Any] = get_worker().security.get_connection_args("worker")
    comm = await connect(address, **arguments)
    await comm.write((word, __version__))
    outbox: asyncio.Queue[bytes] = asyncio.Queue()
    worker = Worker(outbox.put_nowait)
    beside = [asyncio.ensure_future(each) for each in (worker.run(), send_all(comm, outbox))]
    try:
        with suppress(CommClosedError):
            while True:
                worker.channel.take(await comm.read())
    finally:
        worker.stop()
        worker.channel.close()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        comm.abort()
