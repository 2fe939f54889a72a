"""The generated web behind real sockets: one server without TLS and one with, which show the certificate asked for."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from linkcheck.demo.listening import listening
from linkcheck.model import Failure, FailureCode, Response
from tests.benchmarks.living_web import Web
from tests.internet.answers import reason_of

LOOPBACK = "127.0.0.1"
UNMET = (FailureCode.CONNECT_REFUSED, FailureCode.NO_ROUTE, FailureCode.CONNECT_TIMEOUT)


@dataclass(slots=True)
class Sockets:
    """Where the servers are."""

    web: Web
    ca_file: Path
    ports: dict[int, int] = field(default_factory=dict)
    """80 and 443 → where they really are."""
    closed: int = 0
    """Refuses."""
    requests: int = 0

    def place(self, host: str, port: int) -> tuple[str, int]:
        """Return where a host listens tonight: nowhere, if it is away."""
        found = self.web.hosts.get(host.removeprefix("www."))
        away = found is not None and found.condition_name == "refused connections"
        return LOOPBACK, self.closed if away else self.ports.get(port, self.closed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests += 1
            request, *lines = head.split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            outcome = self.web.says(
                "https" if writer.get_extra_info("sslcontext") else "http",
                headers.get("host", ""),
                request.split()[1],
                browser=headers.get("user-agent", "").startswith("Mozilla/"),
                cookie=headers.get("cookie", ""),
            )
            await write(outcome, reader, writer)
        writer.close()


async def write(
    outcome: Response | Failure, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, keep: bool = False
) -> None:
    """Answer, and say that the connection ends unless it is to be kept; a failure is made as it is named."""
    if isinstance(outcome, Response):
        head = [f"HTTP/1.1 {outcome.status} {reason_of(outcome.status)}"]
        dropped = ("content-length", "connection", "content-encoding")
        head += [f"{name}: {value}" for name, value in outcome.headers if name.lower() not in dropped]
        head += [f"Content-Length: {len(outcome.body)}", f"Connection: {'keep-alive' if keep else 'close'}", "", ""]
        writer.write("\r\n".join(head).encode("latin-1", "replace") + outcome.body)
        await writer.drain()
    elif outcome.code is FailureCode.TIMEOUT:
        while await reader.read(65536):
            pass
    elif outcome.code is not FailureCode.EMPTY_REPLY:
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


@contextmanager
def open_sockets(web: Web) -> Iterator[Sockets]:
    """Serve a web in a thread of its own until the block ends."""
    with TemporaryDirectory() as folder, socket.socket() as closed:
        closed.bind((LOOPBACK, 0))
        authority = trustme.CA()
        ca_file = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        sockets = Sockets(web, ca_file, closed=closed.getsockname()[1])
        ready, stop = threading.Event(), threading.Event()

        async def live() -> None:
            async with (
                listening(sockets.serve, LOOPBACK, backlog=512) as plain,
                listening(sockets.serve, LOOPBACK, backlog=512, ssl=tls_of(authority)) as wrapped,
            ):
                sockets.ports = {80: plain, 443: wrapped}
                ready.set()
                await asyncio.to_thread(stop.wait)

        thread = threading.Thread(target=lambda: asyncio.run(live()), name="living web")
        thread.start()
        ready.wait()
        try:
            yield sockets
        finally:
            stop.set()
            thread.join()


def tls_of(authority: trustme.CA) -> ssl.SSLContext:
    """Return a context that shows each name a certificate of its own."""
    made: dict[str, ssl.SSLContext] = {}

    def on_name(wrapped: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None:
            if name not in made:
                made[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                authority.issue_cert(name).configure_cert(made[name])
            wrapped.context = made[name]

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.sni_callback = on_name
    return context
