"""Counts the nights on which a target failed as something that is gone would, and tells when they are death.

Only two failures become death by lasting: nobody was met (no name server answered, refused, no route, a call for a
connection that nobody took), and one page for every address. Whoever shakes hands or says anything at all is there,
and runners' addresses are served another internet than readers': silence after the handshake, resets, server faults,
walls and certificates are no strikes, however long they last, and clear those of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from linkcheck.model import Check, Failure, FailureCode, Past, Reason, Response, State, StrikeKind, Verdict

Strikes = tuple[tuple[datetime, StrikeKind], ...]
"""When, and how; in the order of time."""

MIN_RUN_GAP = timedelta(hours=20)
"""Runs nearer to one another count as one: yesterday's nightly run may have been late."""

NOT_ANSWERED_DAYS = timedelta(days=30)
"""The fewest for connections that nobody answers: firewalls drop what a refusal would have told."""

JUMP = timedelta(days=100)
"""A gap that is longer may be a clock's mistake, and counts as one night. Runs of every quarter are nearer."""

NOBODY_MET = frozenset(
    {FailureCode.DNS_FAILURE, FailureCode.CONNECT_REFUSED, FailureCode.CONNECT_TIMEOUT, FailureCode.NO_ROUTE}
)
SOMEBODY_MET = frozenset({
    FailureCode.TIMEOUT, FailureCode.RESET, FailureCode.EMPTY_REPLY, FailureCode.MALFORMED, FailureCode.RATE_LIMITED,
    *(code for code in FailureCode if code.startswith("tls-")),
})  # fmt: skip
"""Failures behind a handshake. What is in neither set (our limits, a proxy, a name that does not exist) says nothing of
a server."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Says when a failure that persists is taken for death."""

    runs: int = 3
    days: float = 7.0
    """From the first strike to the last."""


def kind_of(check: Check, verdict: Verdict) -> StrikeKind | None:
    """Return the strike that a check is, `verdict` being what it says by itself; None for no strike."""
    if verdict.state is State.DEAD:
        return StrikeKind.DEAD
    if verdict.reason is Reason.SAME_EVERYWHERE:
        return StrikeKind.SAME_EVERYWHERE
    codes = {one.outcome.code if isinstance(one.outcome, Failure) else None for one in check.exchanges}
    if verdict.state is not State.UNREACHABLE or not codes or not codes <= NOBODY_MET:
        return None
    return StrikeKind.NOT_ANSWERED if FailureCode.CONNECT_TIMEOUT in codes else StrikeKind.NOT_MET


def strikes_after(past: Past | None, check: Check, verdict: Verdict) -> Strikes:
    """Return the strikes after one check more."""
    kept = _settled(past, check.checked_at) if past is not None else ()
    kind = kind_of(check, verdict)
    if kind is None:
        return () if verdict.state.is_good or verdict.state is State.BLOCKED or _met_somebody(check) else kept
    kept = tuple(strike for strike in kept if _alike(strike[1], kind))
    if any(abs(check.checked_at - at) < MIN_RUN_GAP for at, _ in kept):
        return kept
    return tuple(sorted((*kept, (check.checked_at, kind))))


def strikes_of(past: Past, kind: StrikeKind | None = None) -> Strikes:
    """Return the strikes up to the last check, of all kinds or of those that count together with one.

    Those of which an older version did not write the kind are left out.
    """
    known = (strike for strike in _known(past) if strike[0] <= past.checked_at)
    return tuple(strike for strike in known if kind is None or _alike(strike[1], kind))


def has_lasted(strikes: Strikes, confirm: Confirm) -> bool:
    """Tell whether the strikes are death, without a witness."""
    return _are_enough((at for at, kind in strikes if kind is not StrikeKind.NOT_ANSWERED), confirm, confirm.days)


def needs_witness(strikes: Strikes, confirm: Confirm) -> bool:
    """Tell whether the strikes are death if no archive has seen the page since the first of them."""
    enough = _are_enough((at for at, _ in strikes), confirm, days_needed(strikes, confirm))
    return enough and not has_lasted(strikes, confirm)


def days_needed(strikes: Strikes, confirm: Confirm) -> float:
    """Return how many days these strikes must last."""
    silent = any(kind is StrikeKind.NOT_ANSWERED for _, kind in strikes)
    return max(confirm.days, NOT_ANSWERED_DAYS / timedelta(days=1)) if silent else confirm.days


def _are_enough(times: Iterable[datetime], confirm: Confirm, days: float) -> bool:
    known = tuple(times)
    gaps = (after - before for before, after in pairwise(known))
    lasted = sum((gap if gap <= JUMP else MIN_RUN_GAP for gap in gaps), start=timedelta())
    return len(known) >= max(1, confirm.runs) and lasted >= timedelta(days=days)


def _met_somebody(check: Check) -> bool:
    outcomes = (exchange.outcome for exchange in check.exchanges)
    return any(isinstance(one, Response) or one.code in SOMEBODY_MET for one in outcomes)


def _alike(one: StrikeKind, other: StrikeKind) -> bool:
    nobody = {StrikeKind.NOT_MET, StrikeKind.NOT_ANSWERED}
    return one is other or {one, other} == nobody


def _known(past: Past) -> Strikes:
    same = len(past.strikes) == len(past.strike_kinds)
    return tuple(zip(past.strikes, past.strike_kinds, strict=True)) if same else ()


def _settled(past: Past, now: datetime) -> Strikes:
    """Return the strikes, without those of a clock that was wrong.

    Where the last check came before a strike, either of them was wrong, and this check is the third that decides.
    """
    strikes = _known(past)
    if not strikes or past.checked_at >= strikes[-1][0]:
        return strikes
    if now >= strikes[-1][0]:
        return tuple(strike for strike in strikes if strike[0] != past.checked_at)
    return tuple(strike for strike in strikes if strike[0] <= past.checked_at)
