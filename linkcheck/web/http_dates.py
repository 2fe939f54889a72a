"""Reads times in HTTP headers: dates, and how long a server asks to be left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SECONDS = re.compile(r"\d{1,12}(?:\.\d*)?", re.ASCII)


def http_date(value: str) -> datetime | None:
    """Read a date in any of the forms of RFC 9110 §5.6.7, as UTC; None for what is none or names no zone."""
    try:
        found = parsedate_to_datetime(value)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, TypeError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read Retry-After (RFC 9110 §10.2.3) as seconds from `now`; None where it is absent or makes no sense."""
    text = (value or "").strip()
    if SECONDS.fullmatch(text):
        return float(text)
    until = http_date(text)
    return None if until is None else max(0.0, (until - now).total_seconds())
