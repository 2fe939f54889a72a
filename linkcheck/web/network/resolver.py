"""Resolves names to addresses, and asks for a second opinion before a name is called gone.

getaddrinfo's "not known" is not believed: see `second_opinion`. Private addresses are left out here, after
resolution, where no spelling of a name can hide them.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.model import FailureCode
from linkcheck.web.daemon import in_daemon
from linkcheck.web.network import guard
from linkcheck.web.network.second_opinion import Knowledge, SecondOpinion

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKUPS = 32
"""Look-ups in flight; more overload a home router's resolver, which then loses answers."""

NOT_KNOWN = {socket.EAI_NONAME} | ({socket.EAI_NODATA} if hasattr(socket, "EAI_NODATA") else set())


class ResolutionError(OSError):
    """A name has no address to connect to; `code` says why."""

    def __init__(self, code: FailureCode, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class SystemResolver(AbstractResolver):
    """Asks getaddrinfo in threads, one question for each name at a time; answers are kept for the run."""

    def __init__(self, lookups: int = LOOKUPS) -> None:
        self._answers: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}
        self._slots = asyncio.Semaphore(lookups)
        self._second = SecondOpinion()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return all addresses of `host`; raises ResolutionError."""
        key = (host, port)
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._ask(host, port))
        try:
            # Shielded: the look-up serves others too, so one that gives up must not end it.
            return await asyncio.shield(self._answers[key])
        except Exception:
            self._answers.pop(key, None)  # a name that is missing is asked for anew
            raise

    async def close(self) -> None:
        """End the look-ups that still run."""
        for task in self._answers.values():
            task.cancel()
        self._second.close()

    async def knowledge(self) -> set[Knowledge]:
        """Return what the system's resolver knows of top-level domains."""
        return await self._second.known()

    async def _ask(self, host: str, port: int) -> list[ResolveResult]:
        async with self._slots:
            try:
                found = await in_daemon(partial(_getaddrinfo, host, port))
            except socket.gaierror as error:
                if error.errno in NOT_KNOWN:
                    why = await self._second.of(host)
                    raise ResolutionError(why.code, why.detail) from error
                raise ResolutionError(FailureCode.DNS_FAILURE, f"{host}: {error.strerror or error}") from error
            except (UnicodeError, ValueError) as error:
                raise ResolutionError(FailureCode.BAD_URL, f"{host}: {error}") from error
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=family_, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for family_, _, proto, _, address in found
        ]


AddressInfo = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int | bytes, ...]]]


def _getaddrinfo(host: str, port: int) -> AddressInfo:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)


def has_way(address: str) -> bool:
    """Tell whether this machine knows a way to an IPv6 address; to connect a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as any_socket:
            any_socket.connect((address, 1))
    except OSError:
        return False
    return True


def no_ipv6(host: str) -> str:
    """Say that a host has IPv6 addresses only, and this machine no way to them, as many a runner."""
    return f"{host} has IPv6 addresses only, and this machine has no way to them"


class GuardedResolver(AbstractResolver):
    """Leaves out the addresses that may not be connected to, whoever resolves."""

    def __init__(
        self,
        inner: AbstractResolver,
        allows: Callable[[guard.Address], bool],
        exempt: Callable[[str], bool] = lambda host: False,
        has_way: Callable[[str], bool] = has_way,
    ) -> None:
        self._inner = inner
        self._allows = allows
        self._exempt = exempt
        self._has_way = has_way

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the public addresses of `host`; raises ResolutionError."""
        found = await self._inner.resolve(host, port, family)
        if self._exempt(host):
            return found
        addresses = [ip_address(result["host"].split("%", 1)[0]) for result in found]
        public = [result for result, address in zip(found, addresses, strict=True) if self._allows(address)]
        if not public:
            listed = ", ".join(sorted({result["host"] for result in found}))
            raise ResolutionError(FailureCode.PRIVATE_ADDRESS, f"{guard.why_refused(host, *addresses)} ({listed})")
        if not any(result["family"] is not socket.AF_INET6 or self._has_way(result["host"]) for result in public):
            raise ResolutionError(FailureCode.NO_IPV6, no_ipv6(host))  # it may be well, so no strike is counted
        return public

    async def close(self) -> None:
        """Close the resolver that is guarded."""
        await self._inner.close()
