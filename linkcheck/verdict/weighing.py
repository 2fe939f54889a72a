"""Weighs what the attempts at a target say; all evidence is kept.

One attempt that found the page is enough for life. For death, every attempt must say so, and there must be two: a wrong
`dead` is the worst fault. Of any other contradiction the least claim that fits is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from linkcheck.model import (
    Check,
    Evidence,
    FailureCode,
    Flag,
    Profile,
    Reason,
    State,
    Verdict,
)
from linkcheck.verdict import fragments
from linkcheck.verdict.signals import SIGNALS
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.platforms import is_inquiry

LONG_CHAIN = 10


def judge(check: Check, *, accept: frozenset[int] = frozenset()) -> Verdict:
    """Conclude what a target is.

    `accept` are statuses that the user takes for alive. Total: every check has a verdict.
    """
    seen = [Attempt(check, exchanges) for exchanges in attempts(check.exchanges)]
    evidence = [_read(attempt, accept) for attempt in seen]
    if not evidence:
        nothing = Evidence("verdict", State.UNSURE, Reason.INTERNAL_ERROR, "no request was made")
        return Verdict(nothing.state, nothing.reason, nothing.detail, evidence=(nothing,))
    decisive = _decide(evidence, {attempt.last.request.profile for attempt in seen})
    attempt = seen[evidence.index(decisive)] if decisive in evidence else seen[-1]
    return Verdict(
        decisive.state,
        decisive.reason,
        decisive.detail,
        status=attempt.response.status if attempt.response is not None else None,
        final_url=attempt.last.request.url
        if attempt.last.request.url != check.url and not is_inquiry(attempt)
        else None,
        flags=(*_flags(attempt), *fragments.flags(check, decisive.reason)) if decisive.state.is_good else (),
        evidence=(decisive, *(other for other in evidence if other is not decisive)),
    )


def _read(attempt: Attempt, accept: frozenset[int]) -> Evidence:
    """Return what one attempt says: the first signal in the table's order that speaks decides."""
    if attempt.response is not None and attempt.response.status in accept:
        return Evidence("accept", State.ALIVE, Reason.ACCEPTED, f"status {attempt.response.status}, which you accept")
    for read in SIGNALS:
        evidence = read(attempt)
        if evidence is not None:
            return evidence
    return Evidence("verdict", State.UNSURE, Reason.INTERNAL_ERROR, "no signal knows this answer")


def _decide(evidence: Sequence[Evidence], profiles: set[Profile]) -> Evidence:
    good = next((one for one in evidence if one.state.is_good), None)
    if good is not None:
        return good
    dead = [one for one in evidence if one.state is State.DEAD]
    if dead and dead[-1] is evidence[-1] and dead[-1].reason is Reason.DNS_GONE:
        return dead[-1]  # its signal has counted: the name was asked for twice, and nothing ever answered
    if len(dead) == len(evidence) and profiles == set(Profile):
        return dead[0]
    others = [one for one in evidence if one.state is not State.DEAD]
    blocked = next((one for one in others if one.state is State.BLOCKED), None)
    if blocked is not None:
        return blocked
    if len(evidence) == 1 and dead:
        return Evidence("verdict", State.UNSURE, Reason.CONTRADICTORY, f"{dead[0].detail}, but looked at only once")
    if dead:
        said = " / ".join(one.detail for one in evidence)
        return Evidence("verdict", State.UNSURE, Reason.CONTRADICTORY, f"the looks contradict one another: {said}")
    return others[0]


def _flags(attempt: Attempt) -> tuple[Flag, ...]:
    flags = []
    fault = attempt.tls_fault()
    if fault is not None:
        incomplete = fault.code is FailureCode.TLS_INCOMPLETE_CHAIN
        flags.append(Flag.INCOMPLETE_CHAIN if incomplete else Flag.INSECURE)
    if attempt.response is not None and attempt.response.malformed is not None:
        flags.append(Flag.MALFORMED)
    if attempt.last.request.hop >= LONG_CHAIN:
        flags.append(Flag.LONG_CHAIN)
    if attempt.check.url.startswith("https:") and attempt.last.request.url.startswith("http:"):
        flags.append(Flag.HTTPS_TO_HTTP)
    return tuple(flags)
