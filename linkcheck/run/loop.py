"""The event loop of a run, and its garbage."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import TypeVar

GARBAGE_AFTER = 200_000
"""Allocations between two looks for cycles. What a run makes it keeps to its end, so that looking for garbage in it, as
Python does after every 700, finds nothing and takes a fifth of the time."""

Result = TypeVar("Result")


def run_to_end(work: Coroutine[object, object, Result]) -> Result:
    """Run `work` on the fastest event loop there is; Ctrl-C cancels it once, so that it can end in order."""
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    if sys.platform != "win32" and sys.implementation.name == "cpython":
        import uvloop

        factory = uvloop.new_event_loop
    results: list[Result] = []

    async def kept() -> None:
        # The task must not hold the result: asyncio.Runner ends with signal.getsignal, whose enum takes the repr of the
        # task, and the repr of a report of thousands of links takes seconds.
        results.append(await work)

    gc.set_threshold(GARBAGE_AFTER, 50, 100)
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(kept())
    return results[0]
