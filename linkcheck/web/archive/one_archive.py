"""The look-ups at one archive in one run: through its client, within its budget, and only as far as nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import CaptureList, Folder, LookupStatus, Memento, Url
from linkcheck.web.archive.addresses import is_timestamp, page_key, rebuilt_url
from linkcheck.web.archive.archives import BoundArchive
from linkcheck.web.archive.cache import FOLDER_GOOD_FOR, NONE_GOOD_FOR, Cache, good_for
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.ranking import is_near
from linkcheck.web.archive.select import Seen, select_memento, together

Mementos = dict[date | None, Memento]
"""By the day that each should be close to; None: the newest."""


OTHERS = " 30x"
"""Ends the key of the list of redirects and revisits; no URL holds a blank."""


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
        seen: Seen = {}
        listed = self._kept(key)
        if listed is not None:
            found = {day: await select_memento(url, day, listed, self.client, self.endpoint, seen) for day in days}
        elif self._afford(key):
            listed, found = await self._ask(url, key, days, seen)
        else:
            return {day: self._over_budget(key, day) for day in days}
        if listed is not None:
            found |= await self._among_others(url, found, listed, seen)
        if any(map(_is_open, found.values())):
            self._postponed.add(key)
        for memento in found.values():
            if memento.probed:
                self._cache.keep_memento(_read_key(self.endpoint, url), memento)
        return found

    def _kept(self, key: str) -> CaptureList | None:
        """Return the list that was kept, without what no archive of ours wrote; None where there is none."""
        listed = self._cache.captures(key)
        if listed is None:
            return None
        captures = tuple(one for one in listed.captures if is_timestamp(one.timestamp))  # what was kept is a file
        return replace(listed, captures=captures) if captures == listed.captures or captures else None

    def _over_budget(self, key: str, day: date | None) -> Memento:
        self._postponed.add(key)
        return Memento(day, LookupStatus.UNKNOWN, detail=LookupFailure.BUDGET)

    async def _among_others(self, url: Url, found: Mementos, listed: CaptureList, seen: Seen) -> Mementos:
        """Return mementos for the days that no plain capture is near, from the redirects and revisits as well."""
        days = [day for day, memento in found.items() if not _is_settled(memento)]
        source = next((one for one in self._sources if one.archive.list_others is not None), None)
        if not days or source is None or source.archive.list_others is None:
            return {}
        key = _key(self.endpoint, page_key(url)) + OTHERS
        others = self._kept(key)
        if others is None and not self._afford(_key(self.endpoint, page_key(url))):
            return {}
        if others is None:
            others = await source.archive.list_others(url, self.client, source.endpoint)
            if others.answer is not LookupStatus.UNKNOWN:
                self._cache.keep_captures(key, others, NONE_GOOD_FOR)
        if others.answer is LookupStatus.FOUND:
            both = together(listed, others)
            return {day: await select_memento(url, day, both, self.client, self.endpoint, seen) for day in days}
        if others.answer is LookupStatus.NONE:
            return {}
        return {day: replace(found[day], answer=others.answer, detail=others.detail) for day in days if _no(found[day])}

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

    async def _ask(
        self, url: Url, key: str, days: Sequence[date | None], seen: Seen
    ) -> tuple[CaptureList | None, Mementos]:
        """Ask one source after another, for the days that those before could not tell of; return the full list, too."""
        found: Mementos = {}
        for source in self._sources:
            listed = await source.archive.list_captures(url, days, self.client, source.endpoint)
            final = listed.detail == LookupFailure.EXCLUDED or (
                source.archive.complete and listed.answer is not LookupStatus.UNKNOWN
            )
            for day in days:
                memento = await select_memento(url, day, listed, self.client, self.endpoint, seen)
                found[day] = memento if final or _tells_more(memento, found.get(day)) else found[day]
            if final:
                used = any(memento.probed for memento in found.values())
                self._cache.keep_captures(key, listed, good_for(listed, used=used))
                return listed if listed.answer is not LookupStatus.UNKNOWN else None, found
            days = [day for day in days if not found[day].probed]
            if not days:
                break
        return None, found

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
    kept = ((day, cache.memento(_read_key(endpoint, url), day)) for day in days)
    return {day: ours for day, one in kept if one is not None and (ours := _rebuilt(one, url, endpoint)) is not None}


def _rebuilt(kept: Memento, url: str, endpoint: ArchiveEndpoint) -> Memento | None:
    address = rebuilt_url(endpoint.playback, kept.url, url)
    return None if address is None else replace(kept, url=address)


def _key(endpoint: ArchiveEndpoint, url: str) -> str:
    return f"{endpoint.playback}/*/{url}"


def _read_key(endpoint: ArchiveEndpoint, url: str) -> str:
    """Return the key of a copy that was read; older versions, which believed a status, kept theirs under another."""
    return f"{endpoint.playback}/read/{url}"


def _is_settled(memento: Memento) -> bool:
    """Tell whether no other capture need be looked for: a good one is near, or the archive does not tell."""
    if memento.answer is LookupStatus.FOUND and memento.detail != LookupFailure.UNVERIFIED:
        return memento.probed and memento.captured_at is not None and is_near(memento.captured_at, memento.near)
    return memento.answer is not LookupStatus.NONE


def _no(memento: Memento) -> bool:
    return memento.answer is LookupStatus.NONE


def _is_open(memento: Memento) -> bool:
    return memento.answer is LookupStatus.UNKNOWN and memento.detail != LookupFailure.EXCLUDED


def _tells_more(new: Memento, old: Memento | None) -> bool:
    return old is None or new.probed or (old.answer is LookupStatus.UNKNOWN and new.answer is not LookupStatus.UNKNOWN)
