"""The network as one run asks it: a check, a last look, a judgement, and a door of its own for the archive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from ipaddress import ip_network

from linkcheck.config import Settings
from linkcheck.model import Check, Failure, FailureCode, Fetch, Reference, Url, Verdict
from linkcheck.run.judge import Services, accepted
from linkcheck.verdict import fragments
from linkcheck.verdict.weighing import judge
from linkcheck.web import check
from linkcheck.web.archive import ArchiveSettings
from linkcheck.web.network import (
    Budget,
    HostSettings,
    NetworkSettings,
    Resolver,
    open_fetch,
    open_single_fetch,
    system_resolver,
)

ARCHIVE_BODY = 4 * 1024 * 1024
"""Bytes of an archive's list of captures that are read."""
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""An archive is the user's own choice and may be on this machine; nothing but it is asked there."""


@dataclass(frozen=True, slots=True)
class Asking:
    """An open network, and how this run asks it."""

    settings: Settings
    now: Callable[[], datetime]
    resolver: Resolver
    fetch: Fetch
    archive: ArchiveSettings
    archive_fetch: Fetch

    async def check(self, url: Url, references: Sequence[Reference] = ()) -> Check:
        """Make the requests that tell what a URL is, and look for the places in it that references name."""
        wanted = fragments.wanted_of(references)
        done = await check.check(
            url,
            self.fetch,
            now=self.now,
            budget=2 * self.settings.timeout,
            max_redirects=self.settings.max_redirects,
            max_body=fragments.MAX_BODY if wanted else None,
        )
        return fragments.looked_up(done, wanted) if wanted else done

    async def attempt_again(self, done: Check) -> Check:
        """Add a last look to a check; one that the budget cuts short is none."""
        looked = await check.attempt_again(
            done, self.fetch, budget=2 * self.settings.timeout, max_redirects=self.settings.max_redirects
        )
        return done if is_over_budget(looked) else looked

    def judge(self, done: Check) -> Verdict:
        """Conclude what a check says by itself."""
        return judge(done, accept=accepted(self.settings, done.url))

    def host_concurrency(self, host: str) -> int:
        """Return how many requests one host may get at once."""
        table = self.settings.hosts.get(host)
        own = table.concurrency if table is not None else None
        return self.settings.host_concurrency if own is None else own


@asynccontextmanager
async def open_asking(settings: Settings, services: Services) -> AsyncIterator[Asking]:
    """Open the network twice: for the links, and for the archive, which has a pace and a patience of its own."""
    archive = services.archive or ArchiveSettings(**asdict(settings.archive))
    links = _network(settings, use_proxies=services.resolver is None)
    archives = replace(
        links,
        budget=None,
        timeout=archive.timeout,
        hosts={},
        headers={},
        allow_networks=ANYWHERE,
        max_body=ARCHIVE_BODY,
        keep_alive=True,  # an archive counts connections too
    )
    resolver = services.resolver or system_resolver()
    async with (
        open_fetch(links, resolver=resolver) as fetch,
        open_single_fetch(archives, resolver=resolver) as archive_fetch,
    ):
        yield Asking(settings, services.now, resolver, fetch, archive, archive_fetch)


def is_over_budget(done: Check) -> bool:
    """Tell whether a request was not made since the run's were used up: half a check is none."""
    outcomes = (exchange.outcome for exchange in done.exchanges)
    return any(isinstance(one, Failure) and one.code is FailureCode.OVER_BUDGET for one in outcomes)


def _network(settings: Settings, *, use_proxies: bool) -> NetworkSettings:
    return NetworkSettings(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        max_retries=settings.max_retries,
        max_concurrency=settings.max_concurrency,
        host_concurrency=settings.host_concurrency,
        host_request_interval=settings.host_request_interval,
        hosts={
            host: HostSettings(table.concurrency, table.request_interval, table.headers)
            for host, table in settings.hosts.items()
        },
        headers=settings.headers,
        insecure=settings.insecure,
        allow_networks=settings.allow_networks,
        use_proxies=use_proxies,
        budget=Budget(settings.max_requests) if settings.max_requests is not None else None,
    )
