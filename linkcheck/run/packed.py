"""What is known of one target, as bytes: objects of its exchanges and its record would take five times the room.

A run keeps this of every target to its end, and reports ask for one after the other. Of the evidence it is what they
show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from linkcheck.history import FlatCheck, check_of, flat
from linkcheck.model import Change, Check, FailureCode, MovedPage, Page, Past, Response, StrikeKind, Verdict
from linkcheck.run.cached import TargetResult, lean

NEVER_SENT = {
    FailureCode.RATE_LIMITED,
    FailureCode.LOCAL,
    FailureCode.SILENT_HOST,
    FailureCode.PRIVATE_ADDRESS,
    FailureCode.NO_IPV6,
    FailureCode.BAD_URL,
    FailureCode.DNS_NXDOMAIN,
    FailureCode.DNS_DENIED,
    FailureCode.DNS_UNPROVEN,
    FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE,
}

T = TypeVar("T")


class _Record(msgspec.Struct, array_like=True, gc=False):
    """A `Past` but for its URL and its verdict."""

    checked_at: datetime
    failing_since: datetime | None
    last_alive_at: datetime | None
    strikes: tuple[datetime, ...]
    failures: int
    strike_kinds: tuple[StrikeKind, ...]
    dead_since: datetime | None
    unreachable_since: datetime | None
    unreachable_checks: int
    returns: tuple[datetime, ...]
    moved_since: datetime | None
    moved_page: MovedPage | None
    first_page: tuple[str, tuple[str, ...], int, int] | None
    """Title, headings, words, simhash."""


_NAMES = _Record.__struct_fields__[:-1]
_encode = msgspec.msgpack.Encoder().encode
_record = msgspec.msgpack.Decoder(_Record)
_evidence = msgspec.msgpack.Decoder(FlatCheck)


@dataclass(frozen=True, slots=True)
class PackedResult:
    """One target; `model.Kept` for its finding."""

    url: str
    verdict: Verdict
    recorded: Verdict
    """The verdict of its record."""
    record: bytes
    evidence: bytes | None
    change: Change | None
    from_history: bool
    requests: int
    """Those that reached somebody."""

    def check(self) -> Check | None:
        """Return the evidence; see `lean`."""
        if self.evidence is None:
            return None
        kept = _evidence.decode(self.evidence)
        kept.url = self.url
        for exchange in kept.exchanges:
            exchange.url = exchange.url or self.url
        return check_of(kept)

    def past(self) -> Past:
        """Return the record."""
        kept = _record.decode(self.record)
        page = None
        if kept.first_page is not None:
            title, headings, words, simhash = kept.first_page
            page = Page(title=title, headings=headings, words=words, simhash=simhash)
        return Past(self.url, verdict=self.recorded, first_page=page, **{name: getattr(kept, name) for name in _NAMES})


def packed_result(result: TargetResult, once: Callable[[Verdict], Verdict]) -> PackedResult:
    """Return what is to be kept; `once` returns one verdict for all that are equal."""
    past, page = result.past, result.past.first_page
    seen = None if page is None else (page.title, page.headings, page.words, page.simhash)
    return PackedResult(
        past.url,
        once(result.verdict),
        once(past.verdict),
        _encode(_Record(first_page=seen, **{name: getattr(past, name) for name in _NAMES})),
        None if result.check is None else _packed(result.check),
        result.change,
        result.from_history,
        0 if result.check is None or result.from_history else _reached(result.check),
    )


def _packed(check: Check) -> bytes:
    """Return evidence without the URL that it shares with its target."""
    kept = flat(lean(check))
    for exchange in kept.exchanges:
        if exchange.url == kept.url:
            exchange.url = ""
    kept.url = ""
    return _encode(kept)


def _reached(check: Check) -> int:
    """Return how many requests reached somebody, as far as we can tell: not those refused or given up before."""
    outcomes = (exchange.outcome for exchange in check.exchanges)
    return sum(isinstance(one, Response) or one.code not in NEVER_SENT for one in outcomes)
