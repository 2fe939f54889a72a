"""Reads what one attempt at a target means; each file holds one rule.

The table's order is the precedence: the first signal that speaks decides what an attempt says. To add one, write
`read(attempt) -> Evidence | None` and put it at its rank.
"""

from __future__ import annotations

from collections.abc import Callable

from linkcheck.model import Evidence
from linkcheck.verdict.signals import (
    challenge,
    dns,
    elsewhere,
    landing,
    notices,
    parked,
    platforms,
    redirects,
    soft404,
    status,
    tls,
    transport,
    usurped,
    vacant_host,
)
from linkcheck.verdict.signals.attempts import Attempt

Signal = Callable[[Attempt], Evidence | None]

SIGNALS: tuple[Signal, ...] = (
    platforms.read,
    dns.read,
    tls.read,
    transport.read,
    challenge.read,
    redirects.read,
    landing.read,
    parked.read,
    usurped.read,
    vacant_host.read,
    soft404.read,
    notices.read,
    elsewhere.read,
    landing.redirected_home,
    status.read,
)
