"""One request, one exchange: no redirect is followed, no slot is waited for, nothing is tried again.

Bytes go out as the URL has them (`encoded=True`: yarl's requoting breaks signed URLs) and `Location` comes back
from the raw headers (aiohttp drops Latin-1 bytes of decoded ones). Every connection is fresh: servers that close
without saying so would otherwise fail the second request (aiohttp#3609).
"""

from __future__ import annotations

import asyncio
import ssl
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from linkcheck.model import Exchange, Failure, FailureCode, Request, Response, Tls
from linkcheck.network import guard, lenient, profiles, tls
from linkcheck.network.failures import failure
from linkcheck.network.resolver import GuardedResolver, SystemResolver
from linkcheck.network.settings import NetworkSettings

CONNECT_S = 10.0
MAX_LINE = 64 * 1024
"""Bytes of one header line; aiohttp's 8190 fails real sites (long CSP and Set-Cookie)."""
MAX_HEADERS = 1000

TEXT_TYPES = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/x-ndjson",
    "application/link-format",
)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Makes single exchanges over one session."""

    session: aiohttp.ClientSession
    resolver: AbstractResolver
    contexts: Mapping[Tls, ssl.SSLContext]
    settings: NetworkSettings
    proxy_for: Callable[[URL], str | None]

    async def exchange(self, request: Request) -> Exchange:
        """Make one request; whatever happens is in the outcome."""
        started = time.perf_counter()
        outcome: Response | Failure
        try:
            url = _exact(request.url)
            outcome = await self._ask(request, url)
        except Exception as error:  # the one table of failures sorts them, and knows bugs from the world
            outcome = failure(error)
        return Exchange(request, outcome, round((time.perf_counter() - started) * 1000))

    async def _ask(self, request: Request, url: URL) -> Response | Failure:
        proxy = self.proxy_for(url)
        seconds = request.timeout or self.settings.timeout
        if proxy is None:
            refused = await self._reachable(url, seconds)
            if refused is not None:
                return refused
        try:
            return await self._ask_aiohttp(request, url, proxy, seconds)
        except aiohttp.ClientResponseError as error:
            # aiohttp calls every answer that it cannot parse "400"; the server did answer, so read it less strictly.
            if proxy is not None:
                raise
            return await lenient.read(
                url,
                profiles.headers(request, self.settings, url.host or ""),
                self.resolver,
                self.contexts[request.tls] if url.scheme == "https" else None,
                seconds=seconds,
                max_body=self.settings.max_body,
                objection=error.message,
            )

    async def _reachable(self, url: URL, seconds: float) -> Failure | None:
        """Resolve before the clock of the request starts; refuse private literals, which no resolver sees."""
        host = url.raw_host or ""
        address = guard.literal(host)
        if address is None:
            async with asyncio.timeout(seconds):
                await self.resolver.resolve(host, url.port or 0)
        elif not guard.allowed(address, self.settings.allow_networks):
            return Failure(FailureCode.PRIVATE_ADDRESS, f"{host} is a private address")
        return None

    async def _ask_aiohttp(self, request: Request, url: URL, proxy: str | None, seconds: float) -> Response:
        context: ssl.SSLContext | bool = self.contexts[request.tls] if url.scheme == "https" else True
        async with asyncio.timeout(seconds):
            answer = await self.session.request(
                request.method,
                url,
                headers=profiles.headers(request, self.settings, url.host or ""),
                allow_redirects=False,
                ssl=context,
                proxy=proxy,
            )
        try:
            body, complete = await self._body(answer, seconds)
        finally:
            answer.close()
        headers = tuple((name.decode("latin-1"), decoded(value)) for name, value in answer.raw_headers)
        return Response(answer.status, headers, body, complete)

    async def _body(self, answer: aiohttp.ClientResponse, seconds: float) -> tuple[bytes, bool]:
        """Read a text body as far as it is of use; the status stands whatever becomes of the body."""
        kind = answer.headers.get("Content-Type", "").lower().strip()
        if kind and not kind.startswith(TEXT_TYPES) and "+xml" not in kind:
            return b"", False
        body = bytearray()
        try:
            async with asyncio.timeout(seconds):
                while len(body) < self.settings.max_body:
                    chunk = await answer.content.read(self.settings.max_body - len(body))
                    if not chunk:
                        return bytes(body), True
                    body += chunk
        except (aiohttp.ClientError, OSError, TimeoutError):
            return bytes(body), False
        return bytes(body), answer.content.at_eof()


@asynccontextmanager
async def open_fetcher(settings: NetworkSettings, resolver: AbstractResolver | None) -> AsyncIterator[Fetcher]:
    """Open one session for a run."""
    proxies = urllib.request.getproxies() if settings.use_proxies else {}
    proxy_hosts = {URL(proxy).raw_host for proxy in proxies.values()}
    guarded = GuardedResolver(
        resolver or SystemResolver(), settings.allow_networks, exempt=lambda host: host in proxy_hosts
    )
    contexts = tls.contexts()
    if settings.insecure:
        contexts[Tls.VERIFIED] = contexts[Tls.LOOSE]
    connector = aiohttp.TCPConnector(limit=0, force_close=True, use_dns_cache=False, resolver=guarded)
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(CONNECT_S, settings.timeout)),
        max_line_size=MAX_LINE,
        max_field_size=MAX_LINE,
        max_headers=MAX_HEADERS,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        trust_env=False,
    )
    try:
        yield Fetcher(session, guarded, contexts, settings, lambda url: _proxy(url, proxies))
    finally:
        await session.close()
        await guarded.close()


def decoded(value: bytes) -> str:
    """Decode a header's bytes as servers mean them: UTF-8, else Latin-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _exact(text: str) -> URL:
    """Make a URL that is sent as written: yarl forgets the `?` of an empty query, and some servers do not."""
    url = URL(text, encoded=True)
    if text.endswith("?") and url.raw_query_string == "":
        url._cache["raw_path_qs"] = f"{url.raw_path}?"  # noqa: SLF001 -- yarl has no other way to say it
    return url


def _proxy(url: URL, proxies: Mapping[str, str]) -> str | None:
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if proxy is None or urllib.request.proxy_bypass(url.host or ""):
        return None
    return proxy
