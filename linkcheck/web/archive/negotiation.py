"""Asks a TimeGate as RFC 7089 has it: `Accept-Datetime` tells it a day, and it names the capture closest to that.

It redirects to the capture (302) or shows it at once (200), may send on to another TimeGate, and names neighbours in
`Link`. Only their times are taken: what is asked for next is below the archive's own playback address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from linkcheck.config import ArchiveEndpoint
from linkcheck.links.urls import without_default_port
from linkcheck.links.urls.redirects import resolve
from linkcheck.model import CaptureList, Response, Url, host_of
from linkcheck.web.archive.addresses import inside
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service
from linkcheck.web.archive.ranking import timestamp_of
from linkcheck.web.archive.timegate import EXCLUDED, named_captures, refusal
from linkcheck.web.http_dates import http_date

GATES = 3
"""TimeGates that are asked one after another, all of one host: nobody else need know of the link."""

_LINK = re.compile(r"""<([^>]*)>((?:\s*;[^;,"<]*(?:"[^"]*")?)*)""")
_IS_MEMENTO = re.compile(r"""\brel\s*=\s*"?[^";,]*\bmemento\b""", re.IGNORECASE)
"""`first memento`, `prev next memento` and the like, too (RFC 7089 §2.2.4)."""


async def list_negotiated(
    url: Url, nears: Sequence[date | None], client: ArchiveClient, endpoint: ArchiveEndpoint
) -> CaptureList:
    """Ask the TimeGate for the capture closest to each day (None: to now). It ignores statuses: a probe must follow.

    Never `NONE`: only a list can say so.
    """
    captures: set[str] = set()
    failure = LookupFailure.NOT_ARCHIVED
    for near in nears:
        named = await _negotiate(url, near or client.today(), client, endpoint)
        if isinstance(named, LookupFailure):
            failure = named
        else:
            captures |= named
    return named_captures(captures, failure)


async def _negotiate(
    url: Url, day: date, client: ArchiveClient, endpoint: ArchiveEndpoint
) -> frozenset[str] | LookupFailure:
    gate = Url(f"{endpoint.timegate}/{without_default_port(url)}")
    noon = datetime.combine(day, time(12), UTC)
    headers = (("Accept-Datetime", format_datetime(noon, usegmt=True)),)
    for _ in range(GATES):
        answer = await client.ask(Service.PLAYBACK, gate, _is_of_a_timegate, headers)
        if isinstance(answer, LookupFailure):
            return answer
        if named := frozenset(_named(answer, endpoint.playback)):
            return named
        if answer.status not in range(300, 400):
            return LookupFailure.NOT_ARCHIVED if answer.status == 404 else refusal(answer)
        further = resolve(gate, answer.header("Location") or "")
        if not isinstance(further, str) or host_of(further) != host_of(gate):
            break
        gate = further
    return LookupFailure.UNREADABLE


def _named(answer: Response, playback: str) -> Iterator[str]:
    """Yield the timestamps of the captures that an answer shows or names."""
    shown = http_date(answer.header("Memento-Datetime") or "")
    if shown is not None:  # then `Location` is the captured one
        yield timestamp_of(shown)
    elif (named := inside(answer.header("Location") or "", playback)) is not None:
        yield named[0]
    for address in _mementos_linked(answer):
        if (named := inside(address, playback)) is not None:
            yield named[0]


def _mementos_linked(answer: Response) -> Iterator[str]:
    for name, value in answer.headers:
        if name.lower() == "link":
            yield from (address for address, said in _LINK.findall(value) if _IS_MEMENTO.search(said))


def _is_of_a_timegate(answer: Response) -> bool:
    """Tell whether a page is what a TimeGate shows, and none that says something of its own with status 200."""
    return (
        answer.header("Memento-Datetime") is not None
        or any(_mementos_linked(answer))
        or EXCLUDED.search(answer.body) is not None
    )
