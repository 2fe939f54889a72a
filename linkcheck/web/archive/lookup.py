"""Looks up the mementos of dead links, in one archive after another.

Any number of look-ups may be under way at once; the archives keep their pace, slots and budget, and spellings of a page
share one look-up, so that the caller starts one task a dead link and waits.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from linkcheck.config import ArchiveTable
from linkcheck.links.urls.tracking import untracked
from linkcheck.model import Fetch, Folder, LookupStatus, Memento, Url
from linkcheck.verdict.captures import CaptureFault
from linkcheck.web.archive.addresses import is_archived, page_key, rebuilt_url
from linkcheck.web.archive.archives import sources_by_address
from linkcheck.web.archive.cache import NONE_GOOD_FOR, Cache, RunCache
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.one_archive import Mementos, OneArchive, kept_mementos
from linkcheck.web.archive.pace import in_words

ANSWER = "answer "
"""Begins the keys of answers."""

READ = frozenset({*CaptureFault, LookupFailure.REDIRECT_CAPTURE, LookupFailure.ERROR_CAPTURE, LookupFailure.TOO_FAR})
"""What captures were seen to be, or when they were made."""


class ArchiveLookup:
    """`async with ArchiveLookup(…) as lookup`, then `await lookup.mementos(url, days)` for each dead link.

    `fetch` must not retry and must hand back a 429 at once. Leaving the block keeps what the budget left over.
    """

    def __init__(
        self,
        fetch: Fetch,
        settings: ArchiveTable,
        cache: Cache | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pending = 0
        self.faults: list[str] = []
        """Tracebacks of the look-ups that failed by a fault of ours, each of which cost itself alone."""
        self._cache: Cache = RunCache() if cache is None else cache
        self._waiting = self._cache.waiting()
        self._now = now
        self._archives = [
            OneArchive(
                sources, ArchiveClient(fetch, sources[0].endpoint, clock, sleep, now), self._cache, self._waiting
            )
            for sources in sources_by_address(settings)
        ]
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.enabled = settings.enabled and bool(self._archives)
        """True if any archive is asked."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remember who waits."""
        left = {key for archive in self._archives for key in archive.left_over(completed=kind is None)}
        if left != self._waiting:
            self._cache.keep_waiting(left)

    @property
    def playbacks(self) -> tuple[str, ...]:
        """The addresses below which the archives show their copies."""
        return tuple(archive.endpoint.playback for archive in self._archives)

    @property
    def gave_up(self) -> str | None:
        """Say in words why archives were left alone; None if none was."""
        reasons = [archive.client.gave_up for archive in self._archives if archive.client.gave_up is not None]
        return "; ".join(reasons) or None

    def wait_words(self) -> str:
        """Return how long the pending look-ups take at best: `about 8 min`."""
        return in_words(max((archive.client.seconds_for(self.pending) for archive in self._archives), default=0.0))

    async def mementos(self, url: Url, nears: Sequence[date | None]) -> tuple[Memento, ...]:
        """Return the memento for each day, in the order given (None: the newest); empty for what is archived already.

        Never raises: an answer that nobody thought of makes it `unknown`, unreadable.
        """
        if not self.enabled or not url.startswith(("http://", "https://")):
            return ()
        if any(is_archived(url, archive.endpoint.playback) for archive in self._archives):
            return ()
        days = tuple(dict.fromkeys(nears)) or (None,)
        self.pending += 1
        try:
            async with self._locks[page_key(url)]:
                found = self._kept_answers(url, days)
                missing = [day for day in days if day not in found]
                if missing:
                    found |= self._dated(url, await self._find_in_full(url, missing))
        except Exception:  # a bug of ours; the other look-ups go on
            self.faults.append(traceback.format_exc())
            return unreadable(days)
        finally:
            self.pending -= 1
        return tuple(found[day] for day in days)

    def _kept_answers(self, url: Url, days: Sequence[date | None]) -> Mementos:
        """Return what was read lately and is not to be written: to read it again every night would tell the same."""
        kept = {day: _told(self._cache, url, day, self.playbacks) for day in days}
        since = self._now() - NONE_GOOD_FOR
        return {
            day: one
            for day, one in kept.items()
            if one is not None and one.detail in READ and one.asked_at is not None and one.asked_at > since
        }

    def _dated(self, url: Url, found: Mementos) -> Mementos:
        """Return the answers with the time at which they were given, and keep them."""
        now = self._now()
        for day, memento in found.items():
            if memento.detail == LookupFailure.BUDGET:
                continue  # nobody was asked
            found[day] = replace(memento, asked_at=memento.asked_at or now)
            self._cache.keep_answer(ANSWER + url, found[day])
        return found

    async def is_unseen(self, url: Url, since: datetime) -> bool:
        """Tell whether every archive was asked and said that it has no good capture of a page since then."""
        if not self.enabled or any(is_archived(url, archive.endpoint.playback) for archive in self._archives):
            return False
        try:
            return all([await archive.has_seen(url, since) is False for archive in self._archives])
        except Exception:  # a bug of ours; the page may well have been seen
            self.faults.append(traceback.format_exc())
            return False

    async def folder(self, folder: Url) -> Folder:
        """Return which pages of a folder the first archive has that can tell; takes one look-up of the budget."""
        try:
            for archive in self._archives:
                found = await archive.folder(folder)
                if found.answer is not LookupStatus.UNKNOWN:
                    return found
        except Exception:  # a bug of ours; nothing is known then
            self.faults.append(traceback.format_exc())
        return Folder(LookupStatus.UNKNOWN)

    async def _find_in_full(self, url: Url, days: Sequence[date | None]) -> Mementos:
        """Look a URL up, and where nothing is known of it, without what only tells where its reader came from.

        What is found so is for a person to judge: it is not the address that was cited.
        """
        found = await self._find(url, days)
        nothing = [day for day, memento in found.items() if memento.answer is LookupStatus.NONE]
        bare = untracked(url)
        if nothing and bare != url:
            for day, memento in (await self._find(bare, nothing)).items():
                if memento.answer is LookupStatus.FOUND:
                    found[day] = replace(memento, probed=False, detail=memento.detail or LookupFailure.OTHER_ADDRESS)
                elif memento.answer is LookupStatus.UNKNOWN:
                    found[day] = memento
        return found

    async def _find(self, url: Url, days: Sequence[date | None]) -> Mementos:
        """Ask one archive after another, for the days that the ones before have no good copy of."""
        found: Mementos = {}
        for archive in self._archives:
            found = kept_mementos(url, days, archive.endpoint, self._cache) | found
        for archive in self._archives:
            missing = [day for day in days if day not in found or not found[day].probed]
            for day, memento in (await archive.mementos(url, missing)).items() if missing else ():
                if day not in found or _worth(memento) > _worth(found[day]):
                    found[day] = memento
        return found


