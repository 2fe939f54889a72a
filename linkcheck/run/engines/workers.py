"""Workers as the run sees them: by number, each at the other end of a link.

It loads nothing: workers are started while the run still loads what talks to them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


class WorkerLink(Protocol):
    """The way to one worker and back."""

    def send(self, frame: bytes, /) -> object:
        """Send a frame without waiting for it; where the worker has ended, it is lost."""

    def frames(self) -> AsyncIterator[bytes]:
        """Yield what the worker sends, until it ends."""

    async def end(self) -> str:
        """Return why it has ended, in words."""


class Workers(Protocol):
    """Those who check the links of a run beside it, or for it."""

    @property
    def links(self) -> Mapping[int, WorkerLink]:
        """Number of each worker, from 0 → the way to it. Without any, the run's own process checks."""

    @property
    def warn(self) -> Callable[[str], None]:
        """What takes a line for the user."""

    async def start(self, index: int) -> WorkerLink:
        """Put another worker in the place of one that has ended; raises OSError where there is none."""

    def joining(self) -> AsyncIterator[int]:
        """Yield the numbers of workers that come later, as they come."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an engine knows when it looks for workers."""

    links: int
    """Links to check."""
    warn: Callable[[str], None]
    """Takes a line for the user."""
    scheduler: str | None = None
    """The address of the cluster that is to be used."""


OpenWorkers = Callable[[Wanted], AbstractAsyncContextManager[Workers]]


async def nobody() -> AsyncIterator[int]:
    """Yield nothing: what joins where nobody can."""
    nobodies: tuple[int, ...] = ()
    for index in nobodies:
        yield index
