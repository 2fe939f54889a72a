"""Checks that wait until it is known what their host says of nothing.

A probe waits for its host's turn, a second or more for each of two requests, and thousands of checks may wait with it,
each with a page. So they wait as bytes, in one line for each host.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime

from linkcheck.model import Check, Url, host_of
from linkcheck.run.engines import wire
from linkcheck.web.probing import Opinion, Suspects
from linkcheck.web.schedule import failed


class Calibrations:
    """Hands on each check that is to be calibrated, when it is; a host's in the order in which they came."""

    def __init__(
        self,
        suspects: Suspects,
        group: asyncio.TaskGroup,
        opine: Callable[[Check], Opinion],
        take: Callable[[Check, Opinion], None],
        now: Callable[[], datetime],
    ) -> None:
        """Take who asks, the group of whoever waits for the end, who judges and who gets the checks."""
        self._suspects, self._group, self._opine, self._take, self._now = suspects, group, opine, take, now
        self._lines: dict[str, deque[tuple[Url, bytes]]] = {}

    def wait(self, done: Check, first: Opinion) -> None:
        """Let a check wait; it has no probes yet."""
        host = host_of(done.url)
        try:
            packed = wire.pack(done, first)
        except Exception:  # a bug of ours; the others go on
            self._fail(done.url)
            return
        if host not in self._lines:
            self._lines[host] = deque()
            self._group.create_task(self._calibrate(host))
        self._lines[host].append((done.url, packed))

    async def _calibrate(self, host: str) -> None:
        line = self._lines[host]
        while line:
            url, packed = line[0]
            try:
                waiting, first = wire.unpack(packed, url)
                done = await self._suspects.calibrated(waiting)
                self._take(done, self._opine(done) if done.probes else first)  # an honest host leaves it as it was
            except Exception:  # a bug of ours; the others go on
                self._fail(url)
            line.popleft()
        del self._lines[host]

    def _fail(self, url: Url) -> None:
        done = failed(url, self._now())
        self._take(done, self._opine(done))
