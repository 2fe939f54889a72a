"""Dead links whose mementos are all known: on a night on which nothing is due they need no network.

What asks the web takes a quarter of a second to load, and most blogs have a dead link or two that nobody mends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from linkcheck.config import ArchiveTable
from linkcheck.history import ArchiveCache
from linkcheck.links.urls import redact
from linkcheck.model import Exchange, LookupStatus, Memento, Request, Target, Url
from linkcheck.sources.dates import Days
from linkcheck.web.archive import ArchiveLookup
from linkcheck.web.daemon import in_daemon


class _AskedError(Exception):
    """An archive would have to be asked."""


async def settled_mementos(
    dead: Collection[Url],
    waiting: Mapping[Url, Target],
    settings: ArchiveTable,
    days: Days,
    cache: ArchiveCache,
    now: Callable[[], datetime],
) -> Mapping[str, tuple[Memento, ...]] | None:
    """Return the mementos of dead links as a look-up would, where all are known; None where an archive is to be asked.

    So it is where a run before had no budget for some, and where a URL holds a secret: then the whole phase decides.
    """
    lookup = ArchiveLookup(_refuse, settings, cache, sleep=_wait, now=now)
    if not lookup.enabled:
        return {}
    if cache.waiting() or any(redact(url) != url for url in dead):
        return None
    found: dict[str, tuple[Memento, ...]] = {}
    for url in dead:
        found[url] = await lookup.mementos(url, await in_daemon(partial(days.nears, waiting[url].references)))
        if any(each.answer is LookupStatus.UNKNOWN for each in found[url]):
            return None
    return found


async def _refuse(request: Request) -> tuple[Exchange, ...]:
    raise _AskedError(request.url)


async def _wait(seconds: float) -> None:
    raise _AskedError(f"{seconds} s")
