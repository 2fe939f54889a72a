"""Finds the memento for a dead link: look-up, choice and probe, each only as far as nothing is remembered.

Any number of look-ups may be under way at once; pace, slots, budget and the sharing of one look-up between the
spellings of a page are kept here, so that the caller starts one task a dead link and waits.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from linkcheck.model import CaptureList, Fetch, LookupStatus, Memento, Url
from linkcheck.web.archive.addresses import is_archived, page_key
from linkcheck.web.archive.cache import Cache, RunCache, good_for
from linkcheck.web.archive.cdx import listed
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.pace import in_words
from linkcheck.web.archive.select import settled
from linkcheck.web.archive.settings import ArchiveSettings
from linkcheck.web.archive.timegate import nearest

Source = Callable[[Url, Sequence[date | None], ArchiveClient, ArchiveSettings], Awaitable[CaptureList]]

ARCHIVES: dict[str, Source] = {"cdx": listed, "timegate": nearest}
"""Ways to learn of captures. A further one is one new file and one line here."""

COMPLETE = frozenset({"cdx"})
"""Those whose answer serves every date, and so may be kept."""


class ArchiveLookup:
    """`async with Archivist(…) as archivist`, then `await archivist.mementos(url, days)` for each dead link.

    `fetch` must not retry and must hand back a 429 at once. Leaving the block keeps what the budget left over.
    """

    def __init__(
        self,
        fetch: Fetch,
        settings: ArchiveSettings,
        cache: Cache | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pending = 0
        self._settings = settings
        self._shelf: Cache = RunCache() if cache is None else cache
        self._door = ArchiveClient(fetch, settings, clock, sleep, now)
        self._waiting = self._shelf.waiting()
        self._asked: set[str] = set()
        self._postponed: set[str] = set()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remember who waits. Those of a former run that did not come up this time are no longer dead, or gone."""
        left = frozenset(self._postponed) if kind is None else (self._waiting - self._asked) | self._postponed
        if left != self._waiting:
            self._shelf.keep_waiting(left)

    @property
    def enabled(self) -> bool:
        """Whether archives are asked at all."""
        return self._settings.enabled

    @property
    def trouble(self) -> str | None:
        """Why it gave up, in words; None if it did not."""
        return self._door.trouble

    def wait_words(self) -> str:
        """Return how long the pending look-ups take at best: `about 8 min`."""
        return in_words(self._door.seconds_for(self.pending))

    async def mementos(self, url: Url, nears: Sequence[date | None]) -> tuple[Memento, ...]:
        """Return the memento for each day, in the order given (None: the newest); empty for what is archived already.

        Never raises for what the world does.
        """
        settings = self._settings
        if not settings.enabled or not url.startswith(("http://", "https://")) or is_archived(url, settings.playback):
            return ()
        days = tuple(dict.fromkeys(nears)) or (None,)
        self.pending += 1
        try:
            async with self._locks[page_key(url)]:
                found = await self._found(url, days)
        finally:
            self.pending -= 1
        return tuple(found[day] for day in days)

    async def _found(self, url: Url, days: Sequence[date | None]) -> dict[date | None, Memento]:
        exact_key = f"{self._settings.playback}/*/{url}"
        found = {day: memento for day in days if (memento := self._shelf.memento(exact_key, day)) is not None}
        missing = [day for day in days if day not in found]
        if missing:
            found |= await self._looked_up(url, missing)
        for day in missing:
            if found[day].probed:
                self._shelf.keep_memento(exact_key, found[day])
        return found

    async def _looked_up(self, url: Url, days: Sequence[date | None]) -> dict[date | None, Memento]:
        key = f"{self._settings.playback}/*/{page_key(url)}"
        kept = self._shelf.holdings(key)
        if kept is not None:
            return {day: await settled(url, day, kept, self._door, self._settings) for day in days}
        if not self._afford(key):
            self._postponed.add(key)
            return {day: Memento(day, LookupStatus.UNKNOWN, detail=LookupFailure.BUDGET) for day in days}
        found = await self._asked_for(url, key, days)
        if any(
            memento.answer is LookupStatus.UNKNOWN and memento.detail != LookupFailure.EXCLUDED
            for memento in found.values()
        ):
            self._postponed.add(key)
        return found

    async def _asked_for(self, url: Url, key: str, days: Sequence[date | None]) -> dict[date | None, Memento]:
        """Ask one archive after another, for the days that the ones before could not tell of."""
        found: dict[date | None, Memento] = {}
        for name in self._settings.order:
            holdings = await ARCHIVES[name](url, days, self._door, self._settings)
            final = holdings.detail == LookupFailure.EXCLUDED or (
                name in COMPLETE and holdings.answer is not LookupStatus.UNKNOWN
            )
            if final:
                self._shelf.keep_holdings(key, holdings, good_for(holdings))
            for day in days:
                memento = await settled(url, day, holdings, self._door, self._settings)
                found[day] = memento if final or _tells_more(memento, found.get(day)) else found[day]
            days = [day for day in days if not (final or found[day].probed)]
            if not days:
                break
        return found

    def _afford(self, key: str) -> bool:
        """Take a look-up from the budget, if it has one; those left over from a former run have theirs set aside."""
        reserved = 0 if key in self._waiting else len(self._waiting - self._asked)
        if len(self._asked) + reserved >= self._settings.budget:
            return False
        self._asked.add(key)
        return True


def remembered(url: Url, nears: Sequence[date | None], settings: ArchiveSettings, cache: Cache) -> tuple[Memento, ...]:
    """Return what earlier runs found for each day, without asking anybody."""
    key = f"{settings.playback}/*/{url}"
    unknown = Memento(None, LookupStatus.UNKNOWN, detail="offline")
    return tuple(cache.memento(key, day) or replace(unknown, near=day) for day in dict.fromkeys(nears))


def memento_for(mementos: Sequence[Memento], near: date | None) -> Memento | None:
    """Return the one that was asked for that day."""
    return next((memento for memento in mementos if memento.near == near), None)


def _tells_more(new: Memento, old: Memento | None) -> bool:
    return old is None or new.probed or (old.answer is LookupStatus.UNKNOWN and new.answer is not LookupStatus.UNKNOWN)
