"""The same findings by host: forty failures may be one dead domain, and that is the thing to know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from linkcheck.model import Finding, Reason, State, host_of
from linkcheck.verdict.outcome import by_state

FAILING = frozenset({State.DEAD, State.UNREACHABLE})


class Host(Struct, frozen=True):
    """The targets of one host, one of which at least fails."""

    host: str
    targets: int
    states: Counter[State]
    reasons: Counter[Reason]
    """The reasons of those that fail."""

    @property
    def failing(self) -> int:
        """The number of its targets that fail."""
        return self.reasons.total()


def failing_hosts(findings: Iterable[Finding]) -> list[Host]:
    """Return the hosts with failing targets, those with most of them first."""
    owned: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        host = host_of(finding.target.url)
        if host:
            owned[host].append(finding)
    hosts = [_of(host, members) for host, members in owned.items()]
    return sorted((one for one in hosts if one.failing), key=lambda one: (-one.failing, one.host))


def _of(host: str, members: list[Finding]) -> Host:
    states = by_state(members)
    reasons = Counter(finding.verdict.reason for finding in members if finding.verdict.state in FAILING)
    return Host(host, len(members), states, reasons)
