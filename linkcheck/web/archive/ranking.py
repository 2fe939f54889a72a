"""Ranks captures: the best one is closest to the day the author wrote, since that is what the author saw.

This alone avoids most parked pages, which are late captures. Pure: captures in, an order and words out.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from linkcheck.model import Capture

TOO_LATE = timedelta(days=5 * 365 + 1)
"""A capture so long after the post may well show another owner's page. Earlier ones have no such limit."""

DAYS_IN_WORDS = 60
MONTHS_IN_WORDS = 730


def moment(timestamp: str) -> datetime:
    """Return the instant of a 14-digit timestamp, UTC.

    Impossible parts are moved into range: `20000800241623` is in the Internet Archive's index.
    """
    year, month = _within(timestamp[0:4], 1, 9999), _within(timestamp[4:6], 1, 12)
    day = _within(timestamp[6:8], 1, monthrange(year, month)[1])
    hour, minute, second = (
        _within(timestamp[start : start + 2], 0, top) for start, top in ((8, 23), (10, 59), (12, 59))
    )
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def timestamp_of(instant: datetime) -> str:
    """Return the 14 digits of an instant, for `moment` to read; `%Y` has fewer than four where the year has."""
    return f"{instant.year:04}{instant:%m%d%H%M%S}"


def rank(captures: Sequence[Capture], near: date | None) -> tuple[Capture, ...]:
    """Return the captures, best first: closest in days to `near`, the earlier of two; without a day the newest."""
    if near is None:
        return tuple(sorted(captures, key=lambda capture: moment(capture.timestamp), reverse=True))
    return tuple(sorted(captures, key=lambda capture: (abs(_days_after(capture, near)), moment(capture.timestamp))))


def too_far(capture: Capture, near: date | None) -> bool:
    """Tell whether a capture is too long after the day: fit for the report, not for a post."""
    return near is not None and timedelta(days=_days_after(capture, near)) > TOO_LATE


def fit(capture: Capture, captures: Sequence[Capture], near: date | None) -> str:
    """Return in words how far a capture is from the day.

    `exact` means that the last capture up to that day and the first after it have the same bytes as this one: the page
    did not change across the day.
    """
    if near is None:
        return "newest"
    if _unchanged_across(capture, captures, near):
        return "exact"
    days = _days_after(capture, near)
    if days == 0:
        return "same day"
    return f"{_distance(abs(days))} {'after' if days > 0 else 'before'}"


def _unchanged_across(capture: Capture, captures: Sequence[Capture], near: date) -> bool:
    in_time = sorted(captures, key=lambda each: moment(each.timestamp))
    before = list(takewhile(lambda each: _days_after(each, near) <= 0, in_time))
    after = in_time[len(before) :]
    digests = {each.digest for each in (*before[-1:], *after[:1], capture)}
    return bool(before and after) and len(digests) == 1 and capture.digest is not None


def _days_after(capture: Capture, near: date) -> int:
    return (moment(capture.timestamp).date() - near).days


def _distance(days: int) -> str:
    if days <= DAYS_IN_WORDS:
        count, unit = days, "day"
    elif days <= MONTHS_IN_WORDS:
        count, unit = round(days * 12 / 365.25), "month"
    else:
        count, unit = round(days / 365.25), "year"
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _within(digits: str, low: int, high: int) -> int:
    return min(max(int(digits), low), high)
