"""The pace of requests to an archive: a window that slides, so that a handful of dead links need not wait.

The Internet Archive's limit is 30 look-ups in a minute for an address; who ignores its 429 is locked out for an hour,
then for two. The clock is an argument.
"""

from __future__ import annotations

import math
from collections import deque

SPAN = 61.0
"""Seconds of the window. One more than a minute: on the way there, requests may come closer together."""


class Window:
    """At most `limit` starts in any minute; 0 is no limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._starts: deque[float] = deque(maxlen=limit or 1)

    def wait(self, now: float) -> float:
        """Return the seconds until a request may start; 0 if it may now."""
        if self._limit == 0 or len(self._starts) < self._limit:
            return 0.0
        return max(0.0, self._starts[0] + SPAN - now)

    def start(self, now: float) -> None:
        """Note that a request starts now."""
        self._starts.append(now)

    def seconds_for(self, requests: int, now: float) -> float:
        """Return the seconds until that many more could have started, answers at once taken for granted."""
        if self._limit == 0 or requests <= 0:
            return 0.0
        recent = sum(start + SPAN > now for start in self._starts)
        return (recent + requests - 1) // self._limit * SPAN


def in_words(seconds: float) -> str:
    """Return a wait for people: `under a minute`, `about 8 min`, `about 3 h`."""
    minutes = math.floor(seconds / 60 + 0.5)
    if minutes < 1:
        return "under a minute"
    return f"about {minutes} min" if minutes < 120 else f"about {round(minutes / 60)} h"
