"""Dead targets → mementos, beside all else that goes on."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping
from datetime import date
from functools import partial

from linkcheck.links.urls import redact
from linkcheck.model import LookupStatus, Memento, Target, Url
from linkcheck.run.never import tell_apart
from linkcheck.run.progress import Progress
from linkcheck.run.results import Results
from linkcheck.sources.dates import Days
from linkcheck.web.archive import ArchiveLookup
from linkcheck.web.daemon import in_daemon

GITS = 8
"""Files whose lines git is asked about at once."""


class Lookups:
    """Asks the archive for each dead link."""

    def __init__(
        self, lookup: ArchiveLookup, waiting: Mapping[Url, Target], days: Days, results: Results, progress: Progress
    ) -> None:
        self._lookup = lookup
        self._waiting = waiting
        self._days = days
        self._results = results
        self._mementos = results.mementos
        self._progress = progress
        self._gits = asyncio.Semaphore(GITS)
        self._tasks: dict[Url, asyncio.Task[None]] = {}

    def begin(self, url: Url) -> None:
        """Ask for one, where archives are asked at all."""
        if self._lookup.enabled:
            self._mementos[url] = (Memento(None, LookupStatus.UNKNOWN, detail="budget"),)  # until it is answered
            self._tasks[url] = asyncio.ensure_future(self._look_up(url))
            self._progress.lookups_planned(len(self._tasks), self._lookup.wait_words())

    async def end(self) -> None:
        """Wait for all of them."""
        await asyncio.gather(*self._tasks.values())
        await tell_apart(self._tasks, self._waiting, self._results, self._lookup)

    def cancel(self) -> None:
        """Wait for none."""
        for task in self._tasks.values():
            task.cancel()

    async def _look_up(self, url: Url) -> None:
        if redact(url) != url:  # a password or token is nobody else's business, least of all a public archive's
            self._mementos[url] = (Memento(None, LookupStatus.UNKNOWN, detail="secret"),)
        else:
            self._mementos[url] = await self._lookup.mementos(url, await self._nears(url))
        self._progress.looked_up()

    async def _nears(self, url: Url) -> tuple[date | None, ...]:
        async with self._gits:  # git may be asked for a line's date, which takes a while and must hold up no check
            try:
                return await in_daemon(partial(self._days.nears, self._waiting[url].references))
            except Exception:  # a bug of ours: the newest copy is looked for
                self._lookup.faults.append(traceback.format_exc())
                return (None,)
