"""Reads what the transport says where there is no usable answer. None of it is evidence of death in one run."""

from __future__ import annotations

from linkcheck.model import Evidence, FailureCode, Reason, State
from linkcheck.verdict.signals.attempts import Attempt

NAME = "transport"

MEANING: dict[FailureCode, tuple[State, Reason, str]] = {
    FailureCode.CONNECT_REFUSED: (State.UNREACHABLE, Reason.REFUSED, "the server refuses connections"),
    FailureCode.CONNECT_TIMEOUT: (State.UNREACHABLE, Reason.TIMEOUT, "no connection within the time"),
    FailureCode.TIMEOUT: (State.UNREACHABLE, Reason.TIMEOUT, "no answer within the time"),
    FailureCode.NO_ROUTE: (State.UNREACHABLE, Reason.NO_ROUTE, "no route to the server"),
    FailureCode.NO_IPV6: (State.UNREACHABLE, Reason.NO_ROUTE, "no way from here"),
    FailureCode.RESET: (State.UNREACHABLE, Reason.RESET, "the connection was reset"),
    FailureCode.EMPTY_REPLY: (State.UNREACHABLE, Reason.EMPTY_REPLY, "the server hung up without an answer"),
    FailureCode.RATE_LIMITED: (State.UNREACHABLE, Reason.RATE_LIMITED, "the host keeps refusing for now"),
    FailureCode.SILENT_HOST: (State.UNREACHABLE, Reason.SILENT_HOST, "not asked in this run"),
    FailureCode.PROXY: (State.UNREACHABLE, Reason.PROXY, "the proxy did not get through"),
    FailureCode.MALFORMED: (State.UNREACHABLE, Reason.MALFORMED_HTTP, "what answers is no HTTP"),
    FailureCode.PRIVATE_ADDRESS: (State.UNCHECKED, Reason.PRIVATE_ADDRESS, "leads to a private address"),
    FailureCode.BAD_URL: (State.INVALID, Reason.BAD_HOST, "cannot be asked for as written"),
    FailureCode.OVER_BUDGET: (State.UNCHECKED, Reason.OVER_BUDGET, "not sent"),
    FailureCode.LOCAL: (State.UNCHECKED, Reason.ENVIRONMENT, "this machine ran out of sockets or memory"),
    FailureCode.INTERNAL: (State.UNSURE, Reason.INTERNAL_ERROR, "a fault of linkcheck itself; -v shows it"),
}


def read(attempt: Attempt) -> Evidence | None:
    """Judge the failure that an attempt ended with; a redirect that leads to a bad URL is not the author's fault."""
    failure = attempt.failure
    if failure is None or failure.code not in MEANING:
        return None
    state, reason, words = MEANING[failure.code]
    if attempt.last.request.hop > 0 and state is State.INVALID:
        state, reason = State.UNSURE, Reason.BAD_REDIRECT
    if attempt.last.request.hop > 0 and failure.code is FailureCode.PRIVATE_ADDRESS:
        state = State.UNSURE  # the link itself is a public one
    if failure.code is FailureCode.INTERNAL:
        return Evidence(NAME, state, reason, words)
    return Evidence(NAME, state, reason, f"{words}: {failure.detail}")
