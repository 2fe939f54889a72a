"""Makes one exchange of one request: it follows no redirect, waits for no slot and tries nothing again.

Bytes go out as the URL has them (`encoded=True`: yarl's requoting breaks signed URLs) and `Location` comes back
from the raw headers (aiohttp drops Latin-1 bytes of decoded ones). Every connection is fresh, unless the settings keep
them, or a request may go out on one that others of its queue have used: see `kept`.
"""

from __future__ import annotations

import asyncio
import functools
import re
import ssl
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from linkcheck.model import Exchange, Failure, FailureCode, Request, Response, Tls
from linkcheck.web.network import encodings, guard, lenient, profiles
from linkcheck.web.network.aia import Chains
from linkcheck.web.network.descriptors import Shortage
from linkcheck.web.network.failures import failure
from linkcheck.web.network.kept import REUSED, KeptConnections
from linkcheck.web.network.resolver import GuardedResolver, SystemResolver, has_way, no_ipv6
from linkcheck.web.network.settings import NetworkSettings
from linkcheck.web.network.tls import GREETED, Contexts

IDLE_TIMEOUT = 408
"""Servers send it where nothing was asked for a while; on a connection that was idle it is no answer to a request."""
CONNECT_S = 10.0
CONNECT_SHARE = 0.8
"""Of the time of a request, so that a connection that nobody takes is told from an answer that nobody gives."""
MAX_LINE = 64 * 1024
"""Bytes of one header line; aiohttp's 8190 fails real sites (long CSP and Set-Cookie)."""
MAX_HEADERS = 1000
READ_AHEAD = 16 * 1024
"""Bytes that a connection may bring before they are taken: hundreds of pages are under way at once."""
BODIES = 256
"""Bodies that are read at once."""
KEPT_HEADERS = 128 * 1024
"""Bytes of an answer's headers that are kept: they stay in memory to the end of the run, as the body does not."""
USERINFO = re.compile(r"^(\w+://)[^/?#]*@")

TEXT_TYPES = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/x-ndjson",
    "application/link-format",
)


class DisconnectedError(aiohttp.ClientError):
    """The connection broke before an answer; the cause says how."""


