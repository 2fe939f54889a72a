"""The table of archives, and which lines of it a run asks, where and in what order.

A new archive is one file with its function and one line in `ARCHIVES`: the settings know its name from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from linkcheck.config import ArchiveEndpoint, ArchiveTable
from linkcheck.model import CaptureList, Folder, Url
from linkcheck.web.archive.cdx import has_seen, list_captures, list_others
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.folders import list_folder
from linkcheck.web.archive.negotiation import list_negotiated
from linkcheck.web.archive.timegate import list_nearest

ListCaptures = Callable[[Url, Sequence[date | None], ArchiveClient, ArchiveEndpoint], Awaitable[CaptureList]]
"""Takes a URL and the days that a capture is wanted for (None: now); never raises for what the world does."""
ListOthers = Callable[[Url, ArchiveClient, ArchiveEndpoint], Awaitable[CaptureList]]
"""Lists the captured redirects and the revisits of a URL; never raises."""
HasSeen = Callable[[Url, datetime, ArchiveClient, ArchiveEndpoint], Awaitable[bool | None]]
"""Tells whether there is a good capture of a URL since an instant; None where that cannot be told. Never raises."""


ListFolder = Callable[[Url, ArchiveClient, ArchiveEndpoint], Awaitable[Folder]]
"""Tells which pages of a folder it has; never raises for what the world does."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A line of `ARCHIVES`."""

    list_captures: ListCaptures
    complete: bool = False
    """Its list serves every date, so it may be kept, and an empty one means that there is nothing."""
    list_others: ListOthers | None = None
    """None where its list has them already."""
    has_seen: HasSeen | None = None
    """None where it cannot be a witness."""
    list_folder: ListFolder | None = None
    """None where it cannot tell."""
    endpoint: ArchiveEndpoint | None = None
    """Its own address and limits; None for those of `[archive]`, by default the Internet Archive's."""


ARCHIVES: dict[str, Archive] = {
    "cdx": Archive(list_captures, complete=True, list_others=list_others, has_seen=has_seen, list_folder=list_folder),
    "timegate": Archive(list_nearest),
    "rfc7089": Archive(list_negotiated),
}
"""By the names that `order` and `kind` of the settings have for them."""


@dataclass(frozen=True, slots=True)
class BoundArchive:
    """A line of `ARCHIVES`, and where this run asks it."""

    archive: Archive
    endpoint: ArchiveEndpoint


def sources_by_address(settings: ArchiveTable) -> list[list[BoundArchive]]:
    """Return the sources in their order, those with the same playback address together: they are one archive.

    Services that the settings declare and `order` does not name come last.
    """
    found: dict[str, list[BoundArchive]] = {}
    for name in dict.fromkeys((*settings.order, *settings.services)):
        source = _source(name, settings)
        found.setdefault(source.endpoint.playback, []).append(source)
    return list(found.values())


def _source(name: str, settings: ArchiveTable) -> BoundArchive:
    given = dict(settings.services.get(name, {}))
    archive = ARCHIVES[given.pop("kind", name)]
    # Limits that were lifted for an archive of one's own must not hold for somebody else's.
    base = ArchiveEndpoint() if "url" in given else archive.endpoint or settings
    return BoundArchive(archive, replace(base, **given))
