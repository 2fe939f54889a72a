"""A real Dask cluster on loopback, of processes that a test may kill."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from distributed import Client

from tests.support.patience import patience

COMMAND = (sys.executable, "-W", "ignore", "-m")
QUIET = ("--no-dashboard",)


class DaskCluster:
    """A scheduler and its workers; all end with the block."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start_scheduler()
        self.address: str = json.loads(self._file.read_text())["address"]

    def start_scheduler(self, port: int = 0) -> subprocess.Popen[bytes]:
        """Start a scheduler and wait until it can be asked."""
        self._file.unlink(missing_ok=True)
        where = ("--host", "127.0.0.1", "--port", str(port), "--scheduler-file", str(self._file), "--no-show")
        process = self._start("distributed.cli.dask_scheduler", *where)
        end = time.monotonic() + patience(60)
        while not self._is_told():
            assert time.monotonic() < end
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the scheduler has ended: {process.wait(0.05)}")
        return process

    def _is_told(self) -> bool:
        """Tell whether the scheduler has written its address, to the end."""
        try:
            json.loads(self._file.read_text())
        except (OSError, ValueError):
            return False
        return True

    def start_workers(self, number: int) -> list[subprocess.Popen[bytes]]:
        """Start some, and wait until the scheduler knows them."""

        async def known() -> None:
            async with Client(self.address, asynchronous=True) as client:
                await client.wait_for_workers(number, timeout=patience(60))

        workers = [self.start_worker() for _ in range(number)]
        asyncio.run(known())
        return workers

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start one worker without a nanny: nobody comes in its place."""
        return self._start("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny")

    def restart_scheduler(self) -> None:
        """Kill the scheduler, and start one at the same address."""
        self.scheduler.kill()
        self.scheduler.wait()
        self.scheduler = self.start_scheduler(int(self.address.rpartition(":")[2]))

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*COMMAND, module, *arguments, *QUIET],
            cwd=self._file.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process

    def __enter__(self) -> DaskCluster:
        """Return it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Kill what is left of it."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
