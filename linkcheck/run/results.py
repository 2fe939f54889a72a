"""The targets as a run knows them while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linkcheck.model import Check, FailureCode, Memento, Response, Verdict

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


@dataclass(slots=True)
class Results:
    """All that is known so far; it grows while the run goes on."""

    verdicts: dict[str, Verdict]
    checks: dict[str, Check] = field(default_factory=dict)
    mementos: dict[str, tuple[Memento, ...]] = field(default_factory=dict)
    remembered: dict[str, TargetResult] = field(default_factory=dict)
    probing: int = 0
    """Requests for pages that cannot be there, which many checks may share."""

    def learn(self, url: str, remembered: TargetResult) -> None:
        """Take what is known of a target after its check, or without one."""
        self.remembered[url] = remembered
        self.verdicts[url] = remembered.verdict
        if remembered.check is not None:
            self.checks[url] = remembered.check

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
