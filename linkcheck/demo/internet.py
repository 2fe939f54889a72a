"""The small internet: every host of the table on a port of its own at 127.0.0.1, and the resolver that knows where.

One address and many ports, because macOS lets nobody bind 127.0.0.2; plain HTTP, because an authority of one's own
would need another package. Answers are written as raw bytes: a framework would be too polite for some of these hosts.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.demo.answers import Visit
from linkcheck.demo.captures import SNAPSHOTS
from linkcheck.demo.hosts import HOSTS, DemoHost
from linkcheck.demo.listening import listening
from linkcheck.demo.wayback import open_wayback
from linkcheck.model import FailureCode
from linkcheck.web.network.resolver import ResolutionError

LOOPBACK = "127.0.0.1"
HTTP_PORT = 80
ARCHIVE_HOST = "web.archive.demo"
ARCHIVE_URL = f"http://{ARCHIVE_HOST}"


class Directory(AbstractResolver):
    """Knows the hosts of the small internet and where each listens; no other name exists."""

    def __init__(self, ports: Mapping[str, int], closed_port: int) -> None:
        """Take the port where each name speaks plain HTTP, and one that refuses: nobody here speaks TLS."""
        self._ports = ports
        self._closed_port = closed_port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the one place that stands for a host's port; raise ResolutionError for names that do not exist."""
        name = host.lower().removesuffix(".")
        if name not in self._ports:
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        place = ResolveResult(
            hostname=host,
            host=LOOPBACK,
            port=self._ports[name] if port == HTTP_PORT else self._closed_port,
            family=socket.AF_INET,
            proto=0,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        return [place]

    async def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Internet:
    """The resolver and addresses that a client needs in the small internet."""

    resolver: AbstractResolver
    archive_url: str = ARCHIVE_URL
    """The address of its Wayback Machine; the resolver knows the name."""
    allow_networks: tuple[IPv4Network, ...] = (IPv4Network("127.0.0.0/8"),)
    """The networks to allow: all of it is on this machine."""


@asynccontextmanager
async def open_internet() -> AsyncIterator[Internet]:
    """Start all hosts and the archive, and stop them at the end."""
    async with AsyncExitStack() as stack:
        ports = {host.name: await stack.enter_async_context(_listening(host)) for host in HOSTS}
        archive = await stack.enter_async_context(open_wayback(SNAPSHOTS, base=ARCHIVE_URL))
        closed_port = stack.enter_context(_closed_socket()).getsockname()[1]
        yield Internet(Directory(ports | {ARCHIVE_HOST: archive.port}, closed_port))


@asynccontextmanager
async def _listening(host: DemoHost) -> AsyncIterator[int]:
    if host.answer is None:
        with _closed_socket() as closed:
            yield int(closed.getsockname()[1])
        return
    async with listening(_HostServer(host, host.answer).serve, LOOPBACK) as port:
        yield port


def _closed_socket() -> socket.socket:
    # Bound, so that nobody else gets the port, but not listening: a connection is refused.
    closed = socket.socket()
    closed.bind((LOOPBACK, 0))
    return closed


class _HostServer:
    """Reads requests for one host and writes its answers."""

    def __init__(self, host: DemoHost, answer: Callable[[Visit], bytes]) -> None:
        self._host = host
        self._answer = answer
        self._numbers: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(self._host.delay)
            writer.write(self._answer(self._visit(head.decode("latin-1"))))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # the client went away or said nothing that this host understands
        finally:
            writer.close()

    def _visit(self, head: str) -> Visit:
        request, *lines = head.rstrip("\r\n").split("\r\n")
        path = request.split(" ")[1]
        self._numbers[path] += 1
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return Visit(self._host.name, path, headers, self._numbers[path])
