"""Pauses that GitHub asks for by its rate limits; docs.github.com, "Rate limits for the REST API"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

UNNAMED_PAUSE_S = 60.0
"""GitHub's recommendation where a secondary limit names no pause."""


def pause(status: int, headers: Mapping[str, str], message: str, now: datetime) -> float | None:
    """Return for how many seconds a rate limit holds; None where the answer is no rate limit.

    A 403 may be either a limit or a missing permission: headers and sentence tell.
    """
    if status not in {403, 429}:
        return None
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return float(said)
    if headers.get("X-RateLimit-Remaining", "").strip() == "0":
        reset = headers.get("X-RateLimit-Reset", "").strip()
        known = reset.isascii() and reset.isdigit() and len(reset) <= 12
        return max(0.0, int(reset) - now.timestamp()) + 1 if known else UNNAMED_PAUSE_S
    limited = status == 429 or "rate limit" in message.lower() or "abuse detection" in message.lower()
    return UNNAMED_PAUSE_S if limited else None
