"""Checks made in this process, on a network of its caller."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

from linkcheck.model import Check, Url
from linkcheck.run.checker import Checker, open_checker
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.web import schedule
from linkcheck.web.network import Resolver, Watch
from linkcheck.web.probing import Opinion, opinion


class LocalChecks:
    """Shares hosts, pace and budget with the caller's probes: they are the same network."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker

    @classmethod
    @asynccontextmanager
    async def open(
        cls, job: Job, services: Services, resolver: Resolver, watch: Watch | None
    ) -> AsyncIterator[LocalChecks]:
        """Open the network in this process."""
        async with open_checker(job, services, resolver, watch) as checker:
            yield cls(checker)

    async def checks(self, work: Sequence[Work]) -> AsyncGenerator[tuple[Check, Opinion]]:
        """Yield one check for each piece of work, as they are done; those of one host a few at a time."""
        async with aclosing(self.checks_in(schedule.one_part(work))) as checks:
            async for each in checks:
                yield each

    async def checks_in(self, parts: AsyncIterable[Sequence[Work]]) -> AsyncGenerator[tuple[Check, Opinion]]:
        """Do so with work that comes in parts, each with all of its hosts."""
        named: dict[Url, Work] = {}
        opinions: dict[Url, Opinion] = {}

        async def urls() -> AsyncGenerator[Sequence[Url]]:
            async for part in parts:
                of_part = {each.url: each for each in part}
                named.update(of_part)
                yield tuple(of_part)

        async def check_one(url: Url) -> Check:
            work = named.pop(url)
            check = await self.checker.check(work)
            opinions[url] = opinion(check, work.accept)  # at once: what was found of its answers is still at hand
            return without_bodies(check)  # thousands may wait for what is done with them

        done = schedule.checks(
            urls(),
            check_one,
            host_concurrency=self.checker.job.network.concurrency_of,
            now=self.checker.now,
            ahead=self.checker.ahead,
        )
        async with aclosing(done) as checks:
            async for check in checks:
                known = check.url in opinions  # but for a bug of ours
                yield check, opinions.pop(check.url) if known else opinion(check)
