"""The event loop of a run, and its garbage."""

from __future__ import annotations

import gc
import sys
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from linkcheck.run.signals import told_to_end
from linkcheck.sources.pauses import Need

if TYPE_CHECKING:
    import asyncio

GARBAGE_AFTER = 200_000
"""Allocations between two looks for cycles. What a run makes it keeps to its end, so that looking for garbage in it, as
Python does after every 700, finds nothing and takes a fifth of the time."""

Result = TypeVar("Result")


def cancelled() -> type[BaseException]:
    """Return what a run that is told to end is thrown: named only where something was, for the sake of its import."""
    from asyncio import CancelledError

    return CancelledError


def run_to_end(work: Coroutine[Any, Any, Result], *, offline: bool = False) -> Result:
    """Run `work` on the fastest event loop there is; `offline`, on none before it asks for one.

    Ctrl-C, SIGTERM and SIGHUP cancel it once, so that it can end in order; raises KeyboardInterrupt where nothing comes
    of it.
    """
    seldom_look_for_garbage()
    if not offline:
        try:
            return _on_loop(work)
        finally:
            work.close()  # told to end before it began, it would warn that nobody waits for it
    told: list[bool] = []

    def tell() -> None:
        if told:
            raise KeyboardInterrupt
        told.append(True)

    with told_to_end(tell, ctrl_c=True):
        try:
            while work.send(None) is not Need.LOOP:
                if told:
                    work.throw(cancelled()())
        except StopIteration as end:
            return cast("Result", end.value)
        except cancelled():
            raise KeyboardInterrupt from None
    return _on_loop(_Rest(work))


def seldom_look_for_garbage() -> None:
    """Let this process look for cycles as seldom as a run needs it."""
    gc.set_threshold(GARBAGE_AFTER, 50, 100)


class _Rest(Generic[Result]):
    """What is left of a coroutine that has run already: `await` takes none but new ones."""

    def __init__(self, work: Coroutine[Any, Any, Result]) -> None:
        self._work = work

    def __await__(self) -> Generator[Any, Any, Result]:
        step = partial(self._work.send, None)
        while True:
            try:
                waits_for = step()
            except StopIteration as end:
                return cast("Result", end.value)
            try:
                step = partial(self._work.send, (yield waits_for))
            except BaseException as error:
                step = partial(self._work.throw, error)


def _on_loop(work: Awaitable[Result]) -> Result:
    import asyncio

    results: list[Result] = []

    tasks: list[asyncio.Task[object]] = []

    async def kept() -> None:
        tasks.extend(filter(None, [asyncio.current_task()]))
        # The task must not hold the result: asyncio.Runner ends with signal.getsignal, whose enum takes the repr of the
        # task, and the repr of a report of thousands of links takes seconds.
        results.append(await work)

    def cancel() -> None:
        for task in tasks:
            if not (task.done() or task.cancelling()):
                task.get_loop().call_soon_threadsafe(task.cancel)

    with told_to_end(cancel), asyncio.Runner(loop_factory=fastest_loop()) as runner:
        try:
            runner.run(kept())
        except (asyncio.CancelledError, KeyboardInterrupt):
            if not results:  # else it was told after its last wait, and what it did is to be said
                raise KeyboardInterrupt from None
    return results[0]


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop that there is here; None for Python's own."""
    if sys.platform == "win32" or sys.implementation.name != "cpython":
        return None
    import uvloop

    return uvloop.new_event_loop
