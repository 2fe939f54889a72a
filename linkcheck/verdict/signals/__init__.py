"""One rule a file: each reads one look at a target and may say what it means.

The table's order is the precedence: the first signal that speaks decides what a look says. To add one, write
`read(look) -> Evidence | None` and put it at its rank.
"""

from __future__ import annotations

from collections.abc import Callable

from linkcheck.model import Evidence
from linkcheck.verdict.signals import (
    challenge,
    dns,
    landing,
    parked,
    platforms,
    redirects,
    soft404,
    status,
    tls,
    transport,
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
    vacant_host.read,
    soft404.read,
    landing.redirected_home,
    status.read,
)
