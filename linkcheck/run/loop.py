"""The event loop of a run, and its garbage."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import TypeVar

from linkcheck.run.signals import told_to_end

GARBAGE_AFTER = 200_000
"""Allocations between two looks for cycles. What a run makes it keeps to its end, so that looking for garbage in it, as
Python does after every 700, finds nothing and takes a fifth of the time."""

Result = TypeVar("Result")


def run_to_end(work: Coroutine[object, object, Result]) -> Result:
    """Run `work` on the fastest event loop there is.

    Ctrl-C, SIGTERM and SIGHUP cancel it once, so that it can end in order; raises KeyboardInterrupt where it does not.
    """
    results: list[Result] = []

    tasks: list[asyncio.Task[object]] = []

    async def kept() -> None:
        tasks.extend(filter(None, [asyncio.current_task()]))
        # The task must not hold the result: asyncio.Runner ends with signal.getsignal, whose enum takes the repr of the
        # task, and the repr of a report of thousands of links takes seconds.
        results.append(await work)

    gc.set_threshold(GARBAGE_AFTER, 50, 100)

    def cancel() -> None:
        for task in tasks:
            if not (task.done() or task.cancelling()):
                task.get_loop().call_soon_threadsafe(task.cancel)

    with told_to_end(cancel), asyncio.Runner(loop_factory=fastest_loop()) as runner:
        try:
            runner.run(kept())
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
    return results[0]


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop that there is here; None for Python's own."""
    if sys.platform == "win32" or sys.implementation.name != "cpython":
        return None
    import uvloop

    return uvloop.new_event_loop
