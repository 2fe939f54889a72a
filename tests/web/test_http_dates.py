"""Dates and Retry-After in every shape that servers send."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.web.http_dates import retry_after

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 3 ", 3.0),
        ("1.5", 1.5),
        ("86400", 86400.0),
        ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0),
        ("Monday, 05-Jan-26 12:00:30 GMT", 30.0),
        ("Tue, 06 Jan 2026 12:00:00 GMT", 86400.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        ("Mon, 05 Jan 2026 12:00:30", None),
        ("", None),
        ("-5", None),
        ("\u00b2", None),
        ("\u0663", None),
        ("1m30s", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("1_000", None),
        ("9" * 400, None),
        ("Mon, 05 Jan 99999 12:00:00 GMT", None),
    ],
)
def test_each_shape_is_read(value: str | None, seconds: float | None) -> None:
    """Seconds and dates count; what makes no sense counts as absent, and the past as now."""
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=30))
def test_any_text_is_read(value: str) -> None:
    """The answer is a time to wait or nothing; never an exception."""
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0
