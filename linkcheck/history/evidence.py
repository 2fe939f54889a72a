"""A check as bytes and back, with all that a later rule needs to judge it again, and no more.

Of a body only what was seen in it is kept (`model.Page`), of a response the headers that signals read, of a request no
header at all: cookies and tokens are nobody's business a week later. The bytes are JSON, since msgspec reads it into
types and refuses what does not fit, compressed, since most of it is text. The structs are flat and leave out defaults;
their fields are the format, which stays while the model's types change.
"""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec

from linkcheck.model import (
    Check,
    Exchange,
    Failure,
    FailureCode,
    Fragment,
    Page,
    Profile,
    Request,
    Response,
    Tls,
    Url,
)

KEPT_HEADERS = frozenset({
    "location", "uri", "refresh", "content-type", "content-length", "content-disposition", "retry-after", "server",
    "x-robots-tag", "memento-datetime",
    # of walls; `test_walls` holds them equal to those in the file of providers
    "akamai-cache-status", "cdn-shield-action", "cf-mitigated", "sg-captcha", "x-akamai-session-info",
    "x-amzn-waf-action", "x-azure-waf-action", "x-cache", "x-cdn", "x-datadome", "x-datadome-cid", "x-dd-b",
    "x-distil-cs", "x-dotdefender-denied", "x-iinfo", "x-kasada", "x-kasada-challenge", "x-kpsdk-ct", "x-netacea-match",
    "x-px-authorization", "x-px-blocked", "x-sucuri-block", "x-vercel-challenge-token", "x-vercel-mitigated",
})  # fmt: skip


LARGEST = 64 * 1024 * 1024
"""Bytes of one check; real ones have thousands."""
UNREADABLE = (zlib.error, msgspec.DecodeError, ValueError, TypeError, OverflowError, RecursionError)
"""What the bytes of another version, or of somebody else, raise."""


class _Exchange(msgspec.Struct, omit_defaults=True, gc=False):
    url: str
    ms: int
    profile: Profile = Profile.HONEST
    method: str = "GET"
    tls: Tls = Tls.VERIFIED
    delay: float = 0.0
    hop: int = 0
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    complete: bool = True
    malformed: str | None = None
    page: Page | None = None
    failure: FailureCode | None = None
    detail: str = ""


class _Check(msgspec.Struct, omit_defaults=True):
    url: str
    at: datetime
    exchanges: tuple[_Exchange, ...]
    probes: tuple[_Exchange, ...] = ()
    fragments: tuple[tuple[str, Fragment], ...] = ()
    sources: int = 0
    unseen_since: datetime | None = None


_check_decoder = msgspec.json.Decoder(_Check)
_exchanges_decoder = msgspec.json.Decoder(tuple[_Exchange, ...])


def pack(check: Check) -> bytes:
    """Return a check as bytes, without its bodies."""
    kept = _Check(
        check.url,
        check.checked_at,
        tuple(map(_kept, check.exchanges)),
        tuple(map(_kept, check.probes)),
        check.fragments,
        check.sources,
        check.unseen_since,
    )
    return zlib.compress(msgspec.json.encode(kept), 3)


def unpack(data: bytes) -> Check | None:
    """Return the check; None for bytes that another version wrote differently."""
    try:
        kept = _check_decoder.decode(_unzipped(data))
    except UNREADABLE:
        return None
    return Check(
        Url(kept.url),
        tuple(map(_exchange, kept.exchanges)),
        kept.at,
        tuple(map(_exchange, kept.probes)),
        kept.fragments,
        kept.sources,
        kept.unseen_since,
    )


def pack_exchanges(exchanges: tuple[Exchange, ...]) -> bytes:
    """Return exchanges as bytes, without their bodies."""
    return zlib.compress(msgspec.json.encode(tuple(map(_kept, exchanges))), 3)


def unpack_exchanges(data: bytes) -> tuple[Exchange, ...] | None:
    """Return the exchanges; None for bytes that another version wrote differently."""
    try:
        return tuple(map(_exchange, _exchanges_decoder.decode(_unzipped(data))))
    except UNREADABLE:
        return None


def _unzipped(data: bytes) -> bytes:
    """Return what was packed; raises ValueError for what nobody of ours packed."""
    unzip = zlib.decompressobj()
    made = unzip.decompress(data, LARGEST)
    if not unzip.eof:
        raise ValueError("cut off, or too large")
    return made


def _kept(exchange: Exchange) -> _Exchange:
    request, outcome = exchange.request, exchange.outcome
    kept = _Exchange(
        request.url, exchange.elapsed_ms, request.profile, request.method, request.tls, request.delay, request.hop
    )
    if isinstance(outcome, Failure):
        kept.failure, kept.detail = outcome.code, outcome.detail
    else:
        kept.status, kept.complete, kept.malformed, kept.page = (
            outcome.status,
            outcome.complete,
            outcome.malformed,
            outcome.page,
        )
        kept.headers = tuple(pair for pair in outcome.headers if pair[0].lower() in KEPT_HEADERS)
    return kept


def _exchange(kept: _Exchange) -> Exchange:
    request = Request(
        Url(kept.url), profile=kept.profile, method=kept.method, tls=kept.tls, delay=kept.delay, hop=kept.hop
    )
    outcome: Response | Failure
    if kept.status is None:
        outcome = Failure(kept.failure or FailureCode.INTERNAL, kept.detail)
    else:
        outcome = Response(kept.status, kept.headers, complete=kept.complete, malformed=kept.malformed, page=kept.page)
    return Exchange(request, outcome, kept.ms)
