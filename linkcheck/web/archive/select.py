"""Selects a memento from an archive's list: the capture that fits best, asked for and read before it may be written.

Not all that is listed can be shown, a captured redirect may lead nowhere, a TimeGate names captured errors too, and a
good status may hide what is no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Capture, CaptureList, LookupStatus, Memento, Url
from linkcheck.verdict.captures import CaptureFault
from linkcheck.web.archive.addresses import memento_url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.probe import Fault, probe
from linkcheck.web.archive.ranking import fit, moment, rank, too_far

PROBES = 3
"""Captures that cannot be shown before a day is given up."""

READS = 6
"""Captures that are tried for a day, those included that show what was not cited."""

BAD_CAPTURE = frozenset({LookupFailure.REDIRECT_CAPTURE, LookupFailure.ERROR_CAPTURE, LookupFailure.NOT_ARCHIVED})
"""The archive answered, and this capture is no use: the next one may be."""

Seen = dict[str, Capture | Fault]
"""What captures of one URL showed, by timestamp: several days may lead to the same."""


async def select_memento(
    url: Url,
    near: date | None,
    listed: CaptureList,
    client: ArchiveClient,
    endpoint: ArchiveEndpoint,
    seen: Seen | None = None,
) -> Memento:
    """Return the memento for that day; `probed` where it was seen to be good.

    A capture too long after the day is reported, never to be written, and is read as well where no other is good: who
    has to judge it should not meet an error page. What fails is told of the best.
    """
    if listed.answer is not LookupStatus.FOUND:
        return Memento(near, listed.answer, detail=listed.detail)
    ranked = rank(listed.captures, near)
    best = _memento(url, near, ranked[0], listed.captures, endpoint)
    seen = {} if seen is None else seen
    faults: list[Fault] = []
    for far in (False, True):
        left = [capture for capture in ranked if too_far(capture, near) is far]
        while left and len(faults) < READS and sum(fault in BAD_CAPTURE for fault in faults) < PROBES:
            capture = left.pop(0)
            if capture.timestamp not in seen:
                seen[capture.timestamp] = await probe(url, capture, client, endpoint)
            shown = seen[capture.timestamp]
            if isinstance(shown, Capture):
                good = _memento(url, near, shown, listed.captures, endpoint)
                return replace(good, detail=LookupFailure.TOO_FAR) if far else replace(good, probed=True)
            if shown is LookupFailure.EXCLUDED:
                return Memento(near, LookupStatus.UNKNOWN, detail=shown)
            if isinstance(shown, CaptureFault):
                left = _without_its_like(left, capture)
            elif shown not in BAD_CAPTURE:
                return replace(best, detail=LookupFailure.UNVERIFIED)
            faults.append(shown)
    return replace(best, detail=faults[0])


def together(listed: CaptureList, others: CaptureList) -> CaptureList:
    """Return the captures of both lists as one, in which a revisit that found the bytes of a good capture is good."""
    good = {each.digest for each in listed.captures if each.digest is not None}
    captures = {
        each.timestamp: replace(each, doubtful=each.doubtful and each.digest not in good)
        for each in (*others.captures, *listed.captures)
    }
    return CaptureList(LookupStatus.FOUND, tuple(captures[timestamp] for timestamp in sorted(captures)))


def _without_its_like(left: Sequence[Capture], bad: Capture) -> list[Capture]:
    """Return what is left to try where one shows another page: none with the same bytes, and earlier ones first.

    What a site shows when a page is gone, it shows from then on.
    """
    others = [capture for capture in left if bad.digest is None or capture.digest != bad.digest]
    return sorted(others, key=lambda capture: moment(capture.timestamp) > moment(bad.timestamp))


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
