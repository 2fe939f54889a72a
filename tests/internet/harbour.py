"""The resolver of the small internet for programs that cannot have ports 53, 80 and 443.

It asks the name server over UDP as the system's resolver would, and then leads each address and port to where the
door really is.
"""

from __future__ import annotations

import asyncio
import socket

import aiodns
from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.model import FailureCode
from linkcheck.web.network.resolver import ResolutionError
from tests.internet.world import World
from tests.support.patience import patience

NODATA, NXDOMAIN = 1, 4
"""c-ares's codes (ares.h)."""
FAMILIES = {"A": socket.AF_INET, "AAAA": socket.AF_INET6}


class Harbour(AbstractResolver):
    """Resolves the names of a `World`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._asker: aiodns.DNSResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where `host`'s door for `port` is; raises ResolutionError."""
        if self._asker is None:  # made here, since it belongs to the loop that runs
            server, at = self._world.name_server
            self._asker = aiodns.DNSResolver(nameservers=[f"{server}:{at}"], timeout=patience(1), tries=2)
        answers = await asyncio.gather(*(_ask(self._asker, host, kind) for kind in FAMILIES))
        codes = {answer for answer in answers if isinstance(answer, int)}
        found = [
            self._led(host, address, port, family_)
            for answer, family_ in zip(answers, FAMILIES.values(), strict=True)
            if not isinstance(answer, int)
            for address in answer
        ]
        if found:
            return found
        raise ResolutionError(_meaning(codes), f"{host}: c-ares says {sorted(codes)}")

    def _led(self, host: str, address: str, port: int, family: socket.AddressFamily) -> ResolveResult:
        """Keep the address where it is not ours, so that the guard sees it; else lead to the door."""
        place: tuple[str, int] = (address, port)
        if address.startswith("127.") or place in self._world.places:
            place = self._world.places.get(place, self._world.closed)
        return ResolveResult(
            hostname=host, host=place[0], port=place[1], family=family, proto=0, flags=socket.AI_NUMERICHOST
        )

    async def close(self) -> None:
        """Close the connection to the name server."""
        if self._asker is not None:
            await self._asker.close()
            self._asker = None


async def _ask(asker: aiodns.DNSResolver, host: str, kind: str) -> list[str] | int:
    """Return the addresses, or c-ares's code for why there are none."""
    try:
        answer = await asker.query_dns(host, kind)
    except aiodns.error.DNSError as error:
        return int(error.args[0])
    return [str(row.data.addr) for row in answer.answer if hasattr(row.data, "addr")]


def _meaning(codes: set[int]) -> FailureCode:
    if codes == {NXDOMAIN}:
        return FailureCode.DNS_NXDOMAIN
    return FailureCode.DNS_NODATA if codes <= {NODATA, NXDOMAIN} else FailureCode.DNS_FAILURE
