"""Defers names that the resolver denies and of whose top-level domain it tells nothing, until the others are done.

Where other names of that domain gave an HTTP answer in this run, and no fewer than it denies, the resolver knows that
part of the world, and the name is gone. One with a list of allowed names knows few and denies the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from linkcheck.model import Check, Failure, FailureCode, Response, host_of
from linkcheck.verdict.signals.addresses import is_address
from linkcheck.verdict.signals.dns import proven


class Unproven:
    """Collects who answered, and the checks that wait for it."""

    def __init__(self) -> None:
        self._answered: defaultdict[str, set[str]] = defaultdict(set)
        self._deferred: list[Check] = []

    def heard(self, check: Check) -> None:
        """Take note of the hosts of a check that answered."""
        for exchange in check.exchanges:
            host = host_of(exchange.request.url)
            if isinstance(exchange.outcome, Response) and not is_address(host):
                self._answered[_top(host)].add(host)

    def defer(self, check: Check) -> bool:
        """Defer a check that ended at such a name; tell whether it is one."""
        last = check.exchanges[-1].outcome if check.exchanges else None
        deferred = isinstance(last, Failure) and last.code is FailureCode.DNS_UNPROVEN
        if deferred:
            self._deferred.append(check)
        return deferred

    def resolved(self) -> Iterator[Check]:
        """Let go of the deferred checks, each with what the others have shown."""
        denied: defaultdict[str, set[str]] = defaultdict(set)
        for check in self._deferred:
            denied[_top(_end(check))].add(_end(check))
        while self._deferred:
            check = self._deferred.pop()
            top = _top(_end(check))
            answered = self._answered[top]
            yield proven(check, by=min(answered)) if answered and len(answered) >= len(denied[top]) else check


def _end(check: Check) -> str:
    return host_of(check.exchanges[-1].request.url)


def _top(host: str) -> str:
    return host.rstrip(".").rpartition(".")[2]
