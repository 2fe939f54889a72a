"""A check as bytes and back, with all that a later rule needs to judge it again, and no more.

Of a body only what was seen in it is kept (`model.Page`), of a response the headers that signals read, of a request no
header at all: cookies and tokens are nobody's business a week later. The bytes are JSON, since msgspec reads it into
types and refuses what does not fit, compressed, since most of it is text: by zstd, which takes a quarter of zlib's time
for the same size; what older versions compressed by zlib is read. The structs are flat and leave out defaults; their
fields are the format, which stays while the model's types change.
"""

from __future__ import annotations

import sys
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

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

KEPT_HEADERS = frozenset({
    "location", "uri", "refresh", "content-type", "content-length", "content-disposition", "retry-after", "server",
    "x-robots-tag", "memento-datetime",
    # of walls; `test_walls` holds them equal to those in the file of providers
    "akamai-cache-status", "cdn-shield-action", "cf-mitigated", "sg-captcha", "x-akamai-session-info",
    "x-amzn-waf-action", "x-azure-waf-action", "x-cache", "x-cdn", "x-datadome", "x-datadome-cid", "x-dd-b",
    "x-distil-cs", "x-dotdefender-denied", "x-iinfo", "x-kasada", "x-kasada-challenge", "x-kpsdk-ct", "x-netacea-match",
    "x-px-authorization", "x-px-blocked", "x-sucuri-block", "x-vercel-challenge-token", "x-vercel-mitigated",
})  # fmt: skip


ZSTD = b"\x28\xb5\x2f\xfd"
"""Begins a frame (RFC 8878); no stream of zlib begins so."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one check; real ones have thousands."""
UNREADABLE = (zlib.error, zstd.ZstdError, msgspec.DecodeError, ValueError, TypeError, OverflowError, RecursionError)
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
    unchanged: bool = False


class FlatCheck(msgspec.Struct, omit_defaults=True, gc=False):
    """A check as it is kept."""

    url: str
    at: datetime
    exchanges: tuple[_Exchange, ...]
    probes: tuple[_Exchange, ...] = ()
    fragments: tuple[tuple[str, Fragment], ...] = ()
    sources: int = 0
    unseen_since: datetime | None = None


_compressor = zstd.ZstdCompressor(level=1)
"""One for all: to make one takes as long as to compress a page."""
_check_decoder = msgspec.json.Decoder(FlatCheck)
_exchanges_decoder = msgspec.json.Decoder(tuple[_Exchange, ...])


def pack(check: Check) -> bytes:
    """Return a check as bytes, without its bodies."""
    return _zipped(msgspec.json.encode(flat(check)))


def is_kept_whole(check: Check) -> bool:
    """Tell whether all that signals read of a check without bodies is kept: `KEPT_HEADERS`, but no cookies."""
    return not any(
        exchange.request.headers
        or (isinstance(exchange.outcome, Response) and exchange.outcome.header("Set-Cookie") is not None)
        for exchange in (*check.exchanges, *check.probes)
    )


def unpack(data: bytes) -> Check | None:
    """Return the check; None for bytes that another version wrote differently."""
    try:
        return check_of(_check_decoder.decode(unzipped(data)))
    except UNREADABLE:
        return None


def pack_exchanges(exchanges: tuple[Exchange, ...]) -> bytes:
    """Return exchanges as bytes, without their bodies."""
    return _zipped(msgspec.json.encode(tuple(map(_kept, exchanges))))


def unpack_exchanges(data: bytes) -> tuple[Exchange, ...] | None:
    """Return the exchanges; None for bytes that another version wrote differently."""
    try:
        return tuple(map(_exchange, _exchanges_decoder.decode(unzipped(data))))
    except UNREADABLE:
        return None


def _zipped(data: bytes) -> bytes:
    return _compressor.compress(data, zstd.ZstdCompressor.FLUSH_FRAME)


def unzipped(data: bytes) -> bytes:
    """Return what was packed; raises one of `UNREADABLE` for what nobody of ours packed."""
    unzip = zstd.ZstdDecompressor() if data[: len(ZSTD)] == ZSTD else zlib.decompressobj()
    made = unzip.decompress(data, LARGEST)
    if not unzip.eof:
        raise ValueError("cut off, or too large")
    return made


def flat(check: Check) -> FlatCheck:
    """Return a check without its bodies."""
    return FlatCheck(
        check.url,
        check.checked_at,
        tuple(map(_kept, check.exchanges)),
        tuple(map(_kept, check.probes)),
        check.fragments,
        check.sources,
        check.unseen_since,
    )


def check_of(kept: FlatCheck) -> Check:
    """Return the check that was kept."""
    return Check(
        Url(kept.url),
        tuple(map(_exchange, kept.exchanges)),
        kept.at,
        tuple(map(_exchange, kept.probes)),
        kept.fragments,
        kept.sources,
        kept.unseen_since,
    )


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
        kept.unchanged = outcome.unchanged
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
        outcome = Response(
            kept.status,
            kept.headers,
            complete=kept.complete,
            malformed=kept.malformed,
            page=kept.page,
            unchanged=kept.unchanged,
        )
    return Exchange(request, outcome, kept.ms)
