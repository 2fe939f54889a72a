"""What tells that a page is still the one whose evidence is kept, and until when that is believed.

Kept only of a page that was read without any doubt, and only for those rules that read it: others may read more in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from linkcheck.history.evidence import is_kept_whole
from linkcheck.model import Check, Exchange, Profile, Response, Tls, Url, Validators

BELIEVED = timedelta(days=30)
"""Since the page was read; then it is read again, whatever the server says."""


class _Row(msgspec.Struct, array_like=True):
    url: str
    etag: str | None
    modified: str | None
    digest: bytes
    rules: str
    read_at: datetime


_decoder = msgspec.json.Decoder(_Row)


def read_page(check: Check) -> Exchange | None:
    """Return the exchange of a page that was met at the first look and read; None where anything else was needed."""
    last = check.exchanges[-1] if check.exchanges else None
    if last is None or check.probes or not isinstance(last.outcome, Response) or last.outcome.status != 200:
        return None
    plain = all(
        one.request.profile is Profile.HONEST and one.request.tls is Tls.VERIFIED and not one.request.delay
        for one in check.exchanges
    )
    return last if plain and last.outcome.page is not None and last.outcome.digest else None


def pack_validators(check: Check, rules: str) -> str | None:
    """Return the validators of a page as text; None where it is to be read again by all means."""
    last = read_page(check)
    if last is None or not isinstance(last.outcome, Response) or not is_kept_whole(check):
        return None
    said = last.outcome
    row = _Row(
        last.request.url, said.header("ETag"), said.header("Last-Modified"), said.digest, rules, check.checked_at
    )
    return msgspec.json.encode(row).decode()


def unpack_validators(text: object, rules: str, now: datetime) -> Validators | None:
    """Return what was packed by the same rules and is believed at this time."""
    try:
        row = _decoder.decode(text if isinstance(text, str | bytes) else b"")
        is_believed = row.rules == rules and timedelta(0) <= now - row.read_at.astimezone(UTC) < BELIEVED
    except (msgspec.DecodeError, ValueError, OverflowError, TypeError):
        return None
    return Validators(Url(row.url), row.etag, row.modified, row.digest) if is_believed else None


def is_unchanged(check: Check) -> bool:
    """Tell whether a check ended at the page that an earlier run read."""
    last = check.exchanges[-1].outcome if check.exchanges else None
    return isinstance(last, Response) and last.unchanged


def with_kept_page(done: Check, kept: Check | None) -> Check | None:
    """Return a check that ended at an unchanged page with that page; None where the page is not kept."""
    last, before = done.exchanges[-1], kept.exchanges[-1] if kept is not None and kept.exchanges else None
    if before is None or before.request.url != last.request.url:
        return None
    page, now = before.outcome, last.outcome
    if not isinstance(page, Response) or not isinstance(now, Response) or page.page is None or page.status != 200:
        return None
    outcome = replace(page, digest=b"", unchanged=True)
    return replace(done, exchanges=(*done.exchanges[:-1], replace(last, outcome=outcome)))
