"""SIGTERM and SIGHUP as Ctrl-C: a run that is told to go says what it knows before it goes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""A service manager or a CI that cancels a job sends the one, a terminal that is closed the other; Windows has one."""


@contextmanager
def told_to_end(act: Callable[[], None], *, ctrl_c: bool = False) -> Iterator[None]:
    """Call `act` when such a signal comes during the block, for Ctrl-C too if asked for.

    A signal that is ignored stays so: `nohup` wants that. Outside of the main thread nothing changes.
    """

    def handle(_signal: int, _frame: FrameType | None) -> None:
        act()

    before = {}
    try:
        for each in (*ENDINGS, *((signal.SIGINT,) if ctrl_c else ())):
            known = signal.getsignal(each)
            if known is not signal.SIG_IGN:
                before[each] = known
                signal.signal(each, handle)
    except ValueError:  # not the main thread
        before = {}
    try:
        yield
    finally:
        for each, known in before.items():
            signal.signal(each, known)


def interrupt() -> None:
    """Do what Ctrl-C does where nothing is known yet."""
    raise KeyboardInterrupt


def finish() -> None:
    """Do nothing: what is being written is written to its end."""
