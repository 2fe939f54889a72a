"""An event loop whose time jumps: nobody waits, and an hour of pacing is tested in milliseconds.

Only for code without sockets: instead of waiting for them the selector moves the clock to the next timer.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import TypeVar

Result = TypeVar("Result")


class Jumper(selectors.SelectSelector):
    """Lets its clock pass instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, at once."""
        ready = super().select(0)
        if not ready and timeout is not None:
            self.now += timeout
        assert ready or timeout is not None, "everything waits for something that never comes"
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """Its `time()` is the jumper's clock."""

    def __init__(self) -> None:
        self._jumper = Jumper()
        super().__init__(self._jumper)

    def time(self) -> float:
        """Return the seconds that have passed in here."""
        return self._jumper.now


def run_in_no_time(work: Coroutine[object, object, Result]) -> Result:
    """Run to the end; `asyncio.sleep` and the loop's clock are consistent, and no second passes outside."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
