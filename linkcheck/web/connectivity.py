"""Tells whether the fault is ours: an offline machine or a lying resolver sees no evidence of anything.

No third party is asked to find out: the run's own answers and one name that cannot exist are enough.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterable

from linkcheck.model import Check, FailureCode, Response, host_of
from linkcheck.web.network import Resolver

HOSTS = 5
"""So many distinct hosts without any answer are no coincidence."""

ANSWERS = {
    FailureCode.DNS_NXDOMAIN,  # a working resolver says so
    FailureCode.DNS_NODATA,
    FailureCode.RESET,
    FailureCode.EMPTY_REPLY,
    FailureCode.MALFORMED,
    FailureCode.RATE_LIMITED,
    FailureCode.PRIVATE_ADDRESS,
    FailureCode.BAD_URL,
    FailureCode.INTERNAL,
    FailureCode.OVER_BUDGET,
}
"""Failures that need somebody at the other end, or that have nothing to do with the network."""


def fault(checks: Iterable[Check]) -> str | None:
    """Say that the network is down when at least five hosts were asked and none gave any answer."""
    silent: set[str] = set()
    for check in checks:
        if answered(check):
            return None
        silent |= {host_of(exchange.request.url) for exchange in check.exchanges}
    if len(silent) < HOSTS:
        return None
    return f"none of {len(silent)} hosts gave any answer: is this machine online? Nothing was judged"


def answered(check: Check) -> bool:
    """Tell whether anybody at all answered."""
    return any(
        isinstance(outcome, Response) or outcome.code in ANSWERS or outcome.code.startswith("tls-")
        for outcome in (exchange.outcome for exchange in check.exchanges)
    )


async def hijacked(resolver: Resolver) -> str | None:
    """Say that the resolver lies when a random name under .invalid (RFC 6761) has an address."""
    name = f"{secrets.token_hex(8)}.invalid"
    try:
        await resolver.resolve(name, 80, socket.AF_UNSPEC)
    except OSError:
        return None
    return f"the resolver gives an address for {name}, which cannot exist (a captive portal?): nothing was judged"
