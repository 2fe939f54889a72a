"""Archives as witnesses: what nobody here could connect to for a month may be seen by others all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from linkcheck.links.urls import redact
from linkcheck.model import Check, Url, Verdict
from linkcheck.run.cached import CachedVerdicts
from linkcheck.web.archive import ArchiveLookup


class Witnesses:
    """Holds back the checks that would be death if no archive had seen the page meanwhile, and asks."""

    def __init__(self, lookup: ArchiveLookup, cached: CachedVerdicts) -> None:
        self._lookup, self._cached = lookup, cached
        self._held: dict[Url, tuple[Check, datetime]] = {}
        self._over: set[Url] = set()

    def defer(self, done: Check, verdict: Verdict) -> bool:
        """Hold a check back, if an archive is to be asked about it and was not yet; tell whether it was."""
        since = self._cached.awaits_witness(done, verdict)
        if since is None or done.url in self._over or not self._lookup.enabled or redact(done.url) != done.url:
            return False
        self._held[done.url] = done, since
        return True

    async def resolve(self, conclude: Callable[[Check], None]) -> None:
        """Ask about all that is held back, and hand it on, with what was said."""
        await asyncio.gather(*(self._ask(done, since, conclude) for done, since in tuple(self._held.values())))

    def unresolved(self) -> Iterator[Check]:
        """Let go of what nobody was asked about after all."""
        self._over |= self._held.keys()
        return (done for done, _ in self._held.values())

    async def _ask(self, done: Check, since: datetime, conclude: Callable[[Check], None]) -> None:
        unseen = await self._lookup.is_unseen(done.url, since)
        del self._held[done.url]
        self._over.add(done.url)
        conclude(replace(done, unseen_since=since) if unseen else done)
