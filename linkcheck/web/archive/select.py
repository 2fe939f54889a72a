"""From what an archive lists to one memento: the capture that fits best, asked for before it may be written.

What is listed cannot always be shown, a captured redirect may lead nowhere, and a TimeGate names captured errors too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from linkcheck.model import Answer, Capture, Holdings, Memento, Url
from linkcheck.web.archive.addresses import memento_url
from linkcheck.web.archive.client import Door
from linkcheck.web.archive.failures import Trouble
from linkcheck.web.archive.ranking import fit, moment, rank, too_far
from linkcheck.web.archive.settings import ArchiveSettings
from linkcheck.web.archive.timegate import probe

PROBES = 3
"""Captures tried for one day before it is given up."""

BAD_CAPTURE = frozenset({Trouble.REDIRECT_CAPTURE, Trouble.ERROR_CAPTURE, Trouble.NOT_ARCHIVED})
"""The archive answered, and this capture is no use: the next one may be."""


async def settled(url: Url, near: date | None, holdings: Holdings, door: Door, settings: ArchiveSettings) -> Memento:
    """Return the memento for that day; `probed` where it was seen to be good.

    A capture too long after the day is reported, but neither probed nor to be written.
    """
    if holdings.answer is not Answer.FOUND:
        return Memento(near, holdings.answer, detail=holdings.detail)
    ranked = rank(holdings.captures, near)
    best = _memento(url, near, ranked[0], holdings.captures, settings)
    candidates = [capture for capture in ranked[:PROBES] if not too_far(capture, near)]
    trouble = Trouble.TOO_FAR
    for capture in candidates:
        sight = await probe(url, capture, door, settings)
        if isinstance(sight, Capture):
            good = capture if sight.timestamp == capture.timestamp else sight
            return replace(_memento(url, near, good, holdings.captures, settings), probed=True)
        if sight is Trouble.EXCLUDED:
            return Memento(near, Answer.UNKNOWN, detail=sight)
        trouble = sight if sight in BAD_CAPTURE else Trouble.UNVERIFIED
        if trouble is Trouble.UNVERIFIED:
            break
    return replace(best, detail=trouble)


def _memento(
    url: Url, near: date | None, capture: Capture, captures: Sequence[Capture], settings: ArchiveSettings
) -> Memento:
    return Memento(
        near,
        Answer.FOUND,
        url=memento_url(settings.playback, capture.timestamp, url),
        captured_at=moment(capture.timestamp),
        fit=fit(capture, captures, near),
    )
