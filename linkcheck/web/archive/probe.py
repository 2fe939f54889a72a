"""Looks at a capture before it may be written: it is followed where it leads, inside the archive, and then read.

A captured redirect is as good as what it leads to, if that was captured about then: feeds, short links and blogs that
moved live on this. Pages that only look like one, error pages, walls and parked domains, are told by our own signals.
"""

from __future__ import annotations

from datetime import timedelta

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Capture, Url
from linkcheck.verdict.captures import CaptureFault, fault_of
from linkcheck.web.archive.addresses import page_key
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.ranking import moment
from linkcheck.web.archive.timegate import Held, Led, Named, ask_at

CLOSE = timedelta(days=30)
"""A capture that the archive names instead of a listed one is as good if it is so close."""

ABOUT_THEN = timedelta(days=180)
"""What a redirect leads to may have been captured so long before or after it."""

HOPS = 5
"""Captured redirects that are followed."""

Fault = LookupFailure | CaptureFault


async def probe(url: Url, capture: Capture, client: ArchiveClient, endpoint: ArchiveEndpoint) -> Capture | Fault:
    """Return the capture if it is good, or the one within 30 days that the archive names instead; else why not.

    Where redirects lead only to another spelling of the address (https, `www.`), it is the capture of that page.
    """
    way = [url]
    begun = timestamp = capture.timestamp
    is_named = False
    while len(way) <= HOPS + 1:
        shown = await ask_at(way[-1], timestamp, client, endpoint)
        match shown:
            case Named():
                limit = CLOSE if way == [url] else ABOUT_THEN
                if is_named or abs(moment(shown.timestamp) - moment(capture.timestamp)) > limit:
                    return LookupFailure.NOT_ARCHIVED if way == [url] else LookupFailure.REDIRECT_CAPTURE
                timestamp, is_named = shown.timestamp, True
                if page_key(way[-1]) == page_key(url):
                    begun = timestamp
            case Led():
                if shown.url in way:
                    return LookupFailure.REDIRECT_CAPTURE
                way.append(shown.url)
                is_named = False
            case Held():
                fault = fault_of(way, shown.response)
                return fault if fault is not None else Capture(begun, capture.digest)
            case LookupFailure.NOT_ARCHIVED | LookupFailure.ERROR_CAPTURE if way != [url]:
                return LookupFailure.REDIRECT_CAPTURE
            case _:
                return shown
    return LookupFailure.REDIRECT_CAPTURE
