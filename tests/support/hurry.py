"""Time for a whole run with real sockets: whoever would sleep lets the clock jump instead, and nobody waits.

What is waited for on the wire takes the time that it takes. For code without sockets there is `jumping.py`.
"""

from __future__ import annotations

import asyncio
import time


class Hurry:
    """The clock and the sleep of a run's `Services`."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def clock(self) -> float:
        """Return the seconds that have passed, those that were skipped with them."""
        return time.monotonic() + self._skipped

    async def sleep(self, seconds: float) -> None:
        """Let the others go on, then skip what is left of the seconds."""
        until = self.clock() + seconds
        await asyncio.sleep(0)
        self._skipped += max(0.0, until - self.clock())
