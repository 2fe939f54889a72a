"""Fits the network into what the system lets a process have: file descriptors, and ports to connect from.

A shell on macOS gives 256 descriptors, a container may give 64; the soft limit can be raised to the hard one. What is
short all the same is waited for, since other requests give theirs back: nothing of that says anything about a host.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows, where sockets are no descriptors
    resource = None  # type: ignore[assignment]

ENOUGH = 8192
"""Descriptors; macOS takes no number above 10,240, whatever the hard limit says."""
SHARE_OF_PLACES = 3
"""Descriptors for each request in flight: its socket, a second address that is tried beside it, and a connection that
is kept for a later one."""
SHARE_OF_LOOKUPS = 8
"""One look-up of a name for so many descriptors: each takes two for a moment."""
PATIENCE_S = 120.0
"""Twice the time for which Linux keeps the port of a connection that is over."""
PAUSE_S = 0.2


def make_room() -> int | None:
    """Raise the soft limit of descriptors; return how many are free then, or None where nothing limits them."""
    if resource is None:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # what is set stays, then
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return None if soft == resource.RLIM_INFINITY else max(0, soft - _used())


def fitting(wanted: int, free: int | None, share: int) -> int:
    """Return how many things can be done at once, at least one, where each takes a share of what is free."""
    return wanted if free is None else max(1, min(wanted, free // share))


def _used() -> int:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with suppress(OSError):
            return len(os.listdir(folder))  # noqa: PTH208 -- names are enough
    return 32


class Shortage:
    """Waits while the system has no descriptor or port to give."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._since: float | None = None

    async def wait(self) -> bool:
        """Wait a moment and return true; false at once where there has been nothing for two minutes."""
        now = self._clock()
        if self._since is None:
            self._since = now
        if now - self._since >= PATIENCE_S:
            return False
        await self._sleep(PAUSE_S)
        return True

    def over(self) -> None:
        """Take note that there was something to be had."""
        self._since = None
