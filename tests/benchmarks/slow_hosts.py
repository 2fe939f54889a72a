"""The server of `many_hosts`: every address of 127.0.0.0/8 is a host that answers each request after a while.

A process of its own with nothing but a protocol on uvloop, so that it is never what limits the client.
`python -m tests.benchmarks.slow_hosts DELAY_S` prints its port.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import uvloop

PAGE = b"<!doctype html><title>A page</title><h1>A page</h1>" + b"<p>It is here, and it was worth the wait.</p>" * 40
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
BACKLOG = 8192


class SlowHost(asyncio.Protocol):
    """One connection: each request is answered after `delay` seconds, and the connection kept."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass of it

    def data_received(self, data: bytes) -> None:
        """Answer each complete request later."""
        self._received += data
        *requests, self._received = self._received.split(b"\r\n\r\n")
        for request in requests:
            answer = HEAD if request.startswith(b"HEAD") else HEAD + PAGE
            asyncio.get_running_loop().call_later(self._delay, self._answer, answer)

    def _answer(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


async def serve(delay: float) -> None:
    """Listen at every address and print the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SlowHost(delay), "0.0.0.0", 0, backlog=BACKLOG)  # noqa: S104 -- 127.0.0.0/8
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(float(sys.argv[1])))
