"""Selects a memento from an archive's list: the capture that fits best, asked for before it may be written.

Not all that is listed can be shown, a captured redirect may lead nowhere, and a TimeGate names captured errors too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Capture, CaptureList, LookupStatus, Memento, Url
from linkcheck.web.archive.addresses import memento_url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.ranking import fit, moment, rank, too_far
from linkcheck.web.archive.timegate import probe

PROBES = 3
"""Captures tried for one day before it is given up."""

BAD_CAPTURE = frozenset({LookupFailure.REDIRECT_CAPTURE, LookupFailure.ERROR_CAPTURE, LookupFailure.NOT_ARCHIVED})
"""The archive answered, and this capture is no use: the next one may be."""


async def select_memento(
    url: Url, near: date | None, listed: CaptureList, client: ArchiveClient, endpoint: ArchiveEndpoint
) -> Memento:
    """Return the memento for that day; `probed` where it was seen to be good.

    A capture too long after the day is reported, but neither probed nor to be written.
    """
    if listed.answer is not LookupStatus.FOUND:
        return Memento(near, listed.answer, detail=listed.detail)
    ranked = rank(listed.captures, near)
    best = _memento(url, near, ranked[0], listed.captures, endpoint)
    candidates = [capture for capture in ranked[:PROBES] if not too_far(capture, near)]
    failure = LookupFailure.TOO_FAR
    for capture in candidates:
        shown = await probe(url, capture, client, endpoint)
        if isinstance(shown, Capture):
            good = capture if shown.timestamp == capture.timestamp else shown
            return replace(_memento(url, near, good, listed.captures, endpoint), probed=True)
        if shown is LookupFailure.EXCLUDED:
            return Memento(near, LookupStatus.UNKNOWN, detail=shown)
        failure = shown if shown in BAD_CAPTURE else LookupFailure.UNVERIFIED
        if failure is LookupFailure.UNVERIFIED:
            break
    return replace(best, detail=failure)


def _memento(
    url: Url, near: date | None, capture: Capture, captures: Sequence[Capture], endpoint: ArchiveEndpoint
) -> Memento:
    return Memento(
        near,
        LookupStatus.FOUND,
        url=memento_url(endpoint.playback, capture.timestamp, url),
        captured_at=moment(capture.timestamp),
        fit=fit(capture, captures, near),
    )
