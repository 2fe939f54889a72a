"""The server of `memory`: every address of 127.0.0.0/8 is a host with pages of 30 to 100 KB, no two of them alike.

As on the real web some have moved and some are gone, and each answer has the headers and cookies of a usual one.
A process of its own. `python -m tests.benchmarks.memory_hosts` prints its port.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from typing import cast

import uvloop

BACKLOG = 8192
SMALLEST, LARGEST = 30_000, 100_000
WORDS = 900
"""Of visible text in a page; the rest is navigation, styles and scripts, as on the real web."""
COMMON = """
the of and to in is that it was for on are as with his they be at one have this from by hot but some what there we can
out other were all your when up use word how said an each she which do their time if will way about many lighthouse
harbour keeper weather storm photograph lens gallery morning table notes ship lost built moved known
""".split()  # noqa: SIM905 -- read as text, and short
FILLER = "".join(hashlib.sha256(str(number).encode()).hexdigest() + "','" for number in range(3000))
"""What scripts are full of."""
HEADERS = (
    "Server: nginx\r\nContent-Type: text/html; charset=utf-8\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\n"
    "Cache-Control: private, no-cache, must-revalidate\r\nX-Frame-Options: SAMEORIGIN\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n"
    "Content-Security-Policy: default-src 'self'; img-src * data:; script-src 'self' 'unsafe-inline'; frame-src *\r\n"
)


def page(path: str) -> bytes:
    """Return the page of a path: its own words, its own length, the same each time."""
    seed = hashlib.shake_128(path.encode()).digest(WORDS)
    words = [COMMON[byte % len(COMMON)] for byte in seed]
    title = f"{' '.join(words[:6])} {path}"
    paragraphs = "".join(f"<p>{' '.join(words[start : start + 60])}.</p>\n" for start in range(0, WORDS, 60))
    menu = "".join(f"<li class='menu-item'><a href='{path}/{word}'>{word}</a></li>\n" for word in words[:40])
    length = SMALLEST + int.from_bytes(seed[:4]) % (LARGEST - SMALLEST)
    start = int.from_bytes(seed[4:8]) % (len(FILLER) - LARGEST)
    script = FILLER[start : start + length - len(paragraphs) - len(menu)]
    head = f"<!doctype html><html lang=en><head><title>{title}</title><script>state=['{script}']</script></head>"
    return f"{head}<body><ul>{menu}</ul><h1>{title}</h1>{paragraphs}</body></html>".encode()


def path_of(number: int) -> str:
    """Return the path of a page; no other is there, so that a probe for a sibling finds an honest host."""
    return f"/old/{number}-{hashlib.sha256(str(number).encode()).hexdigest()[:8]}"


def answer(path: str) -> bytes:
    """Return the whole answer: one in twenty has moved, one in fifty is gone, and what nobody cites is not there."""
    digits = path.rpartition("/")[2].partition("-")[0]
    number = int(digits) if digits.isdecimal() else 0
    status, more, body = "404 Not Found", "", b"<title>Not found</title><h1>Not found</h1>"
    if path.replace("/new/", "/old/") == path_of(number) and number % 50 != 7:
        if path.startswith("/old/") and number % 20 == 0:
            status, more, body = "301 Moved Permanently", f"Location: {path.replace('/old/', '/new/')}\r\n", b""
        else:
            status, body = "200 OK", page(path)
    cookie = hashlib.sha256(path.encode()).hexdigest()
    head = f"HTTP/1.1 {status}\r\n{HEADERS}{more}Set-Cookie: session={cookie}; path=/; HttpOnly; SameSite=Lax\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Host(asyncio.Protocol):
    """One connection: each request is answered, and the connection kept."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass of it

    def data_received(self, data: bytes) -> None:
        """Answer each complete request."""
        self._received += data
        *requests, self._received = self._received.split(b"\r\n\r\n")
        for request in requests:
            if self._transport is not None and not self._transport.is_closing():
                self._transport.write(answer(request.split(b" ", 2)[1].decode("ascii")))


async def serve() -> None:
    """Listen at every address and print the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Host, "0.0.0.0", 0, backlog=BACKLOG)  # noqa: S104 -- 127.0.0.0/8
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
