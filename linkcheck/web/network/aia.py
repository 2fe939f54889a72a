"""Fetches the certificate that a server forgot to send, from where the server's own certificate says it is.

Servers that send no intermediate are common, and browsers hide it: they know it already or fetch it by the
`caIssuers` address in Authority Information Access (RFC 5280 §4.2.2.1). One address is asked, once for a run, over
plain http as the RFC has it, and with the guard that every request has. The certificate fetched is trusted for
nothing but the place between a certificate and an authority that is trusted anyway.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from linkcheck.web.network import guard
from linkcheck.web.network.settings import NetworkSettings
from linkcheck.web.network.tls import loose, verified

LONGEST_S = 5.0
"""For the server's certificate, and for its issuer's."""
MAX_BYTES = 16 * 1024
"""A certificate has one or two thousand."""
CA_ISSUERS = re.compile(rb"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86(?:\x81(.)|([\x01-\x7f]))", re.DOTALL)
"""An AccessDescription as DER writes it: the object identifier of caIssuers, then a URI and its length."""


class Chains:
    """Makes contexts that know the intermediate certificate that a server left out, one for each such certificate."""

    def __init__(self, session: aiohttp.ClientSession, resolver: AbstractResolver, settings: NetworkSettings) -> None:
        self._session = session
        self._resolver = resolver
        self._settings = settings
        self._leaves: dict[tuple[str, int], asyncio.Task[bytes | None]] = {}
        self._contexts: dict[str, asyncio.Task[ssl.SSLContext | None]] = {}

    async def context(self, host: str, port: int) -> ssl.SSLContext | None:
        """Return a context that can verify what `host` sends; None where the missing part cannot be had."""
        if (host, port) not in self._leaves:
            self._leaves[host, port] = asyncio.ensure_future(self._within(self._leaf(host, port)))
        leaf = await asyncio.shield(self._leaves[host, port])  # it serves others too
        address = issuer_address(leaf) if leaf is not None else None
        if address is None:
            return None
        if address not in self._contexts:
            self._contexts[address] = asyncio.ensure_future(self._completed(address))
        return await asyncio.shield(self._contexts[address])

    def close(self) -> None:
        """End the tasks that still run."""
        for task in (*self._leaves.values(), *self._contexts.values()):
            task.cancel()

    async def _leaf(self, host: str, port: int) -> bytes | None:
        """Shake hands loosely and return the server's certificate as DER."""
        place = host, port
        if guard.literal(host) is None:
            found = (await self._resolver.resolve(host, port))[0]
            place = found["host"], found["port"]
        _, writer = await asyncio.open_connection(*place, ssl=loose(), server_hostname=host)
        try:
            tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
            return tls.getpeercert(binary_form=True)
        finally:
            writer.transport.abort()

    async def _completed(self, address: str) -> ssl.SSLContext | None:
        certificate = await self._within(self._fetch(address))
        return completed(certificate) if certificate is not None else None

    async def _fetch(self, address: str) -> bytes | None:
        url = URL(address, encoded=True)
        literal = guard.literal(url.raw_host or "")
        budget = self._settings.budget
        if url.scheme != "http" or (literal is not None and not self._settings.allows(literal)):
            return None
        if literal is None:  # the session lets proxies through, which nothing but the user may name
            await self._resolver.resolve(url.raw_host or "", url.port or 80)
        if budget is not None and not budget.take():
            return None
        headers = {"User-Agent": self._settings.user_agent}
        async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
            data = b""
            while len(data) <= MAX_BYTES and (chunk := await answer.content.read(MAX_BYTES)):
                data += chunk
            return data if answer.status == 200 and len(data) <= MAX_BYTES else None

    async def _within(self, work: Awaitable[bytes | None]) -> bytes | None:
        """Wait for `work` for a while; whatever goes wrong, there is no certificate."""
        with suppress(OSError, aiohttp.ClientError, TimeoutError, ValueError):
            async with asyncio.timeout(min(LONGEST_S, self._settings.timeout)):
                return await work
        return None


def issuer_address(leaf: bytes) -> str | None:
    """Return where a certificate (DER) says its issuer's is."""
    match = CA_ISSUERS.search(leaf)
    if match is None:
        return None
    length = ord(match[1] or match[2])
    address = leaf[match.end() : match.end() + length]
    return address.decode("ascii") if address.isascii() else None


def completed(certificate: bytes) -> ssl.SSLContext | None:
    """Return a context that may use `certificate` (DER or PEM) on the way to an authority; None where it is no such."""
    data = certificate.decode("ascii") if certificate.lstrip().startswith(b"-----BEGIN") else certificate
    alone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        alone.load_verify_locations(cadata=data)
    except (ssl.SSLError, ValueError):
        return None
    known = alone.get_ca_certs()
    if not known or any(_signs_itself(one) for one in known):
        return None
    context = verified()
    context.load_verify_locations(cadata=data)
    # The ssl module can add certificates only as trusted ones; without this flag (the default from Python 3.13 on) a
    # chain must still end in one that signs itself, and what was fetched does not.
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _signs_itself(certificate: dict[str, Any]) -> bool:
    """Tell whether it would be an authority of its own: names are compared as OpenSSL does, or more loosely."""
    subject, issuer = ("".join(str(certificate[name]).casefold().split()) for name in ("subject", "issuer"))
    return subject == issuer
