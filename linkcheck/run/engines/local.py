"""The engine that checks in this process, on the network that its caller has opened."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from linkcheck.model import Check, Url
from linkcheck.run.checker import Checker
from linkcheck.run.job import Job, Work
from linkcheck.web import schedule


class LocalEngine:
    """Shares hosts, pace and budget with the caller's probes: they are the same network."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def checks(self, work: Sequence[Work], job: Job) -> AsyncGenerator[Check]:
        """Yield one check for each piece of work, as they are done; those of one host a few at a time."""
        named = {each.url: each for each in work}

        async def check_one(url: Url) -> Check:
            return await self._checker.check(named[url])

        return schedule.checks(
            tuple(named),
            check_one,
            host_concurrency=job.network.concurrency_of,
            now=self._checker.now,
            ahead=self._checker.ahead,
        )
