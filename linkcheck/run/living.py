"""Asks some links that were known to be alive, before it is said that nobody answers.

A night on which only dead hosts are due is no fault of the machine. These links are not due: their checks serve this
one question, and are neither judged nor kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping

from linkcheck.model import Check, Target, Url, Verdict, host_of
from linkcheck.run.cached import CachedVerdicts
from linkcheck.run.checker import Checker, is_over_budget
from linkcheck.run.job import Work
from linkcheck.web.connectivity import Connectivity

MOST = 5
"""Hosts that are asked."""


class LivingTargets:
    """Knows such links from the history, and asks them."""

    def __init__(
        self,
        cached: CachedVerdicts,
        waiting: Mapping[Url, Target],
        checker: Checker,
        judge: Callable[[Check], Verdict],
        connectivity: Connectivity,
    ) -> None:
        self._cached = cached
        self._waiting = waiting
        self._checker = checker
        self._judge = judge
        self._connectivity = connectivity
        self._checks: list[asyncio.Task[Check]] = []

    def ask(self, others: Collection[str]) -> Collection[str]:
        """Begin to ask a link of each of some hosts, those seen alive last; return the hosts, none of `others`."""
        pasts = (self._cached.pasts[url] for url in self._waiting if url in self._cached.pasts)
        alive = sorted((past for past in pasts if past.verdict.state.is_good), key=lambda past: past.checked_at)
        by_host = {host: Url(past.url) for past in alive if (host := host_of(past.url)) not in others}
        chosen = dict(list(by_host.items())[-MOST:])
        self._checks += [asyncio.ensure_future(self._ask(url)) for url in chosen.values()]
        return chosen.keys()

    async def ask_again(self, urls: Collection[Url]) -> bool:
        """Ask links that were alive in this run, and wait for their answers; return whether the budget let us."""
        return not any(map(is_over_budget, await asyncio.gather(*map(self._ask, urls))))

    async def _ask(self, url: Url) -> Check:
        done = await self._checker.check(Work(url))
        self._connectivity.checked(done, self._judge(done))
        return done

    def cancel(self) -> None:
        """End the checks that still run."""
        for check in self._checks:
            check.cancel()
