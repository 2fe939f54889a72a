"""Ranks captures: the best one is close to the day the author wrote, since that is what the author saw.

One from before is preferred to one from after at a similar distance: pages that vanish become parked pages, error pages
and other people's. Pure: captures in, an order and words out.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import takewhile

from linkcheck.model import Capture

FAR = 5 * 365 + 1
"""Days; a capture so long after the post may well show another owner's page. Earlier ones have no such limit."""

AFTER = 1.5
"""A day after the post counts as so many before it."""

NEAR = 365
"""Days."""

DOUBT = 30
"""Days that a capture is set back by which may be of no page at all."""


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
    """Return the captures, best first: closest in days to `near`, before it rather than after; else the newest."""
    if near is None:
        return tuple(sorted(captures, key=_newness, reverse=True))
    return tuple(sorted(captures, key=lambda capture: (_cost(capture, near), moment(capture.timestamp))))


def is_near(captured_at: datetime, near: date | None) -> bool:
    """Tell whether a capture is so close to the day that none of another kind need be looked for."""
    return near is None or abs((captured_at.date() - near).days) <= NEAR


def too_far(capture: Capture, near: date | None) -> bool:
    """Tell whether a capture is too long after the day: fit for the report, not for a post."""
    return near is not None and _days_after(capture, near) > FAR


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
    side = "after" if days > 0 else "before"
    if abs(days) > FAR:
        return f"far: {round(abs(days) / 365.25)} years {side}"
    return f"{abs(days)} day{'' if abs(days) == 1 else 's'} {side}"


def _unchanged_across(capture: Capture, captures: Sequence[Capture], near: date) -> bool:
    in_time = sorted(
        (each for each in captures if not each.doubtful or each == capture), key=lambda each: moment(each.timestamp)
    )
    before = list(takewhile(lambda each: _days_after(each, near) <= 0, in_time))
    after = in_time[len(before) :]
    digests = {each.digest for each in (*before[-1:], *after[:1], capture)}
    return bool(before and after) and len(digests) == 1 and capture.digest is not None


def _newness(capture: Capture) -> tuple[bool, datetime]:
    return not capture.doubtful, moment(capture.timestamp)


def _cost(capture: Capture, near: date) -> float:
    days = _days_after(capture, near)
    return (AFTER * days if days > 0 else -days) + DOUBT * capture.doubtful


def _days_after(capture: Capture, near: date) -> int:
    return (moment(capture.timestamp).date() - near).days


def _within(digits: str, low: int, high: int) -> int:
    return min(max(int(digits), low), high)
