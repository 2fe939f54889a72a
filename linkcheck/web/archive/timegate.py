"""Asks playback what a capture shows, and the TimeGate (RFC 7089) for the capture closest to a day.

Both are one GET of `/web/<timestamp>id_/<url>` without following redirects. `Memento-Datetime` is the proof: an answer
that carries it is a capture, a captured 404 or 429 too; one that lacks it is the archive's own, and that may say
"excluded" with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from linkcheck.config import ArchiveEndpoint
from linkcheck.links.urls.redirects import REDIRECTS, destination, resolve
from linkcheck.model import Capture, CaptureList, LookupStatus, Response, Url
from linkcheck.web.archive.addresses import capture_url, inside, memento_url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service
from linkcheck.web.archive.ranking import moment, timestamp_of
from linkcheck.web.http_dates import http_date

GOOD = frozenset({200, 203, 206})
SAME = timedelta(days=1)
"""A capture closer than this is the one that was asked for."""

ORIGINAL = "X-Archive-Orig-"
"""Begins the names of the headers that were captured; the Internet Archive's own stand beside them."""

EXCLUDED = re.compile(rb"has been excluded from the Wayback Machine|AccessControl")


@dataclass(frozen=True, slots=True)
class Named:
    """The archive has nothing at that second and names this capture instead."""

    timestamp: str


@dataclass(frozen=True, slots=True)
class Held:
    """A capture with a good status, as it was captured."""

    timestamp: str
    response: Response


@dataclass(frozen=True, slots=True)
class Led:
    """A captured redirect, and the address that it leads to."""

    timestamp: str
    url: Url


Shown = Held | Led | Named | LookupFailure
"""The answer for a timestamp: a good capture, a redirect, another one's name, or why there is nothing."""


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
            case Held() | Led() | Named():
                captures.add(shown.timestamp)
            case LookupFailure():
                failure = shown
    return named_captures(captures, failure)


def named_captures(timestamps: Collection[str], failure: LookupFailure) -> CaptureList:
    """Return the list of what a TimeGate named; where that is nothing, `failure` says why."""
    if not timestamps:
        return CaptureList(LookupStatus.UNKNOWN, detail=failure)
    return CaptureList(LookupStatus.FOUND, tuple(Capture(timestamp) for timestamp in sorted(timestamps)))


async def ask_at(url: Url, timestamp: str, client: ArchiveClient, endpoint: ArchiveEndpoint) -> Shown:
    """Ask for what the archive shows at a timestamp: one request."""
    address = capture_url if endpoint.raw else memento_url
    answer = await client.ask(Service.PLAYBACK, Url(address(endpoint.playback, timestamp, url)), _speaks_memento)
    return answer if isinstance(answer, LookupFailure) else read_playback(answer, timestamp, endpoint.playback, url)


def read_playback(response: Response, timestamp: str, playback: str, url: Url) -> Shown:
    """Read the answer to the request for a URL at a timestamp; `playback` is the archive's base URL."""
    header = response.header("Memento-Datetime")
    if header is not None:
        captured_at = http_date(header)
        captured = timestamp_of(captured_at) if captured_at else timestamp
        # An archive may show the closest capture right away, under the timestamp asked for; and impossible ones are
        # read differently: day 0, hour 24.
        if abs(moment(captured) - moment(timestamp)) >= SAME:
            return Named(captured)
        return _captured(response, timestamp, playback, url)
    if response.status in range(300, 400):
        named = inside(response.header("Location") or "", playback)
        return LookupFailure.UNREADABLE if named is None else Named(named[0])
    if response.status == 404:
        return LookupFailure.NOT_ARCHIVED
    return refusal(response)


def _captured(response: Response, timestamp: str, playback: str, url: Url) -> Shown:
    """Read a capture. A refresh of its page at once is a redirect, too."""
    if response.status not in GOOD and response.status not in REDIRECTS:
        return LookupFailure.ERROR_CAPTURE
    location = response.header("Location") if response.status in REDIRECTS else None
    within = inside(location or "", playback)
    where = resolve(url, within[1]) if within is not None else destination(response, url)
    if isinstance(where, str):
        return Led(timestamp, _unwrapped(where, playback))
    if response.status in REDIRECTS:
        return LookupFailure.REDIRECT_CAPTURE
    return Held(timestamp, _as_captured(response))


def _unwrapped(where: Url, playback: str) -> Url:
    """Return the address of the page, where an archive has put its own before it."""
    within = inside(where, playback)
    return Url(within[1]) if within is not None else where


def _as_captured(response: Response) -> Response:
    """Return the answer with the headers that it had when it was captured, under their own names."""
    start = ORIGINAL.lower()
    own = tuple((name[len(start) :], value) for name, value in response.headers if name.lower().startswith(start))
    return replace(response, headers=(*own, *response.headers)) if own else response


def refusal(response: Response) -> LookupFailure:
    """Return why an archive's own answer names no capture, where it does not say that there is none."""
    by_rule = "AccessControl" in (response.header("X-Archive-Wayback-Runtime-Error") or "")
    return LookupFailure.EXCLUDED if by_rule or EXCLUDED.search(response.body) else LookupFailure.UNREADABLE


def _speaks_memento(response: Response) -> bool:
    return response.header("Memento-Datetime") is not None or EXCLUDED.search(response.body) is not None
