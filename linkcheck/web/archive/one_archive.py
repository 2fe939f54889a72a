"""The look-ups at one archive in one run: through its client, within its budget, and only as far as nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Folder, LookupStatus, Memento, Url
from linkcheck.web.archive.addresses import is_timestamp, page_key, rebuilt_url
from linkcheck.web.archive.archives import BoundArchive
from linkcheck.web.archive.cache import FOLDER_GOOD_FOR, Cache, good_for
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.select import select_memento

Mementos = dict[date | None, Memento]
"""By the day that each should be close to; None: the newest."""


class OneArchive:
    """Looks URLs up at one address. `sources` are the ways to ask there; the first one's limits hold for all."""

    def __init__(
        self, sources: Sequence[BoundArchive], client: ArchiveClient, cache: Cache, waiting: Collection[str]
    ) -> None:
        self.client = client
        self._sources, self._cache = sources, cache
        self.endpoint = sources[0].endpoint
        self._waiting = {key for key in waiting if key.startswith(_key(self.endpoint, ""))}
        self._asked: set[str] = set()
        self._postponed: set[str] = set()

    async def mementos(self, url: Url, days: Sequence[date | None]) -> Mementos:
        """Return a memento for each day, found or not; keep those that were probed."""
        key = _key(self.endpoint, page_key(url))
        listed = self._cache.captures(key)
        if listed is not None:
            captures = tuple(one for one in listed.captures if is_timestamp(one.timestamp))  # what was kept is a file
            listed = replace(listed, captures=captures) if captures == listed.captures or captures else None
        if listed is not None:
            found = {day: await select_memento(url, day, listed, self.client, self.endpoint) for day in days}
        elif self._afford(key):
            found = await self._ask(url, key, days)
        else:
            found = {day: Memento(day, LookupStatus.UNKNOWN, detail=LookupFailure.BUDGET) for day in days}
        if listed is None and any(map(_is_open, found.values())):
            self._postponed.add(key)
        for memento in found.values():
            if memento.probed:
                self._cache.keep_memento(_key(self.endpoint, url), memento)
        return found

    async def has_seen(self, url: Url, since: datetime) -> bool | None:
        """Tell whether there is a good capture since then; None where that cannot be told."""
        if not self._afford(_key(self.endpoint, page_key(url))):
            return None
        for source in self._sources:
            if source.archive.has_seen is not None:
                return await source.archive.has_seen(url, since, self.client, source.endpoint)
        return None

    async def folder(self, folder: Url) -> Folder:
        """Return which pages of a folder the archive has, as far as the budget allows to ask; keep the answer."""
        key = _key(self.endpoint, f"{page_key(folder)}*")
        kept = self._cache.folder(key)
        if kept is not None:
            return kept
        source = next((one for one in self._sources if one.archive.list_folder is not None), None)
        if source is None or source.archive.list_folder is None or not self._afford(key):
            return Folder(LookupStatus.UNKNOWN)
        found = await source.archive.list_folder(folder, self.client, source.endpoint)
        if found.answer is not LookupStatus.UNKNOWN:
            self._cache.keep_folder(key, found, FOLDER_GOOD_FOR)
        return found

    def left_over(self, *, completed: bool) -> set[str]:
        """Return the keys that come first in the next run.

        Those of a former run that did not come up in a completed one are no longer dead, or gone.
        """
        return self._postponed if completed else (self._waiting - self._asked) | self._postponed

    async def _ask(self, url: Url, key: str, days: Sequence[date | None]) -> Mementos:
        """Ask one source after another, for the days that the ones before could not tell of."""
        found: Mementos = {}
        for source in self._sources:
            listed = await source.archive.list_captures(url, days, self.client, source.endpoint)
            final = listed.detail == LookupFailure.EXCLUDED or (
                source.archive.complete and listed.answer is not LookupStatus.UNKNOWN
            )
            if final:
                self._cache.keep_captures(key, listed, good_for(listed))
            for day in days:
                memento = await select_memento(url, day, listed, self.client, self.endpoint)
                found[day] = memento if final or _tells_more(memento, found.get(day)) else found[day]
            days = [day for day in days if not (final or found[day].probed)]
            if not days:
                break
        return found

    def _afford(self, key: str) -> bool:
        """Take a look-up from the budget, if it has one; those left over from a former run have theirs set aside."""
        if key in self._asked:
            return True
        reserved = 0 if key in self._waiting else len(self._waiting - self._asked)
        if len(self._asked) + reserved >= self.endpoint.budget:
            return False
        self._asked.add(key)
        return True


def kept_mementos(url: str, days: Sequence[date | None], endpoint: ArchiveEndpoint, cache: Cache) -> Mementos:
    """Return the probed mementos that earlier look-ups at an archive found."""
    kept = ((day, cache.memento(_key(endpoint, url), day)) for day in days)
    return {day: ours for day, one in kept if one is not None and (ours := _rebuilt(one, url, endpoint)) is not None}


def _rebuilt(kept: Memento, url: str, endpoint: ArchiveEndpoint) -> Memento | None:
    address = rebuilt_url(endpoint.playback, kept.url, url)
    return None if address is None else replace(kept, url=address)


def _key(endpoint: ArchiveEndpoint, url: str) -> str:
    return f"{endpoint.playback}/*/{url}"


def _is_open(memento: Memento) -> bool:
    return memento.answer is LookupStatus.UNKNOWN and memento.detail != LookupFailure.EXCLUDED


def _tells_more(new: Memento, old: Memento | None) -> bool:
    return old is None or new.probed or (old.answer is LookupStatus.UNKNOWN and new.answer is not LookupStatus.UNKNOWN)
