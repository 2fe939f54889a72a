"""Asks for an archive's list of captures (CDX). One request for a URL serves every date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import CaptureList, LookupStatus, Url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service

ATTEMPTS = 2
BETWEEN_ATTEMPTS = 5.0
"""Seconds."""

WORTH_ANOTHER_ATTEMPT = frozenset({LookupFailure.UNAVAILABLE, LookupFailure.UNREADABLE})
"""Only what failed fast is asked again: after a timeout the TimeGate is the better second try."""


async def list_captures(
    url: Url, nears: Sequence[date | None], client: ArchiveClient, endpoint: ArchiveEndpoint
) -> CaptureList:
    """Ask for the captures of a URL; they serve any date. Only a valid, empty list with status 200 is `NONE`."""
    from linkcheck.web.archive import cdx_records  # loads waybackpy, which takes a tenth of a second

    return await _listed(cdx_records.Query(url, endpoint.cdx).request_url(), client)


async def list_others(url: Url, client: ArchiveClient, endpoint: ArchiveEndpoint) -> CaptureList:
    """Ask for the captured redirects and the revisits of a URL, which the list of captures leaves out.

    A page that moved before anybody kept it, a short link, a feed has nothing else. It takes a request more, so it is
    asked only where the list has nothing near.
    """
    from linkcheck.web.archive import cdx_records

    return await _listed(cdx_records.Query.of_others(url, endpoint.cdx).request_url(), client)


async def _listed(query: Url, client: ArchiveClient) -> CaptureList:
    from linkcheck.web.archive import cdx_records

    captures = CaptureList(LookupStatus.UNKNOWN, detail=LookupFailure.UNAVAILABLE)
    for attempt in range(ATTEMPTS):
        if attempt > 0:
            await client.rest(BETWEEN_ATTEMPTS)
        answer = await client.ask(Service.CDX, query, cdx_records.looks_like_a_list)
        if isinstance(answer, LookupFailure):
            captures = CaptureList(LookupStatus.UNKNOWN, detail=answer)
        else:
            captures = cdx_records.read_captures(answer)
        if captures.detail not in WORTH_ANOTHER_ATTEMPT:
            break
    return captures


async def has_seen(url: Url, since: datetime, client: ArchiveClient, endpoint: ArchiveEndpoint) -> bool | None:
    """Ask once whether there is a good capture of a URL since an instant; None where that cannot be told."""
    from linkcheck.web.archive import cdx_records

    query = cdx_records.Query(url, endpoint.cdx, since).request_url()
    answer = await client.ask(Service.CDX, query, cdx_records.looks_like_a_list)
    return None if isinstance(answer, LookupFailure) else cdx_records.has_good(answer, since)
