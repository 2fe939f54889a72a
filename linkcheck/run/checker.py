"""One check at a time on an open network, and a network of its own for the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from linkcheck.config import Settings
from linkcheck.model import Check, Failure, FailureCode, Fetch
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.verdict import fragments
from linkcheck.web import check
from linkcheck.web.network import (
    Budget,
    HostSettings,
    NetworkSettings,
    Resolver,
    Watch,
    open_fetch,
    open_single_fetch,
)

ARCHIVE_BODY = 4 * 1024 * 1024
"""Bytes of an archive's list of captures that are read."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Makes checks as a job says."""

    job: Job
    fetch: Fetch
    resolver: Resolver
    now: Callable[[], datetime]
    ahead: Counter[str] = field(default_factory=Counter)
    """Host → the links of it that are not begun: the network keeps connections for them."""

    async def check(self, work: Work) -> Check:
        """Make the requests that tell what a URL is, and look for the places in it that references name."""
        wanted = work.fragments
        done = await check.check(
            work.url,
            self.fetch,
            now=self.now,
            budget=self._budget,
            max_redirects=self.job.max_redirects,
            max_body=fragments.MAX_BODY if wanted else None,
            validators=work.validators,
        )
        return fragments.looked_up(done, wanted) if wanted else done

    async def attempt_again(self, done: Check) -> Check:
        """Add a last attempt to a check; the check stays as it was where the run's budget cuts the attempt short."""
        tried = await check.attempt_again(done, self.fetch, budget=self._budget, max_redirects=self.job.max_redirects)
        return done if is_over_budget(tried) else tried

    @property
    def _budget(self) -> float:
        return 2 * self.job.network.timeout


def job_of(settings: Settings, services: Services) -> Job:
    """Return how the checks of a run are made."""
    network = NetworkSettings(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        max_retries=settings.max_retries,
        max_concurrency=settings.max_concurrency,
        host_concurrency=settings.host_concurrency,
        host_request_interval=settings.host_request_interval,
        hosts=_paces(settings),
        headers=settings.headers,
        bound_headers=settings.bound_headers(),
        insecure=settings.insecure,
        allow_networks=settings.allow_networks,
        networks_given=settings.networks_given,
        use_proxies=services.resolver is None,
    )
    return Job(network, settings.max_redirects, settings.max_requests)


def _paces(settings: Settings) -> dict[str, HostSettings]:
    """Return the pace of each host; a machine is one, by whatever scheme and port it is asked, so later tables win."""
    found: dict[str, HostSettings] = {}
    for origin, table in settings.origins:
        old = found.get(origin.host, HostSettings())
        concurrency = old.concurrency if table.concurrency is None else table.concurrency
        interval = old.request_interval if table.request_interval is None else table.request_interval
        found[origin.host] = HostSettings(concurrency, interval)
    return found


@asynccontextmanager
async def open_checker(
    job: Job, services: Services, resolver: Resolver, watch: Watch | None = None, budget: Budget | None = None
) -> AsyncIterator[Checker]:
    """Open the network for the links; `watch` hears of every exchange, `budget` is what others take from, too."""
    if budget is None and job.max_requests is not None:
        budget = Budget(job.max_requests)
    network = replace(job.network, budget=budget)
    ahead = Counter[str]()
    async with open_fetch(
        network, resolver=resolver, clock=services.clock, sleep=services.sleep, watch=watch, ahead=ahead
    ) as fetch:
        yield Checker(job, fetch, resolver, services.now, ahead)


@asynccontextmanager
async def open_archive_fetch(
    job: Job, patience: float, resolver: Resolver, *, keep_alive: bool = True
) -> AsyncIterator[Fetch]:
    """Open the network for archives, which have a pace and a patience (seconds) of their own."""
    network = replace(
        job.network,
        timeout=patience,
        hosts={},
        headers={},
        bound_headers=(),
        max_body=ARCHIVE_BODY,
        keep_alive=keep_alive,  # an archive counts connections too
    )
    async with open_single_fetch(network, resolver=resolver) as fetch:
        yield fetch


def is_over_budget(done: Check) -> bool:
    """Tell whether a request was not made since the run's were used up: half a check is none."""
    outcomes = (exchange.outcome for exchange in done.exchanges)
    return any(isinstance(one, Failure) and one.code is FailureCode.OVER_BUDGET for one in outcomes)


NO_EVIDENCE = frozenset({FailureCode.SILENT_HOST, FailureCode.LOCAL, FailureCode.INTERNAL})
"""Failures of requests that were not made, or that failed by a fault of ours."""


def is_left(done: Check) -> bool:
    """Tell whether a check ended with no evidence: its host answers nothing in this run, or the fault is ours."""
    last = done.exchanges[-1].outcome if done.exchanges else None
    return isinstance(last, Failure) and last.code in NO_EVIDENCE
