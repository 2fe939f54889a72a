"""The engine without workers: the process of the run checks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from linkcheck.run.engines.workers import Wanted, WorkerLink, nobody


class NoWorkers:
    """Nobody."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self.links: Mapping[int, WorkerLink] = {}
        self.warn = warn

    async def start(self, index: int) -> WorkerLink:
        """Raise OSError."""
        raise ChildProcessError(f"no worker {index}")

    def joining(self) -> AsyncIterator[int]:
        """Yield nothing."""
        return nobody()


@asynccontextmanager
async def workers(wanted: Wanted) -> AsyncIterator[NoWorkers]:
    """Start nothing."""
    yield NoWorkers(wanted.warn)
