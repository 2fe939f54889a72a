"""Asks c-ares why a name has no address, and whether the resolver would know such a name at all.

getaddrinfo says the same for a name that does not exist and for a name server that answers nonsense (FORMERR); c-ares
tells NXDOMAIN from the rest. And NXDOMAIN is worth what the resolver knows: one with a list of allowed names, or
without any way to the world, denies whatever is not on the list, the top-level domain as well. So that is asked for,
too. No third party is asked: the questions go to the resolver that the system has.
"""

from __future__ import annotations

import asyncio
from enum import Enum

import aiodns

from linkcheck.model import Failure, FailureCode
from linkcheck.verdict.signals.addresses import is_top_level

CARES_NODATA, CARES_NXDOMAIN = 1, 4
"""ares.h: ARES_ENODATA, ARES_ENOTFOUND."""
SECOND_OPINION_S = 5.0

ROOT = "."
COMMON = ("com", "org", "net")
"""Whoever knows the world knows one of these."""
PRIVATE = frozenset({
    "local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "mail", "arpa",
    "test", "example", "invalid", "onion", "alt", "i2p", "eth",
})  # fmt: skip
"""Top-level domains that are nobody's, or of another network: RFC 6761, 6762 (appendix G), 7686, 9476, ICANN's
"name collisions". Where such a name is known it is known to another resolver than the world's."""


class Knowledge(Enum):
    """What the resolver knows of a zone."""

    KNOWN = "its name servers or its SOA"
    DENIED = "that it does not exist"
    UNTOLD = "no answer to such a question"


class SecondOpinion:
    """Tells why names have no address; what the resolver knows of a top-level domain is asked once in a run."""

    def __init__(self) -> None:
        self._zones: dict[str, asyncio.Task[Knowledge]] = {}

    async def of(self, host: str) -> Failure:
        """Return why there is no address: both address types must say NXDOMAIN for a name to be gone."""
        try:
            codes = await _codes(host, ("A", "AAAA"))
        except OSError as error:
            return Failure(FailureCode.DNS_FAILURE, f"{host}: no second resolver: {error}")
        if codes == {CARES_NXDOMAIN}:
            return await self._unknown(host)
        if codes <= {CARES_NODATA, None} or codes <= {CARES_NODATA, CARES_NXDOMAIN}:
            return Failure(FailureCode.DNS_NODATA, f"{host}: the name exists but has no address for us")
        return Failure(FailureCode.DNS_FAILURE, f"{host}: the name servers give no answer")

    async def known(self) -> set[Knowledge]:
        """Return what the resolver knows of top-level domains: of the commonest, and of those asked for so far.

        One that denies them all serves no part of the world; one that gives no answer has said nothing.
        """
        return set(await asyncio.gather(*map(self._zone, {*COMMON, *self._zones} - {ROOT})))

    async def _unknown(self, host: str) -> Failure:
        """Return what NXDOMAIN is worth for a name."""
        _, dot, top = host.rstrip(".").rpartition(".")
        if not dot or top in PRIVATE:
            detail = f"{host}: the resolver knows no such name, but it is one of a private network"
            return Failure(FailureCode.DNS_DENIED, detail)
        match await self._zone(top):
            case Knowledge.KNOWN:
                return Failure(FailureCode.DNS_NXDOMAIN, f"{host}: no such name, and the resolver knows .{top}")
            case Knowledge.UNTOLD:
                detail = f"{host}: the resolver knows no such name, but answers no question about .{top} either"
                return Failure(FailureCode.DNS_UNPROVEN, detail)
            case Knowledge.DENIED:
                return await self._denied(host, top)

    async def _denied(self, host: str, top: str) -> Failure:
        """Return what NXDOMAIN of the top-level domain means: there is none, or the resolver denies it, too."""
        if is_top_level(top):
            detail = f"{host}: the resolver knows no such name, but denies .{top} as well, which exists"
            return Failure(FailureCode.DNS_DENIED, detail)
        if await self._zone(ROOT) is Knowledge.KNOWN and Knowledge.KNOWN in await self.known():
            detail = f"{host}: there is no .{top}, and the resolver knows the root and other top-level domains"
            return Failure(FailureCode.DNS_NXDOMAIN, detail)
        detail = f"{host}: the resolver knows no such name, but is not shown to know the world"
        return Failure(FailureCode.DNS_DENIED, detail)

    async def _zone(self, name: str) -> Knowledge:
        if name not in self._zones:
            self._zones[name] = asyncio.ensure_future(_zone(name))
        return await asyncio.shield(self._zones[name])

    def close(self) -> None:
        """End the questions that still wait for an answer."""
        for task in self._zones.values():
            task.cancel()


async def _zone(name: str) -> Knowledge:
    """Ask for the name servers and the SOA of a zone, one of which is enough."""
    try:
        codes = await _codes(name, ("NS", "SOA"))
    except OSError:
        return Knowledge.UNTOLD
    if None in codes:
        return Knowledge.KNOWN
    return Knowledge.DENIED if CARES_NXDOMAIN in codes else Knowledge.UNTOLD


async def _codes(name: str, kinds: tuple[str, ...]) -> set[int | None]:
    """Return c-ares's codes for these questions, None for one that is answered; raises OSError without a resolver."""
    try:
        resolver = aiodns.DNSResolver(timeout=SECOND_OPINION_S, tries=2)
    except aiodns.error.DNSError as error:
        raise OSError(str(error)) from error
    try:
        return set(await asyncio.gather(*(_code(resolver, name, kind) for kind in kinds)))
    finally:
        await resolver.close()


async def _code(resolver: aiodns.DNSResolver, name: str, kind: str) -> int | None:
    try:
        await asyncio.wait_for(resolver.query_dns(name, kind), SECOND_OPINION_S)
    except aiodns.error.DNSError as error:
        return int(error.args[0])
    except TimeoutError:
        return -1
    return None