def unreadable(days: Sequence[date | None]) -> tuple[Memento, ...]:
    """Return what is known of each day where the answers could not be worked on: nothing."""
    return tuple(Memento(day, LookupStatus.UNKNOWN, detail=LookupFailure.UNREADABLE) for day in days)


def remembered(url: Url, nears: Sequence[date | None], settings: ArchiveTable, cache: Cache) -> tuple[Memento, ...]:
    """Return what earlier runs were told for each day, and when, without asking anybody."""
    days = tuple(dict.fromkeys(nears))
    archives = [sources[0].endpoint for sources in sources_by_address(settings)]
    playbacks = tuple(endpoint.playback for endpoint in archives)
    never = {day: Memento(day, LookupStatus.UNKNOWN, detail="offline") for day in days}
    found = {day: _told(cache, url, day, playbacks) or never[day] for day in days}
    for endpoint in reversed(archives):
        for day, memento in kept_mementos(url, days, endpoint, cache).items():
            found[day] = replace(memento, asked_at=found[day].asked_at)
    return tuple(found.values())


def _told(cache: Cache, url: Url, day: date | None, playbacks: Sequence[str]) -> Memento | None:
    """Return what archives said last of a day; of an address that was kept, only the digits count."""
    kept = cache.answer(ANSWER + url, day)
    if kept is None or kept.answer is not LookupStatus.FOUND:
        return kept
    cited = untracked(url) if kept.detail == LookupFailure.OTHER_ADDRESS else url
    addresses = (rebuilt_url(playback, kept.url, cited) for playback in playbacks)
    return replace(kept, url=next((address for address in addresses if address is not None), None))


def _worth(memento: Memento) -> int:
    """Rank what two archives say of a day: who could not tell makes an open question of another's `NONE`."""
    if memento.answer is LookupStatus.FOUND:
        return 4 if memento.probed else 3
    if memento.answer is LookupStatus.NONE:
        return 1
    return 0 if memento.detail == LookupFailure.NOT_ARCHIVED else 2