@dataclass(slots=True)
class _PartialAnswer:
    """The part of an answer that has arrived; a deadline that passes in the middle leaves it standing."""

    named: bool
    """True once it is known where to connect."""
    reused: list[str]
    """Not empty once it goes out on a connection that was used before."""
    head: aiohttp.ClientResponse | None = None
    body: bytes = b""
    """As it was sent: its encoding is undone at the end."""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Makes single exchanges over one session."""

    session: aiohttp.ClientSession
    """Every connection of it is fresh, but for settings that keep them."""
    kept: aiohttp.ClientSession
    """Keeps connections while requests of the same host wait."""
    resolver: AbstractResolver
    contexts: Contexts
    chains: Chains
    settings: NetworkSettings
    proxy_for: Callable[[URL], str | None]
    shortage: Shortage
    reading: asyncio.Semaphore
    """Bodies that are read at once: a thousand answers may be under way, but not in memory, nor all read in one go."""

    async def exchange(self, request: Request, limit: float | None = None) -> Exchange:
        """Make one request; whatever happens is in the outcome.

        `limit` are the seconds that all of it may take, from the look-up of the name to the last byte; without it
        each part (the name, the answer, the body) gets the request's timeout.
        """
        if self.settings.budget is not None and not self.settings.budget.take():
            return Exchange(request, Failure(FailureCode.OVER_BUDGET, "the requests of this run are used up"), 0)
        return await self._exchange(request, limit, self.session, [])

    async def exchange_kept(self, request: Request, limit: float | None = None) -> Exchange | None:
        """Make one request as `exchange` does, on a connection that was kept, if there is one.

        What fails on such a one may say no more of the server than that it had closed: that is None, and no evidence.
        """
        if self.settings.budget is not None and not self.settings.budget.take():
            return Exchange(request, Failure(FailureCode.OVER_BUDGET, "the requests of this run are used up"), 0)
        reused: list[str] = []
        REUSED.set(reused)
        made = await self._exchange(request, limit, self.kept, reused)
        says_nothing = isinstance(made.outcome, Failure) or made.outcome.status == IDLE_TIMEOUT
        return None if reused and says_nothing else made

    async def _exchange(
        self, request: Request, limit: float | None, session: aiohttp.ClientSession, reused: list[str]
    ) -> Exchange:
        try:
            url = _exact(request.url)
            _ = url.port  # yarl looks at it no earlier
        except ValueError as error:
            return Exchange(request, Failure(FailureCode.BAD_URL, str(error)), 0)
        while True:
            started = time.perf_counter()
            outcome: Response | Failure
            try:
                outcome = await self._ask(request, url, limit, session, reused)
            except Exception as error:  # the one table of failures sorts them, and knows bugs from the world
                outcome = failure(error)
            short = isinstance(outcome, Failure) and outcome.code is FailureCode.LOCAL
            if not short:
                self.shortage.over()
            if not short or not await self.shortage.wait():
                return Exchange(request, outcome, round((time.perf_counter() - started) * 1000))

    async def _ask(
        self, request: Request, url: URL, limit: float | None, session: aiohttp.ClientSession, reused: list[str]
    ) -> Response | Failure:
        loop = asyncio.get_running_loop()
        seconds = request.timeout or self.settings.timeout
        end = loop.time() + (3 * seconds if limit is None else limit)
        proxy = self.proxy_for(url)
        address = guard.literal(url.raw_host or "")
        if address is not None and not self.settings.allows(address):  # nor may the user's proxy be sent there
            return Failure(FailureCode.PRIVATE_ADDRESS, guard.why_refused(url.raw_host or "", address))
        if address is not None and proxy is None and address.version == 6 and not has_way(str(address)):
            return Failure(FailureCode.NO_IPV6, no_ipv6(str(address)))
        answer = _PartialAnswer(named=proxy is not None or address is not None, reused=reused)
        context = await self._context(request, url, proxy)
        if context is None:
            return Failure(FailureCode.TLS_INCOMPLETE_CHAIN, "the certificate that is missing cannot be had")
        greeted: list[str] = []
        GREETED.set(greeted)
        try:
            async with asyncio.timeout(min(seconds, end - loop.time())) as deadline:
                if not answer.named:
                    # Before the clock of the request starts, for a name server's slowness is not the site's.
                    await self.resolver.resolve(url.raw_host or "", url.port or 0)
                    answer.named = True
                    deadline.reschedule(min(loop.time() + seconds, end))
                answer.head = await self._send(session, request, url, proxy, context)
                left = end - loop.time()
                deadline.reschedule(None)  # to wait for a place among the bodies is no slowness of the server
                async with self.reading:
                    deadline.reschedule(loop.time() + min(seconds, left))
                    await self._read(answer.head, answer, request)
        except aiohttp.ClientResponseError:
            # aiohttp calls every answer that it cannot parse "400"; the server did answer, so read it less strictly.
            if proxy is not None or reused:
                raise
            return await self._read_loosely(request, url, context, min(seconds, end - loop.time()))
        except aiohttp.ConnectionTimeoutError:
            if not greeted:
                raise
            return Failure(FailureCode.TIMEOUT, "the server took the connection and did not shake hands in time")
        except TimeoutError:
            if not answer.named:
                return Failure(FailureCode.DNS_FAILURE, "the name servers did not answer in time")
            if answer.head is None:
                raise
        finally:
            if answer.head is not None and not answer.head.closed:
                answer.head.close()
        most = request.max_body or self.settings.max_body
        body, whole = encodings.undone(
            bytes(answer.body), encodings.named(answer.head.headers.getall("Content-Encoding", ())), most
        )
        return Response(answer.head.status, kept(answer.head.raw_headers), body, answer.complete and whole)

    async def _context(self, request: Request, url: URL, proxy: str | None) -> ssl.SSLContext | bool | None:
        """Return what the handshake is done with; None where it would fail as it did before."""
        if url.scheme != "https":
            return True
        if request.tls is not Tls.COMPLETED or self.settings.insecure:
            return self.contexts[request.tls]
        return await self.chains.context(url.raw_host or "", url.port or 443) if proxy is None else None

    async def _send(
        self,
        session: aiohttp.ClientSession,
        request: Request,
        url: URL,
        proxy: str | None,
        context: ssl.SSLContext | bool,
    ) -> aiohttp.ClientResponse:
        return await session.request(
            request.method,
            url,
            headers=profiles.headers(request, self.settings),
            data=request.body,
            allow_redirects=False,
            ssl=context,
            proxy=proxy,
        )

    async def _read_loosely(
        self, request: Request, url: URL, context: ssl.SSLContext | bool, seconds: float
    ) -> Response | Failure:
        return await lenient.read(
            url,
            profiles.headers(request, self.settings),
            self.resolver,
            context if isinstance(context, ssl.SSLContext) else None,
            seconds=seconds,
            max_body=request.max_body or self.settings.max_body,
        )

    async def _read(self, head: aiohttp.ClientResponse, answer: _PartialAnswer, request: Request) -> None:
        """Read a text body as far as it is of use; the status stands whatever becomes of the body."""
        most = request.max_body or self.settings.max_body
        kind = head.headers.get("Content-Type", "").lower().strip()
        if kind and not request.any_type and not kind.startswith(TEXT_TYPES) and "+xml" not in kind:
            return
        try:
            while len(answer.body) < most and (chunk := await head.content.read(most - len(answer.body))):
                answer.body += chunk
        except (aiohttp.ClientError, OSError):
            if answer.reused:
                raise
            return
        answer.complete = head.content.at_eof()


@asynccontextmanager
async def open_fetcher(
    settings: NetworkSettings,
    resolver: AbstractResolver | None,
    shortage: Shortage | None = None,
    *,
    wanted: Callable[[str], int] = lambda host: 0,
    most_kept: int = 0,
) -> AsyncIterator[Fetcher]:
    """Open one network for a run; `shortage` waits where the system has no descriptor to give.

    `wanted` tells how many requests of a host wait: for these, connections of up to `most_kept` hosts are kept.
    """
    proxies = urllib.request.getproxies() if settings.use_proxies else {}
    proxy_hosts = {URL(proxy).raw_host for proxy in proxies.values()}
    inner = resolver or SystemResolver()
    # Proxies are the user's own and may be anywhere. Where a link names one, `guarded` was asked before.
    guarded = GuardedResolver(inner, settings.allows)
    for_proxies = GuardedResolver(inner, settings.allows, exempt=proxy_hosts.__contains__)
    connector = aiohttp.TCPConnector(
        limit=0, force_close=not settings.keep_alive, use_dns_cache=False, resolver=for_proxies
    )
    session = _session(connector, settings, once=not settings.keep_alive)
    kept_connections = KeptConnections(wanted, most_kept, resolver=for_proxies)
    kept = _session(kept_connections, settings, once=True)
    chains = Chains(session, guarded, settings)
    try:
        contexts = Contexts(insecure=settings.insecure)
        proxy_for = functools.partial(_proxy, proxies=proxies)
        shortage, reading = shortage or Shortage(), asyncio.Semaphore(BODIES)
        yield Fetcher(session, kept, guarded, contexts, chains, settings, proxy_for, shortage, reading)
    finally:
        chains.close()
        await session.close()
        await kept.close()
        await guarded.close()


def _session(connector: aiohttp.TCPConnector, settings: NetworkSettings, *, once: bool) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # it shows nothing of a body whose encoding has a fault, and browsers do
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(CONNECT_S, CONNECT_SHARE * settings.timeout)),
        middlewares=(_once,) if once else (),
        max_line_size=MAX_LINE,
        max_field_size=MAX_LINE,
        max_headers=MAX_HEADERS,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        read_bufsize=READ_AHEAD,
        trust_env=False,
    )


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again by itself after a broken connection, as it does for a GET.

    It knows its own two exceptions only, and has no setting. On kept connections the repetition is wanted: there a
    break says nothing but that the server had closed.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise DisconnectedError(str(error)) from error


def kept(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Decode the headers of an answer; those that no longer fit into `KEPT_HEADERS` bytes are left out."""
    result, left = [], KEPT_HEADERS
    for name, value in headers:
        if len(name) + len(value) <= left:
            left -= len(name) + len(value)
            result.append((name.decode("latin-1"), decoded(value)))
    return tuple(result)


def decoded(value: bytes) -> str:
    """Decode a header's bytes as servers mean them: UTF-8, else Latin-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _exact(text: str) -> URL:
    """Make a URL that is sent as written, without user and password: `profiles` makes a header of them.

    yarl forgets the `?` of an empty query, and some servers do not.
    """
    url = URL(USERINFO.sub(r"\1", text, count=1), encoded=True)
    if text.endswith("?") and url.raw_query_string == "":
        url._cache["raw_path_qs"] = f"{url.raw_path}?"  # noqa: SLF001 -- yarl has no other way to say it
    return url


def looks_up_names(settings: NetworkSettings) -> bool:
    """Tell whether names are looked up here: a proxy for everything does that itself."""
    proxies = urllib.request.getproxies() if settings.use_proxies else {}
    return "all" not in proxies and not {"http", "https"} <= proxies.keys()


def _proxy(url: URL, proxies: Mapping[str, str]) -> str | None:
    proxy = (proxies.get(url.scheme) or proxies.get("all")) if proxies else None
    if proxy is None or urllib.request.proxy_bypass(url.host or ""):
        return None
    return proxy
