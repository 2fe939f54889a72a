"""Raw servers on loopback, and a resolver that gives them names."""

from __future__ import annotations

import asyncio
import inspect
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.demo.listening import listening
from linkcheck.model import FailureCode
from linkcheck.web.network import NetworkSettings, ResolutionError

LOOPBACK = "127.0.0.1"
SETTINGS = NetworkSettings(
    "linkcheck test",
    timeout=30,
    host_request_interval=0.0,
    allow_networks=(ip_network("127.0.0.0/8"),),
    use_proxies=False,
)

Answer = Callable[["Visit"], Awaitable[bytes] | bytes]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as it came in."""

    number: int
    """From 1."""
    head: str
    writer: asyncio.StreamWriter
    body: bytes = b""

    @property
    def path(self) -> str:
        """What is asked for, as it is written."""
        return self.head.split(" ", 2)[1]

    @property
    def headers(self) -> dict[str, str]:
        """Its headers; names in lower case."""
        lines = (line.partition(": ") for line in self.head.split("\r\n")[1:] if line)
        return {name.lower(): value for name, _, value in lines}

    def reset(self) -> bytes:
        """Break the connection off with a RST: closing with unsent data thrown away (SO_LINGER of no seconds)."""
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        return b""


@dataclass(slots=True)
class Server:
    """A server and what it was asked."""

    port: int = 0
    address: str = LOOPBACK
    connections: int = 0
    visits: list[Visit] = field(default_factory=list)

    def url(self, path: str = "/page") -> str:
        """Return a URL of it."""
        return f"http://{self.address}:{self.port}{path}"


@asynccontextmanager
async def serve(answer: bytes | Answer, *, address: str = LOOPBACK, keep: bool = False) -> AsyncIterator[Server]:
    """Answer each request with the bytes given or made, and close the connection unless `keep`."""
    server = Server(address=address)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                visit = Visit(len(server.visits) + 1, head.decode("latin-1"), writer)
                if length := int(visit.headers.get("content-length", 0)):
                    visit = replace(visit, body=await reader.readexactly(length))
                server.visits.append(visit)
                made = answer if isinstance(answer, bytes) else answer(visit)
                writer.write(await made if inspect.isawaitable(made) else made)
                await writer.drain()
                if not keep:
                    return
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client has left
        finally:
            writer.close()

    async with listening(converse, address) as server.port:
        yield server


class Names(AbstractResolver):
    """Knows a few names; every other one does not exist. Each answer keeps the port that is asked for."""

    def __init__(self, addresses: Mapping[str, str], silent: Collection[str] = ()) -> None:
        self.addresses = addresses
        self._silent = silent
        """Names for which no answer ever comes."""
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the address of a name; raises ResolutionError."""
        self.asked.append(host)
        if host in self._silent:
            await asyncio.Event().wait()
        if host not in self.addresses:
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        address = self.addresses[host]
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


def page(text: str = "The lighthouse stands at the harbour.", *headers: str) -> bytes:
    """Return an ordinary answer."""
    body = f"<!doctype html><title>A page</title><p>{text}</p>".encode()
    return reply(200, "Content-Type: text/html", *headers, body=body)


def reply(status: int, *headers: str, body: bytes = b"") -> bytes:
    """Return any answer with its length."""
    lines = [f"HTTP/1.1 {status} Said", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
