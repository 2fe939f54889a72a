"""The targets as a run knows them while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from linkcheck.model import Check, Exchange, FailureCode, Memento, Response, State, Target, Url, Verdict

if TYPE_CHECKING:
    from linkcheck.run.cached import TargetResult

NEVER_SENT = {
    FailureCode.RATE_LIMITED,
    FailureCode.LOCAL,
    FailureCode.SILENT_HOST,
    FailureCode.PRIVATE_ADDRESS,
    FailureCode.NO_IPV6,
    FailureCode.BAD_URL,
    FailureCode.DNS_NXDOMAIN,
    FailureCode.DNS_DENIED,
    FailureCode.DNS_UNPROVEN,
    FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE,
}

T = TypeVar("T")


@dataclass(slots=True)
class Results:
    """All that is known so far; it grows while the run goes on."""

    verdicts: dict[str, Verdict]
    checks: dict[str, Check] = field(default_factory=dict)
    mementos: dict[str, tuple[Memento, ...]] = field(default_factory=dict)
    remembered: dict[str, TargetResult] = field(default_factory=dict)
    probing: int = 0
    """Requests for pages that cannot be there, which many checks may share."""

    _same: dict[object, object] = field(default_factory=dict)

    def learn(self, url: str, remembered: TargetResult) -> None:
        """Take what is known of a target after its check, or without one.

        Thousands of targets have the same answer and the same verdict: what is equal is kept once.
        """
        past, check = remembered.past, remembered.check
        past = replace(past, verdict=self._once(past.verdict))
        if check is not None:
            check = replace(check, exchanges=tuple(map(self._shared, check.exchanges)))
        remembered = replace(remembered, verdict=self._once(remembered.verdict), past=past, check=check)
        self.remembered[url] = remembered
        self.verdicts[url] = remembered.verdict
        if remembered.check is not None:
            self.checks[url] = remembered.check

    def _shared(self, exchange: Exchange) -> Exchange:
        outcome = exchange.outcome
        return replace(exchange, outcome=self._once(outcome)) if isinstance(outcome, Response) else exchange

    def _once(self, value: T) -> T:
        return self._same.setdefault(value, value)  # type: ignore[return-value] # equal, and of one type

    def known_to_be_dead(self, waiting: Mapping[Url, Target]) -> tuple[Url, ...]:
        """Return what is not due, and dead by what earlier runs saw, where what this run is about names it."""
        return tuple(
            Url(url)
            for url, remembered in self.remembered.items()
            if remembered.verdict.state is State.DEAD and _is_minded(waiting[Url(url)])
        )

    @property
    def requests(self) -> int:
        """Return how many requests reached somebody, as far as we can tell: not those refused or given up before."""
        asked = (check for url, check in self.checks.items() if not self._old(url))
        exchanges = (exchange for check in asked for exchange in check.exchanges)
        return self.probing + sum(
            isinstance(exchange.outcome, Response) or exchange.outcome.code not in NEVER_SENT for exchange in exchanges
        )

    def _old(self, url: str) -> bool:
        return url in self.remembered and self.remembered[url].from_history


def _is_minded(target: Target) -> bool:
    """Tell whether a document names it, and `--since` does not leave it aside."""
    return bool(target.references) and not target.untouched
