"""Reads what the name servers said. Only a name that does not exist, asked twice, is evidence of death.

And only where the resolver is shown to know that part of the world; which of the two it is, the failure's code says.
"""

from __future__ import annotations

from dataclasses import replace

from linkcheck.model import Check, Evidence, Exchange, Failure, FailureCode, Reason, Response, State, host_of
from linkcheck.verdict.signals.attempts import Attempt

NAME = "dns"

UNPROVEN = frozenset({FailureCode.DNS_DENIED, FailureCode.DNS_UNPROVEN})
"""The resolver says that there is no such name, and may say so of anything."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` where the target's own name was twice unknown, `unsure` or `unreachable` of any other failure."""
    failure = attempt.failure
    if failure is None:
        return None
    match failure.code:
        case FailureCode.DNS_NXDOMAIN:
            return _unknown_name(attempt, failure)
        case FailureCode.DNS_NODATA:
            return Evidence(NAME, State.UNSURE, Reason.NO_ADDRESS, failure.detail)
        case FailureCode.DNS_FAILURE | FailureCode.DNS_DENIED | FailureCode.DNS_UNPROVEN:
            return Evidence(NAME, State.UNREACHABLE, Reason.DNS_FAILURE, failure.detail)
        case _:
            return None


def proven(check: Check, by: str) -> Check:
    """Return a check whose name is gone after all: `by`, a name of the same top-level domain, answered in this run."""

    def mended(exchange: Exchange) -> Exchange:
        outcome = exchange.outcome
        if not isinstance(outcome, Failure) or outcome.code is not FailureCode.DNS_UNPROVEN:
            return exchange
        detail = f"{host_of(exchange.request.url)}: no such name, and the resolver knows {by}, which answered"
        return replace(exchange, outcome=Failure(FailureCode.DNS_NXDOMAIN, detail))

    return replace(check, exchanges=tuple(map(mended, check.exchanges)))


def _unknown_name(attempt: Attempt, failure: Failure) -> Evidence:
    host = host_of(attempt.last.request.url)
    if host != host_of(attempt.check.url):
        return Evidence(NAME, State.UNSURE, Reason.BAD_REDIRECT, f"redirects to a name that does not exist: {host}")
    if any(isinstance(exchange.outcome, Response) for exchange in attempt.check.exchanges):
        return Evidence(NAME, State.UNSURE, Reason.CONTRADICTORY, f"{failure.detail}, but it answered in this run")
    failures = [each.outcome for each in attempt.check.exchanges if isinstance(each.outcome, Failure)]
    asked = sum(each.code is FailureCode.DNS_NXDOMAIN for each in failures)
    if asked < 2:
        return Evidence(NAME, State.UNREACHABLE, Reason.DNS_FAILURE, f"{failure.detail}, but asked only once")
    words = f"the name {host} does not exist (asked {asked} times: {failure.detail.removeprefix(f'{host}: ')})"
    return Evidence(NAME, State.DEAD, Reason.DNS_GONE, words)
