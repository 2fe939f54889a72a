"""The engine of a Dask cluster: each of its worker processes is one worker of the run.

Dask places the workers, tells who is there, and takes those in that come later. What is to be checked, and what was
found, goes between the run and each worker directly: the run listens, so the workers have to reach it, as those of
Spark have to reach their driver. A worker proves itself by a word that only its task knows. All this is as safe as the
cluster is: use TLS, or a network of one's own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
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
        self._numbers = count()
        self._tasks: dict[int, Future] = {}
        self._at: dict[int, str] = {}
        """Number → the address of the worker."""
        self._unfit: set[str] = set()
        """Addresses of those that cannot work for this run."""
        self._replacing = 0
        """Places that were lost, and have the first right to who is free."""
        self._expected: dict[str, asyncio.Future[Comm]] = {}

    async def start_all(self) -> None:
        """Start those that are there; raises LinkcheckError where one cannot work for this run."""
        await asyncio.gather(*(self._start_at(next(self._numbers), address) for address in await self._free()))

    async def start(self, index: int) -> WorkerLink:
        """Use a worker that has nothing to do, in place of one that was lost; raises OSError."""
        self._tasks.pop(index).release()
        lost = self._at.pop(index)
        self._replacing += 1
        try:
            async with asyncio.timeout(REPLACED_S):
                return await self._start_at(index, await self._somebody())
        except (LinkcheckError, TimeoutError):
            raise ChildProcessError(f"nobody came in place of {lost}") from None
        finally:
            self._replacing -= 1

    async def joining(self) -> AsyncIterator[int]:
        """Yield the numbers of workers that come later."""
        while True:
            await asyncio.sleep(LOOK_S)
            for address in () if self._replacing else await self._free():
                index = next(self._numbers)
                try:
                    await self._start_at(index, address)
                except (LinkcheckError, OSError) as error:
                    self.warn(str(error))
                else:
                    yield index

    async def arrived(self, comm: Comm) -> None:
        """Take the link of a worker that has a task of this run."""
        word, version = await comm.read()
        expected = self._expected.get(word)
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
        arriving = self._expected[word] = asyncio.get_running_loop().create_future()
        task = self._client.submit(be_a_worker, self.address, word, workers=[address], pure=False, retries=0)
        self._tasks[index], self._at[index] = task, address
        try:
            self.links[index] = CommLink(await self._comm_of(task, arriving, address), address)
        except (LinkcheckError, OSError):
            del self._tasks[index], self._at[index]
            self._unfit.add(address)
            raise
        finally:
            del self._expected[word]
        return self.links[index]

    async def _comm_of(self, task: Future, arriving: asyncio.Future[Comm], address: str) -> Comm:
        ended = asyncio.ensure_future(_fault(task))
        try:
            await asyncio.wait([arriving, ended], return_when=asyncio.FIRST_COMPLETED, timeout=REACHED_S)
            if arriving.done():
                return arriving.result()
            if ended.done():
                raise LinkcheckError(
                    f"the worker at {address} cannot work for linkcheck {__version__}: {ended.result()}"
                )
            raise ConnectionError(f"the worker at {address} does not reach this run at {self.address}")
        finally:
            ended.cancel()

    async def _somebody(self) -> str:
        """Wait for a worker that may be started, and return its address."""
        while True:
            if free := await self._free():
                return free[0]
            await asyncio.sleep(LOOK_S)

    async def _free(self) -> list[str]:
        """Return the addresses of workers that may be started; none while nobody knows them."""
        with suppress(OSError):  # the scheduler restarts
            known = await self._client.scheduler.identity()
            free = sorted(known["workers"].keys() - self._at.values() - self._unfit)
            return free[: self._most - len(self._at)]
        return []


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
    from linkcheck.run.loop import fastest_loop, seldom_look_for_garbage

    seldom_look_for_garbage()
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
