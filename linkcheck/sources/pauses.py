"""Pauses in which Ctrl-C is heard while many documents are read.

Whoever reads them needs no event loop, for nothing is waited for: asyncio takes longer to import than a post to read.
Where there is so much that other processes help, a loop is asked for; `run.loop` provides it.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum
from types import coroutine


class Need(Enum):
    """What a coroutine may ask of whoever runs it without an event loop."""

    LOOP = "loop"


@coroutine
def pause() -> Generator[None]:
    """Let whoever runs this do something else, as `asyncio.sleep(0)` does."""
    yield


@coroutine
def need_loop() -> Generator[Need]:
    """Go on in an event loop."""
    from asyncio import _get_running_loop

    if _get_running_loop() is None:
        yield Need.LOOP
