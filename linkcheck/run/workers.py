"""Worker processes: started while there is other work to do, ended with the run whatever becomes of it.

They are interpreters of their own and no `multiprocessing`: that would run the main module of whoever calls the
library once more in each of them. A worker ends when its standard input does, so none outlives the run, not even one
that was killed; and it is a session of its own, so that Ctrl-C ends the run in order and not its workers at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from linkcheck.run.engines.worker import main; main()"
READ_AHEAD = 1024 * 1024
"""Bytes that a worker may write before they are taken."""
END_S = 2.0
"""Seconds in which a worker ends by itself."""
MOST = 8
"""Workers of one run: beyond that the one process that judges is what the others wait for."""
WORTH = 2000
"""Links to ask for which workers are faster than none, their half a second of starting included."""


def number_of(engine: str, links: int, *, real_time: bool) -> int:
    """Return how many workers a run has; 0: it is one process. `real_time`: its clock is the machine's.

    For two cores it is one, beside which this process checks links, too: a second would cost its start.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = engine == "processes" or (engine == "auto" and links >= WORTH and cores > 1 and real_time)
    number = min(cores, MOST, links)
    return (1 if number == 2 else number) if wanted and sys.executable else 0


class Workers:
    """The processes of a run, by number."""

    def __init__(self, number: int, warn: Callable[[str], None]) -> None:
        self.number, self.warn = number, warn
        self._processes: dict[int, Process] = {}

    async def __aenter__(self) -> Workers:
        """Start them all; fewer, or none, where the system gives no more."""
        try:
            for index in range(self.number):
                await self.start(index)
        except OSError as error:
            self.number = len(self._processes)
            self.warn(f"only {self.number} worker processes could be started: {error}")
        return self

    async def start(self, index: int) -> Process:
        """Start one, in place of one that has ended; raises OSError."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", BEGIN, *sys.path),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=READ_AHEAD,
            start_new_session=True,
        )
        self._processes[index] = process
        return process

    def streams(self, index: int) -> tuple[Process, StreamWriter, StreamReader]:
        """Return the process that has this number now, what it reads and what it writes."""
        process = self._processes[index]
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError("a worker without pipes")  # it was started with both
        return process, process.stdin, process.stdout

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End them: nothing that they still do is waited for."""
        for process in self._processes.values():
            if process.stdin is not None:
                process.stdin.close()
        await asyncio.gather(*map(_end, self._processes.values()))


async def _end(process: Process) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            await process.wait()
            return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
