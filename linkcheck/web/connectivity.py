"""Tells whether the fault is ours: what an offline machine, a lying resolver or a captive portal see is no evidence.

No third party is asked to find out: the run's own answers, one name that cannot exist, and links that were known to be
alive are enough. Until somebody answers, each host is asked once and no more, so that a machine that is offline is
known by then, within seconds, whatever the number of links.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from linkcheck.model import Check, Exchange, FailureCode, Profile, Request, Response, Tls, Url, Verdict, host_of
from linkcheck.verdict.signals.dns import UNPROVEN
from linkcheck.web.network import Knowledge, Resolver, SystemResolver
from linkcheck.web.portal import Portal

HOSTS = 5
"""So many distinct hosts without any answer are no coincidence."""
EARLY_S = 5.0
"""By now somebody has answered, or the resolver is asked what it knows."""
LATE_S = 12.0
"""By now connections and look-ups that lead nowhere have failed; who is offline is not to wait for all the rest."""
LATE_HOSTS = 100
"""So many hosts that cannot be connected to by then, and the rest need not be asked; fewer are waited for."""
NAMELESS_HOSTS = 16
"""… or so many whose names could not be looked up, where the resolver answers no question at all."""
LATEST_S = 30.0
"""From now on hosts are asked again, whoever has answered: some hosts are slow to say nothing."""
TIMES = (EARLY_S, LATE_S, LATEST_S)
WITNESSES = 3
"""Links that are asked again when a captive portal may have begun."""
KNOWN_S = 5.0
"""The time that links known to be alive get to answer."""

SAYS_NOTHING = frozenset({
    FailureCode.PRIVATE_ADDRESS, FailureCode.BAD_URL, FailureCode.INTERNAL, FailureCode.OVER_BUDGET,
    FailureCode.RATE_LIMITED, FailureCode.SILENT_HOST,
})  # fmt: skip
"""Failures that have nothing to do with the network."""
CONNECTED = frozenset({FailureCode.TIMEOUT, FailureCode.RESET, FailureCode.EMPTY_REPLY, FailureCode.MALFORMED})
"""Failures behind a connection: they need somebody, or a middlebox, at the other end."""


Kind = tuple[str, str, Tls, Profile]


class Connectivity:
    """Listens to a run and says whether its environment is at fault; nothing is to be kept before `is_well`."""

    def __init__(self, hosts: Iterable[str], resolver: Resolver, *, looks_up: bool = True) -> None:
        """Take the hosts that will be asked; `looks_up`: names are looked up here, and not by a proxy."""
        self._planned = set(hosts)
        self._resolver = resolver
        self._looks_up = looks_up
        self._failed: dict[str, FailureCode] = {}
        self._tried: set[Kind] = set()
        """The requests that failed, but for their path."""
        self._heard_of: set[str] = set()
        """Hosts of which one check is done, or waits to repeat a request."""
        self._checked: set[str] = set()
        self._portal = Portal()
        self._own: deque[Url] = deque(maxlen=WITNESSES)
        """Links that were seen alive last in this run, each with something of its site's own."""
        self._answered = False
        self._over = False
        self._may_ask_again = asyncio.Event()
        self._news = asyncio.Event()
        self.is_well = False
        self._has_ended_well = False

    async def turn(self, request: Request) -> None:
        """Wait until a request may be made: at once for the first of its kind, again only when anybody has answered."""
        if _kind(request) in self._tried and not self._may_ask_again.is_set():
            self._heard_of.add(host_of(request.url))
            self._news.set()
            await self._may_ask_again.wait()

    def heard(self, exchange: Exchange) -> None:
        """Take what one request gave."""
        if isinstance(exchange.outcome, Response):
            self._answered = True
            self._may_ask_again.set()
        else:
            self._failed.setdefault(host_of(exchange.request.url), exchange.outcome.code)
            self._tried.add(_kind(exchange.request))
        self._news.set()

    def checked(self, check: Check, verdict: Verdict) -> None:
        """Take a whole check, and what it says by itself."""
        self._checked.add(host_of(check.url))
        self._heard_of.add(host_of(check.url))
        self._portal.take(check, verdict)
        if verdict.state.is_good and self._portal.shows_own:
            self._own.append(check.url)
        self._news.set()

    @property
    def shows_own(self) -> bool:
        """Return whether the last check that is done met something of its site's own: all before it is sound."""
        return self._portal.shows_own

    @property
    def may_be_portal(self) -> bool:
        """Return whether the last checks may have met a captive portal that began in the middle of the run."""
        return self._portal.may_have_begun and not self._has_ended_well

    def over(self) -> None:
        """Take note that nothing more will be asked."""
        self._over = True
        self._news.set()

    async def late_fault(self, ask_again: Callable[[Collection[Url]], Awaitable[bool]]) -> str | None:
        """Wait until the run is over, or a captive portal has begun in its middle; return that in words.

        `ask_again` asks links that were alive in this run, and returns whether it could. A portal shows itself there,
        too; sites that happen to show the same do not. Some portals leave those names alone that were looked up before,
        but have an address for one that cannot exist.
        """
        while True:
            late = self._portal.late()
            if late is not None and self._own:
                sight, words = late
                lie = await self._lies()
                if lie is not None or (await ask_again(tuple(self._own)) and self._portal.late() is not None):
                    self.is_well = False
                    return lie or f"{words}: nothing was judged"
                self._portal.refute(sight)
            elif self._over:
                self._has_ended_well = True
                return None
            else:
                await self._wait(None)

    async def fault(self, ask_known: Callable[[Collection[str]], Collection[str]]) -> str | None:
        """Wait until it is known what is wrong with the environment, or that nothing is, and return it in words.

        `ask_known` begins to ask some links that were known to be alive, at hosts other than those given, and returns
        their hosts.
        """
        time = asyncio.get_running_loop().time
        started = time()
        lies = asyncio.ensure_future(self._lies())
        lies.add_done_callback(lambda _: self._news.set())
        knowledge: asyncio.Future[set[Knowledge]] | None = None
        asked_known = False
        try:
            while True:
                if lies.done() and (lie := lies.result()) is not None:
                    return lie
                elapsed = time() - started
                words = await self._suspicion(late=elapsed >= LATE_S)
                if words is not None and asked_known:
                    return words
                if words is not None:
                    asked_known = True
                    await self._wait_for(ask_known(self._planned))
                    continue
                if lies.done() and (self._over or self._portal.is_excluded):
                    self.is_well = True
                    self._may_ask_again.set()
                    return None
                if elapsed >= LATEST_S:
                    self._may_ask_again.set()
                if elapsed >= EARLY_S and not self._answered:
                    knowledge = knowledge or asyncio.ensure_future(self._knowledge())
                await self._wait(next((at - elapsed for at in TIMES if at > elapsed), None))
        finally:
            lies.cancel()
            if knowledge is not None:
                knowledge.cancel()

    async def _knowledge(self) -> set[Knowledge]:
        """Return what the system's resolver knows of top-level domains; one in its place is not asked."""
        return await self._resolver.knowledge() if isinstance(self._resolver, SystemResolver) else set()

    async def _lies(self) -> str | None:
        return await hijacked(self._resolver) if self._looks_up else None

    async def _wait(self, seconds: float | None) -> None:
        """Wait for news, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        self._news.clear()

    async def _wait_for(self, hosts: Collection[str]) -> None:
        """Wait until these hosts have been heard of, or any host has answered as none behind a portal does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(KNOWN_S):
                while not (self._portal.is_excluded or self._heard_of >= set(hosts)):
                    self._news.clear()
                    await self._news.wait()

    async def _suspicion(self, *, late: bool) -> str | None:
        """Return what seems to be wrong by what is known so far, in words."""
        silent = self._silent()
        if self._answered:
            return self._portal.words(len(silent), enough=late or self._over or self._checked >= self._planned)
        complete = self._over or self._heard_of >= self._planned
        if not complete and not (late and await self._is_enough(silent)):
            return None
        denied = UNPROVEN & set(silent.values()) and await self._knowledge() == {Knowledge.DENIED}
        if self._answered:  # meanwhile
            return None
        if denied:
            return "the resolver knows no top-level domain, and so no name at all: nothing was judged"
        if len(silent) >= HOSTS:
            return f"none of {len(silent)} hosts gave any answer: is this machine online? Nothing was judged"
        if complete:
            self._may_ask_again.set()
        return None

    async def _is_enough(self, silent: Mapping[str, FailureCode]) -> bool:
        """Tell whether the hosts that have failed so far speak for those that have not been asked."""
        if sum(not (code in CONNECTED or code.startswith("tls-")) for code in silent.values()) >= LATE_HOSTS:
            return True
        nameless = len(silent) >= NAMELESS_HOSTS and set(silent.values()) == {FailureCode.DNS_FAILURE}
        return nameless and await self._knowledge() == {Knowledge.UNTOLD}

    def _silent(self) -> Mapping[str, FailureCode]:
        """Return the hosts that were asked, and gave no HTTP answer.

        A name that does not exist has no host; but a resolver of which nothing is known may say so of any name.
        """
        proves = isinstance(self._resolver, SystemResolver)
        return {
            host: code
            for host, code in self._failed.items()
            if code not in SAYS_NOTHING and not (proves and code is FailureCode.DNS_NXDOMAIN)
        }


def _kind(request: Request) -> Kind:
    parts = urlsplit(request.url)
    return parts.scheme, parts.netloc, request.tls, request.profile


async def hijacked(resolver: Resolver) -> str | None:
    """Say that the resolver lies when a random name under .invalid (RFC 6761) has an address."""
    name = f"{secrets.token_hex(8)}.invalid"
    try:
        await resolver.resolve(name, 80, socket.AF_UNSPEC)
    except OSError:
        return None
    return f"the resolver gives an address for {name}, which cannot exist (a captive portal?): nothing was judged"
