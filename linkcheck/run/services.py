"""The world that a run lives in: its resolver and its time."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a run offline does not load aiohttp
    from linkcheck.web.network import Resolver


def utc_now() -> datetime:
    """Return the time of the machine."""
    return datetime.now(UTC)


async def sleep(seconds: float) -> None:
    """Let so many seconds pass."""
    from asyncio import sleep  # a run offline waits for nothing, and does without the package

    await sleep(seconds)


@dataclass(frozen=True, slots=True)
class Services:
    """The internet and its time; the demo and tests put theirs in place of the real ones, which are the defaults."""

    resolver: Resolver | None = None
    now: Callable[[], datetime] = utc_now
    clock: Callable[[], float] = time.monotonic
    """Seconds since whenever: what the pauses between requests are counted in."""
    sleep: Callable[[float], Awaitable[None]] = sleep
    """Lets so many seconds of `clock` pass."""

    @property
    def is_real_time(self) -> bool:
        """Tell whether time passes here as it does in other processes."""
        return self.clock is time.monotonic and self.sleep is sleep and self.now is utc_now
