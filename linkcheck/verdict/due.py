"""Tells when a target is to be asked again."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from linkcheck.model import Past, Reason, State
from linkcheck.verdict.strikes import MIN_RUN_GAP, Confirm, days_needed, has_lasted, needs_witness, strikes_of

EARLY = timedelta(hours=4)
"""A run may come so much earlier than a day after the last."""

ALIVE_AGAIN = timedelta(days=7)
JITTER = timedelta(days=1)
"""Either way, so that what was checked together is not due together for ever."""
DEAD_AGAIN = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30))
"""After the first death, so that a page that returns is not dead for a month; then every time the last has passed."""
FAILING_AGAIN = tuple(timedelta(days=days) for days in (1, 3, 7, 14))
"""After the first failure, the second …; the last is for all that follow."""


def due_at(past: Past, confirm: Confirm) -> datetime:
    """Return when a target is to be asked again."""
    asked = past.checked_at
    if past.verdict.state is State.UNCHECKED:
        return asked  # another checker saw it, and ours has not asked yet
    if past.verdict.state.is_good:
        share = zlib.crc32(f"{past.url} {asked.isoformat()}".encode()) / 0xFFFFFFFF
        return asked + ALIVE_AGAIN + (2 * share - 1) * JITTER
    if past.verdict.state is State.DEAD:
        return _after_death(past, confirm)
    again = asked + FAILING_AGAIN[min(max(past.failures, 1), len(FAILING_AGAIN)) - 1] - EARLY
    strikes = strikes_of(past)
    if strikes and len(strikes) >= confirm.runs - 1:  # one strike more may decide
        days = timedelta(days=days_needed(strikes, confirm))
        again = min(again, max(asked + MIN_RUN_GAP, strikes[0][0] + days))
    return again


def _after_death(past: Past, confirm: Confirm) -> datetime:
    strikes = strikes_of(past)
    if past.verdict.reason is Reason.PERSISTENT_FAILURE and not (
        has_lasted(strikes, confirm) or needs_witness(strikes, confirm)
    ):
        return past.checked_at  # by the rules of an older version
    since, asked = past.dead_since or past.checked_at, past.checked_at
    last = DEAD_AGAIN[-1]
    further = last * ((asked + EARLY - since) // last + 1)
    return next((at for wait in (*DEAD_AGAIN, further) if (at := since + wait - EARLY) > asked), asked)


def is_due(
    past: Past | None, now: datetime, confirm: Confirm, *, dead_too: bool = False, back_too: bool = False
) -> bool:
    """Tell whether a target is to be asked now.

    `dead_too`: what is dead must be known to be so today, for it is about to be replaced, and a move is to be seen
    twice. `back_too`: so must what came back, for links are about to be led to it. What was checked in the future was
    checked by a clock that is wrong now or was then.
    """
    if past is None or past.checked_at > now:
        return True
    about = past.verdict.state is State.DEAD or (past.verdict.state is State.MOVED and not _stays(past))
    doubted = (dead_too and about) or (back_too and bool(past.returns))
    if doubted and now - past.checked_at >= MIN_RUN_GAP:
        return True
    return now >= due_at(past, confirm)


def _stays(past: Past) -> bool:
    return past.moved_since is not None and past.checked_at - past.moved_since >= MIN_RUN_GAP
