"""A check consists of attempts: each begins at the target and follows where it is sent.

The first is the honest one; others come as a browser, with a loose handshake, by the other scheme, or a second
later. A signal reads one attempt; `weighing` weighs what the attempts say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from linkcheck.model import Check, Exchange, Failure, Request, Response, Tls


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: its exchanges, and the check that it belongs to."""

    check: Check
    exchanges: tuple[Exchange, ...]

    @property
    def last(self) -> Exchange:
        """Return the exchange that it ended with."""
        return self.exchanges[-1]

    @property
    def response(self) -> Response | None:
        """Return the answer that it ended with, if any."""
        return self.last.outcome if isinstance(self.last.outcome, Response) else None

    @property
    def failure(self) -> Failure | None:
        """Return the failure that it ended with, if any."""
        return self.last.outcome if isinstance(self.last.outcome, Failure) else None

    def tls_fault(self) -> Failure | None:
        """Return why the strict handshake failed at a host that this attempt then asked less strictly: the last reason.

        The fault of a completed chain comes last, and says more than that the chain was incomplete.
        """
        eased = {exchange.request.url for exchange in self.exchanges if exchange.request.tls is not Tls.VERIFIED}
        strict = (one for one in self.check.exchanges if one.request.tls is not Tls.LOOSE and one.request.url in eased)
        faults = [one.outcome for one in strict if isinstance(one.outcome, Failure)]
        return faults[-1] if faults else None


def attempts(exchanges: tuple[Exchange, ...]) -> tuple[tuple[Exchange, ...], ...]:
    """Split exchanges where an attempt begins: at a hop 0 that does not go on with the request before it."""
    starts = [
        index
        for index, exchange in enumerate(exchanges)
        if index == 0 or (exchange.request.hop == 0 and not _goes_on(exchanges[index - 1].request, exchange.request))
    ]
    return tuple(exchanges[start:end] for start, end in pairwise([*starts, len(exchanges)]))


def _goes_on(before: Request, request: Request) -> bool:
    """Tell whether a request is a retry, or the same with the certificate that the server had left out."""
    return request in (before, replace(before, tls=Tls.COMPLETED, delay=0.0))
