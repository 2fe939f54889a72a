"""The engine of worker processes: started while there is other work to do, ended with the run whatever becomes of it.

They are interpreters of their own and no `multiprocessing`: that would run the main module of whoever calls the
library once more in each of them. A worker ends when its standard input does, so none outlives the run, not even one
that was killed; and it is a session of its own, so that Ctrl-C ends the run in order and not its workers at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from linkcheck.run.engines.workers import Wanted, nobody

BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from linkcheck.run.engines.worker import main; main()"
LENGTH = 4
"""Bytes that say how long a frame is."""
READ_AHEAD = 1024 * 1024
"""Bytes that a worker may write before they are taken."""
END_S = 2.0
"""Seconds in which a worker ends by itself."""
MOST = 8
"""Workers of one run: beyond that the one process that judges is what the others wait for."""
WORTH = 2000
"""Links to ask for which workers are faster than none, their half a second of starting included."""


def is_worth_it(links: int) -> bool:
    """Tell whether workers are faster for so many links."""
    return links >= WORTH and _cores() > 1


def _number_of(links: int) -> int:
    """Return how many workers a run has. For two cores it is one, beside which the run's process checks links, too."""
    number = min(_cores(), MOST, links)
    return (1 if number == 2 else number) if sys.executable else 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@asynccontextmanager
async def workers(wanted: Wanted) -> AsyncIterator[ProcessWorkers]:
    """Start them all; fewer, or none, where the system gives no more."""
    started, number = ProcessWorkers(wanted.warn), _number_of(wanted.links)
    try:
        try:
            for index in range(number):
                await started.start(index)
        except OSError as error:
            wanted.warn(f"only {len(started.links)} of {number} worker processes could be started: {error}")
        yield started
    finally:
        await started.end()


class ProcessWorkers:
    """The processes of a run, by number."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self.links: dict[int, PipeLink] = {}
        self.warn = warn

    async def start(self, index: int) -> PipeLink:
        """Start one, in place of one that has ended; raises OSError."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", BEGIN, *sys.path),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=READ_AHEAD,
            start_new_session=True,
        )
        self.links[index] = PipeLink(process)
        return self.links[index]

    def joining(self) -> AsyncIterator[int]:
        """Yield nothing."""
        return nobody()

    async def end(self) -> None:
        """End them: nothing that they still do is waited for."""
        for link in self.links.values():
            if link.process.stdin is not None:
                link.process.stdin.close()
        await asyncio.gather(*(_end(link.process) for link in self.links.values()))


class PipeLink:
    """The pipes of one process; a frame begins with its length."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def send(self, frame: bytes) -> None:
        """Write a frame."""
        if self.process.stdin is not None:  # it was started with one
            self.process.stdin.write(len(frame).to_bytes(LENGTH) + frame)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield what it writes."""
        stdout = self.process.stdout
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while stdout is not None:
                head = await stdout.readexactly(LENGTH)
                yield await stdout.readexactly(int.from_bytes(head))

    async def end(self) -> str:
        """Return how it has ended."""
        status = await self.process.wait()
        return f"signal {-status}" if status < 0 else f"exit code {status}"


async def _end(process: Process) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            await process.wait()
            return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
