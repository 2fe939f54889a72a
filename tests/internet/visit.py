"""A request as a host of the small internet sees it, byte by byte, and the connection it came on."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from dataclasses import dataclass, field

from tests.internet.tls_stream import TlsStream

HEAD_END = b"\r\n\r\n"


@dataclass(slots=True)
class Visit:
    """One request, or one connection where nothing was read yet (then method and path are empty)."""

    reader: asyncio.StreamReader | TlsStream
    writer: asyncio.StreamWriter | TlsStream
    port: int
    """The one that the client asked for, 80 or 443, wherever the host really listens."""
    counts: Counter[str]
    """The behaviour's memory; shared by all its visits."""
    issuer: bytes = b""
    """The intermediate certificate that the authority of this world signs some with, as DER."""
    seen: Counter[str] = field(default_factory=Counter)
    """The requests of all hosts by their kinds; shared by all visits."""
    method: str = ""
    path: str = ""
    """With the query, each byte as one character."""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case; the last of a name wins."""

    @property
    def host(self) -> str:
        """Return the name that the client asked for."""
        return self.headers.get("host", "")

    @property
    def is_browser(self) -> bool:
        """Return whether the client claims to be a browser."""
        return self.headers.get("user-agent", "").startswith("Mozilla/")

    @property
    def kind(self) -> str:
        """Return what kind of request this is: method, address, profile, and whether it has a condition."""
        scheme = "http" if self.port == 80 else "https"
        profile = "browser" if self.is_browser else "honest"
        condition = " conditional" if self.headers.keys() & {"if-none-match", "if-modified-since"} else ""
        return f"{self.method} {scheme}://{self.host}{self.path} {profile}{condition}"

    @property
    def number(self) -> int:
        """Return how often this method and path were asked for, this time included."""
        return self.counts[f"{self.method} {self.path}"]

    def next_number(self, key: str) -> int:
        """Count something of the behaviour's own, and return how often it happened."""
        self.counts[key] += 1
        return self.counts[key]

    async def read_request(self) -> bool:
        """Read the next request's head into this visit; False where the client has left instead."""
        try:
            head = await self.reader.readuntil(HEAD_END)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            return False
        request, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        self.method, _, rest = request.partition(" ")
        self.path = rest.rpartition(" ")[0]
        pairs = (line.partition(":") for line in lines)
        self.headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        self.counts[f"{self.method} {self.path}"] += 1
        self.seen[self.kind] += 1
        return True

    async def send(self, data: bytes) -> None:
        """Write now; for answers that come in pieces."""
        self.writer.write(data)
        await self.writer.drain()

    async def client_leaves(self) -> None:
        """Wait until the client gives up: how a server hangs without a clock."""
        try:
            while await self.reader.read(65536):
                pass
        except ConnectionError:
            return

    async def close_rudely(self) -> None:
        """End the connection when all is sent, without the farewell that TLS asks for."""
        self.writer.transport.set_write_buffer_limits(0)
        await self.writer.drain()
        self.writer.transport.abort()

    def reset(self) -> None:
        """End the connection with a RST, as a crashed server or a firewall does."""
        connection = self.writer.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
