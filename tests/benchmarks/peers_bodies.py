"""Bodies that nobody should read to their end; the page is there, as its status says, whatever follows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from tests.internet.answers import good, page, raw, reply
from tests.internet.behaviour import Answer
from tests.internet.visit import Visit
from tests.support import bombs

LARGE_FILE = 400 << 20
CHUNK = 64 * 1024
DRIP_S = 0.5
OK, HTML = "HTTP/1.1 200 OK", "Content-Type: text/html"


def _says(data: bytes) -> Answer:
    async def answer(_: Visit) -> bytes:
        return data

    return answer


def _pours(head: bytes, chunk: bytes, times: int | None) -> Answer:
    """Send the head, and the chunk so many times, or until the client leaves."""

    async def answer(visit: Visit) -> None:
        await visit.send(head)
        sent = 0
        while times is None or sent < times:
            await visit.send(chunk)
            sent += 1
            await asyncio.sleep(0)  # the other hosts live in the same loop

    return answer


def _drips(head: bytes, drops: Iterable[bytes]) -> Answer:
    async def answer(visit: Visit) -> None:
        await visit.send(head)
        for drop in drops:
            await visit.send(drop)
            await asyncio.sleep(DRIP_S)

    return answer


async def drips_a_head(visit: Visit) -> None:
    """Send a header line now and then, and never the end of the head."""
    await _drips(b"HTTP/1.1 200 OK\r\n", (f"X-{number}: y\r\n".encode() for number in range(1000)))(visit)


def _packed(encoding: str) -> bytes:
    return reply(200, f"Content-Encoding: {encoding}", body=bombs.BOMBS[encoding](256))


LARGE = raw(OK, "Content-Type: application/zip", f"Content-Length: {LARGE_FILE}")
ANSWERS: dict[str, Answer] = {
    "large-file": _pours(LARGE, bytes(CHUNK), LARGE_FILE // CHUNK),
    "large-page": _pours(raw(OK, HTML), b"<p>word " * (CHUNK // 8), LARGE_FILE // CHUNK // 4),
    "endless-tag": _pours(raw(OK, HTML, body=b"<html><body>"), b"<a" * (CHUNK // 2), None),
    "endless-chunks": _pours(raw(OK, HTML, "Transfer-Encoding: chunked"), b"8\r\n<p>word \r\n" * 1000, None),
    "endless-trailer": _pours(
        raw(OK, HTML, "Transfer-Encoding: chunked", body=b"5\r\n<p>hi\r\n0\r\n"), b"X-Trailer: again\r\n" * 1000, None
    ),
    "drips-its-body": _drips(raw(OK, HTML, body=page()), (b"<p>word</p>" for _ in range(10_000))),
    "gzip-bomb": _says(_packed("gzip")),
    "brotli-bomb": _says(_packed("br")),
    "zstd-bomb": _says(_packed("zstd")),
    "gzip-twice": _says(_packed("gzip, gzip")),
    "gzip-that-is-not": _says(good("Content-Encoding: gzip")),
    "unknown-encoding": _says(good("Content-Encoding: rot13")),
    "picture-as-html": _says(reply(200, body=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)),
    "html-as-picture": _says(reply(200, kind="image/png", body=page())),
    "nothing": _says(reply(200, body=b"")),
    "all-nul": _says(reply(200, body=bytes(100_000))),
    "title-of-two-megabytes": _says(good(body=b"<title>" + b"long " * 400_000 + b"</title>" + page())),
    "million-nested-tags": _says(good(body=b"<div>" * 1_000_000)),
    "length-too-long": _says(raw(OK, HTML, "Content-Length: 999999", "Connection: close", body=page())),
    "length-too-short": _says(raw(OK, HTML, "Content-Length: 10", "Connection: close", body=page())),
}
