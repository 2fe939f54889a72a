"""Draws conclusions from several nights: strikes, targets that came back, and when to ask again.

A strike is a run, a night after the last one, in which a target failed as something that is gone would: refused,
silent, reset, no DNS, a server's fault. Walls, rate limits and certificates are no strikes, however long they last. Any
answer that shows life, and any that shows a server at work, clears them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from linkcheck.model import Change, Check, Evidence, Page, Past, Reason, State, Verdict
from linkcheck.verdict.signals.dns import is_unproven

NAME = "nights"

STRIKES = frozenset({
    Reason.TIMEOUT, Reason.REFUSED, Reason.RESET, Reason.NO_ROUTE, Reason.EMPTY_REPLY, Reason.DNS_FAILURE,
    Reason.SERVER_ERROR,
})  # fmt: skip
"""Reasons of `unreachable` that become `dead` when they persist."""

MIN_RUN_GAP = timedelta(hours=20)
"""Runs nearer to one another count as one: yesterday's nightly run may have been late."""
EARLY = timedelta(hours=4)
"""A run may come so much earlier than a day after the last."""

ALIVE_AGAIN = timedelta(days=7)
JITTER = timedelta(days=1)
"""Either way, so that what was checked together is not due together for ever."""
DEAD_AGAIN = timedelta(days=30)
FAILING_AGAIN = tuple(timedelta(days=days) for days in (1, 3, 7, 14))
"""After the first failure, the second …; the last is for all that follow."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Says when a failure that persists is taken for death."""

    runs: int = 3
    days: float = 7.0
    """From the first strike to the last."""


def remember(past: Past | None, check: Check, verdict: Verdict, confirm: Confirm, page: Page | None = None) -> Past:
    """Return what is known after one check more.

    `verdict` is what the check says by itself, `page` the fingerprint of what it found.
    """
    at = check.checked_at
    strikes = past.strikes if past is not None else ()
    if not is_unproven(check):  # of a resolver that denies what it does not know, no number of nights makes a witness
        strikes = _strikes(strikes, verdict, at)
    good = verdict.state.is_good
    new = Past(
        url=check.url,
        checked_at=at,
        verdict=replace(verdict, evidence=()),
        failing_since=None if good else (past.failing_since if past is not None else None) or at,
        last_alive_at=at if good else past.last_alive_at if past is not None else None,
        strikes=strikes,
        failures=0 if good else (past.failures if past is not None else 0) + 1,
        first_page=(past.first_page if past is not None else None) or (page if good else None),
    )
    return replace(new, verdict=replace(confirmed(verdict, new, confirm), evidence=()))


def _strikes(before: tuple[datetime, ...], verdict: Verdict, at: datetime) -> tuple[datetime, ...]:
    if verdict.state.is_good or verdict.state is State.BLOCKED:
        return ()
    strike = verdict.state is State.DEAD or (verdict.state is State.UNREACHABLE and verdict.reason in STRIKES)
    known = tuple(one for one in before if one <= at)  # a clock that was ahead has told nothing
    return (*known, at) if strike and (not known or at - known[-1] >= MIN_RUN_GAP) else known


def confirmed(verdict: Verdict, past: Past | None, confirm: Confirm) -> Verdict:
    """Return `dead` for a failure that has persisted long enough, else the verdict as it is."""
    if past is None or verdict.state is not State.UNREACHABLE or verdict.reason not in STRIKES:
        return verdict
    strikes = past.strikes
    if len(strikes) < max(1, confirm.runs) or strikes[-1] - strikes[0] < timedelta(days=confirm.days):
        return verdict
    detail = f"{verdict.reason} in {len(strikes)} runs since {strikes[0]:%Y-%m-%d}: {verdict.detail}"
    evidence = Evidence(NAME, State.DEAD, Reason.PERSISTENT_FAILURE, detail)
    return replace(
        verdict,
        state=evidence.state,
        reason=evidence.reason,
        detail=detail,
        flags=(),
        evidence=(evidence, *verdict.evidence),
    )


def change(before: Past | None, verdict: Verdict, *, first_run: bool) -> Change | None:
    """Say what is new of a target; nothing is in the run that all begins with."""
    was_dead = before is not None and before.verdict.state is State.DEAD
    if verdict.state is State.DEAD:
        return Change.STILL if was_dead else None if first_run else Change.NEW
    return Change.BACK if was_dead and verdict.state.is_good else None


def due_at(past: Past, confirm: Confirm) -> datetime:
    """Return when a target is to be asked again."""
    verdict, asked = past.verdict, past.checked_at
    if verdict.state.is_good:
        share = zlib.crc32(f"{past.url} {asked.isoformat()}".encode()) / 0xFFFFFFFF
        return asked + ALIVE_AGAIN + (2 * share - 1) * JITTER
    if verdict.state is State.DEAD:
        return asked + DEAD_AGAIN
    again = asked + FAILING_AGAIN[min(max(past.failures, 1), len(FAILING_AGAIN)) - 1] - EARLY
    if past.strikes and len(past.strikes) >= confirm.runs - 1:  # one strike more may decide
        again = min(again, max(asked + MIN_RUN_GAP, past.strikes[0] + timedelta(days=confirm.days)))
    return again


def is_due(past: Past | None, now: datetime, confirm: Confirm, *, dead_too: bool = False) -> bool:
    """Tell whether a target is to be asked now.

    `dead_too`: what is dead must be known to be so today, for it is about to be replaced. What was checked in the
    future was checked by a clock that is wrong now or was then.
    """
    if past is None or past.checked_at > now:
        return True
    if dead_too and past.verdict.state is State.DEAD and now - past.checked_at >= MIN_RUN_GAP:
        return True
    return now >= due_at(past, confirm)
