"""Asks playback whether a capture is good, and the TimeGate (RFC 7089) for the capture closest to a day.

Both are one GET of `/web/<timestamp>id_/<url>` without following redirects. `Memento-Datetime` is the proof: an answer
that carries it is a capture, a captured 404 or 429 too; one that lacks it is the archive's own, and that may say
"excluded" with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Capture, CaptureList, LookupStatus, Response, Url
from linkcheck.web.archive.addresses import capture_url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service
from linkcheck.web.archive.ranking import moment, timestamp_of
from linkcheck.web.http_dates import http_date

GOOD = frozenset({200, 203, 206})
CLOSE = timedelta(days=30)
"""A capture that the archive names instead of a listed one is as good if it is so close."""

SAME = timedelta(days=1)
"""A capture closer than this is the one that was asked for."""

EXCLUDED = re.compile(rb"has been excluded from the Wayback Machine|AccessControl")


@dataclass(frozen=True, slots=True)
class Named:
    """The archive has nothing at that second and names this capture instead."""

    timestamp: str


Shown = Capture | Named | LookupFailure
"""The answer for a timestamp: a good capture, another one's name, or why there is nothing."""


async def probe(
    url: Url, capture: Capture, client: ArchiveClient, endpoint: ArchiveEndpoint
) -> Capture | LookupFailure:
    """Return the capture if it is good, or the one within 30 days that the archive names instead; else why not."""
    shown = await ask_at(url, capture.timestamp, client, endpoint)
    if isinstance(shown, Named):
        if abs(moment(shown.timestamp) - moment(capture.timestamp)) > CLOSE:
            return LookupFailure.NOT_ARCHIVED
        shown = await ask_at(url, shown.timestamp, client, endpoint)
    return LookupFailure.REDIRECT_CAPTURE if isinstance(shown, Named) else shown


async def list_nearest(
    url: Url, nears: Sequence[date | None], client: ArchiveClient, endpoint: ArchiveEndpoint
) -> CaptureList:
    """Ask the TimeGate for the capture closest to each day (None: to now). It ignores statuses: a probe must follow.

    Never `NONE`: only a list can say so.
    """
    captures: set[str] = set()
    failure = LookupFailure.NOT_ARCHIVED
    for near in nears:
        shown = await ask_at(url, f"{near or client.today():%Y%m%d}120000", client, endpoint)
        match shown:
            case Capture() | Named():
                captures.add(shown.timestamp)
            case LookupFailure():
                failure = shown
    if not captures:
        return CaptureList(LookupStatus.UNKNOWN, detail=failure)
    return CaptureList(LookupStatus.FOUND, tuple(Capture(timestamp) for timestamp in sorted(captures)))


async def ask_at(url: Url, timestamp: str, client: ArchiveClient, endpoint: ArchiveEndpoint) -> Shown:
    """Ask for what the archive shows at a timestamp: one request."""
    answer = await client.ask(Service.PLAYBACK, capture_url(endpoint.playback, timestamp, url), _speaks_memento)
    return answer if isinstance(answer, LookupFailure) else read_playback(answer, timestamp, endpoint.playback)


def read_playback(response: Response, timestamp: str, playback: str) -> Shown:
    """Read the answer to the request for a timestamp; `playback` is the archive's base URL."""
    header = response.header("Memento-Datetime")
    if header is not None:
        captured_at = http_date(header)
        return _capture(response.status, timestamp_of(captured_at) if captured_at else timestamp, timestamp)
    if response.status in range(300, 400):
        named = _named(response.header("Location") or "", playback)
        return LookupFailure.UNREADABLE if named is None else Named(named)
    if response.status == 404:
        return LookupFailure.NOT_ARCHIVED
    if EXCLUDED.search(response.body) or _refused_by_rule(response):
        return LookupFailure.EXCLUDED
    return LookupFailure.UNREADABLE


def _capture(status: int, captured: str, asked: str) -> Shown:
    if 300 <= status < 400:
        return LookupFailure.REDIRECT_CAPTURE
    if status not in GOOD:
        return LookupFailure.ERROR_CAPTURE
    # An archive may show the closest capture right away, under the timestamp asked for; and impossible ones are read
    # differently: day 0, hour 24.
    return Capture(asked) if abs(moment(captured) - moment(asked)) < SAME else Named(captured)


def _named(location: str, playback: str) -> str | None:
    """Return the timestamp in a redirect inside the archive; None for one that leaves it."""
    base = urlsplit(playback)
    path = re.escape(base.path)
    match = re.match(rf"(?:(?:https?:)?//{re.escape(base.netloc)})?{path}/([0-9]{{14}})(?:[a-z]{{2}}_)?/", location)
    return match[1] if match else None


def _refused_by_rule(response: Response) -> bool:
    return "AccessControl" in (response.header("X-Archive-Wayback-Runtime-Error") or "")


def _speaks_memento(response: Response) -> bool:
    return response.header("Memento-Datetime") is not None or EXCLUDED.search(response.body) is not None
