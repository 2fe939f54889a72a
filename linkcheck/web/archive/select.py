"""From what an archive lists to one memento: the capture that fits best, asked for before it may be written.

What is listed cannot always be shown, a captured redirect may lead nowhere, and a TimeGate names captured errors too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from linkcheck.model import Capture, CaptureList, LookupStatus, Memento, Url
from linkcheck.web.archive.addresses import memento_url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.ranking import fit, moment, rank, too_far
from linkcheck.web.archive.settings import ArchiveSettings
from linkcheck.web.archive.timegate import probe

PROBES = 3
"""Captures tried for one day before it is given up."""

BAD_CAPTURE = frozenset({LookupFailure.REDIRECT_CAPTURE, LookupFailure.ERROR_CAPTURE, LookupFailure.NOT_ARCHIVED})
"""The archive answered, and this capture is no use: the next one may be."""


async def settled(
    url: Url, near: date | None, holdings: CaptureList, client: ArchiveClient, settings: ArchiveSettings
) -> Memento:
    """Return the memento for that day; `probed` where it was seen to be good.

    A capture too long after the day is reported, but neither probed nor to be written.
    """
    if holdings.answer is not LookupStatus.FOUND:
        return Memento(near, holdings.answer, detail=holdings.detail)
    ranked = rank(holdings.captures, near)
    best = _memento(url, near, ranked[0], holdings.captures, settings)
    candidates = [capture for capture in ranked[:PROBES] if not too_far(capture, near)]
    trouble = LookupFailure.TOO_FAR
    for capture in candidates:
        sight = await probe(url, capture, client, settings)
        if isinstance(sight, Capture):
            good = capture if sight.timestamp == capture.timestamp else sight
            return replace(_memento(url, near, good, holdings.captures, settings), probed=True)
        if sight is LookupFailure.EXCLUDED:
            return Memento(near, LookupStatus.UNKNOWN, detail=sight)
        trouble = sight if sight in BAD_CAPTURE else LookupFailure.UNVERIFIED
        if trouble is LookupFailure.UNVERIFIED:
            break
    return replace(best, detail=trouble)


def _memento(
    url: Url, near: date | None, capture: Capture, captures: Sequence[Capture], settings: ArchiveSettings
) -> Memento:
    return Memento(
        near,
        LookupStatus.FOUND,
        url=memento_url(settings.playback, capture.timestamp, url),
        captured_at=moment(capture.timestamp),
        fit=fit(capture, captures, near),
    )
