"""Work that blocks, in a thread that nobody waits for at the end of the program.

An event loop's own threads are waited for when the program ends, and neither a look-up of a name nor a git can be
interrupted: one name server that is silent would hold up Ctrl-C for half a minute.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, or raise what it raises, in a daemon thread of its own."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def deliver(set_outcome: Callable[[], None]) -> None:
        if not done.done():  # else nobody waits any more
            set_outcome()

    def do() -> None:
        set_outcome: Callable[[], None]
        try:
            set_outcome = partial(done.set_result, work())
        except Exception as error:
            set_outcome = partial(done.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed: the run is over
            loop.call_soon_threadsafe(deliver, set_outcome)

    threading.Thread(target=do, daemon=True).start()
    return await done
