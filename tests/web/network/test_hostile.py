"""Servers that mean harm: the right verdict, an end, and no more memory than an ordinary page takes."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from linkcheck.demo.listening import listening
from linkcheck.model import State
from tests.support.bombs import BOMBS
from tests.support.servers import LOOPBACK, SETTINGS, Answer, Visit, reply
from tests.web.network.trials import NOT_DEAD, Trial, leads_to, trial, tried

MEGABYTE = 1 << 20
HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE_THERE = {State.ALIVE, State.UNSURE}
"""A page of scripts alone is an application that only a browser can fill."""


def _pours(head: str | bytes, chunk: bytes, sent: list[int] | None = None) -> Answer:
    """Send a head and then the same chunk until the client leaves; count what is sent."""

    async def answer(visit: Visit) -> bytes:
        visit.writer.write(head.encode("latin-1") if isinstance(head, str) else head)
        while True:
            visit.writer.write(chunk)
            await visit.writer.drain()
            if sent is not None:
                sent.append(len(chunk))

    return answer


def _peak(work: Callable[[], object]) -> int:
    """Return the most bytes that Python held at once for `work`, beyond what it held before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


# --- bodies --------------------------------------------------------------------------------------

ENDLESS = {
    "one tag": (f"{HTML}\r\n<html><body>", b"<a" * 32_768),
    "nested tags": (f"{HTML}\r\n", b"<div>" * 16_384),
    "attributes": (f"{HTML}\r\n<p ", b'x="y" ' * 16_384),
    "a comment": (f"{HTML}\r\n<!-- ", b"-- " * 16_384),
    "a title": (f"{HTML}\r\n<title>", b"long " * 16_384),
    "a login form": (f"{HTML}\r\n<title>Log in</title>", b"<input " * 16_384),
    "refreshes": (f"{HTML}\r\n", b"<meta http-equiv=refresh " * 4_096),
    "spaces": (f"{HTML}\r\n", b" " * 65_536),
    "nothing but NUL": (f"{HTML}\r\n", bytes(65_536)),
    "links": (f"{HTML}\r\n", b"<a href=/x>y</a>" * 4_096),
    "entities": (f"{HTML}\r\n<p>", b"&amp;" * 16_384),
    "chunks": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n", b"8\r\n<p>word \r\n" * 4_096),
    "a script": (f"{HTML}\r\n<script>", b"location " * 8_192),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_page_without_end_is_a_page(name: str) -> None:
    """The status says that it is there; the rest is left unread, and the server is not kept busy."""
    sent: list[int] = []
    seen = trial(_pours(*ENDLESS[name], sent))
    assert seen.verdict.state in PAGE_THERE
    assert len(seen.response.body) <= SETTINGS.max_body
    assert sum(sent) < 64 * MEGABYTE


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_is_not_unpacked(encoding: str) -> None:
    """A gigabyte in a few kilobytes: as much of it is unpacked as is read of any page."""
    bomb = reply(200, "Content-Type: text/html", f"Content-Encoding: {encoding}", body=BOMBS[encoding](256))
    seen: list[Trial] = []
    peak = _peak(lambda: seen.append(trial(bomb)))
    assert seen[0].verdict.state is State.ALIVE
    assert len(seen[0].response.body) <= SETTINGS.max_body
    assert peak < 24 * MEGABYTE


def _noise(length: int) -> bytes:
    """Return bytes that mean nothing, the same ones in every run."""
    return hashlib.shake_128(length.to_bytes(4)).digest(length)


PAGE = b"<!doctype html><title>A page</title><p>" + b"The lighthouse stands at the harbour. " * 20
LIES = {
    "deflate that is plain": ("deflate", PAGE),
    "deflate that is gzip": ("deflate", zlib.compress(PAGE, wbits=31)),
    "deflate cut off": ("deflate", zlib.compress(PAGE)[:40]),
    "deflate with a wrong sum": ("deflate", zlib.compress(PAGE)[:-4] + b"\0\0\0\0"),
    "gzip that is deflate": ("gzip", zlib.compress(PAGE)),
    "gzip that is random": ("gzip", _noise(5000)),
    "br that is gzip": ("br", zlib.compress(PAGE, wbits=31)),
    "zstd that is plain": ("zstd", PAGE),
    "an unknown encoding": ("rot13", PAGE),
    "twenty encodings": (", ".join(["gzip"] * 20), zlib.compress(PAGE, wbits=31)),
}


@pytest.mark.parametrize("name", LIES)
def test_an_encoding_that_lies_kills_no_link(name: str) -> None:
    """The status came before the body."""
    encoding, body = LIES[name]
    seen = trial(reply(200, "Content-Type: text/html", f"Content-Encoding: {encoding}", body=body))
    assert seen.verdict.state in (State.ALIVE, State.UNSURE)


TYPES = {
    "a picture as html": ("text/html", b"\x89PNG\r\n\x1a\n" + _noise(200_000)),
    "html as a picture": ("image/png", PAGE),
    "html as a type of NUL": ("text/\0html", PAGE),
    "noise as html": ("text/html", _noise(300_000)),
    "UTF-16 as UTF-8": ("text/html; charset=utf-8", PAGE.decode().encode("utf-16")),
    "a charset of a megabyte": ("text/html; charset=" + "x" * 60_000, PAGE),
    "JSON as html": ("text/html", b"[" * 200_000),
    "html as JSON": ("application/json", PAGE),
    "a word of 200 kB": ("text/html", b"<p>" + b"x" * 200_000),
}


@pytest.mark.parametrize("name", TYPES)
def test_a_type_that_lies_kills_no_link(name: str) -> None:
    """Whatever a body really is."""
    kind, body = TYPES[name]
    assert trial(reply(200, f"Content-Type: {kind}", body=body)).verdict.state is State.ALIVE


def test_a_title_of_two_megabytes() -> None:
    """It is the title of a page that is there, and what is kept of it is short."""
    body = b"<title>" + b"A very long story. " * 110_000 + b"</title>" + PAGE
    assert trial(reply(200, "Content-Type: text/html", body=body)).verdict.state is State.ALIVE


def test_nul_in_every_place() -> None:
    """In the header, in the body, in the address it leads to."""
    page_of_nul = b"\0" + PAGE.replace(b"e", b"\0")
    assert trial(reply(200, "Content-Type: text/html", "X-Nul: a\0b", body=page_of_nul)).verdict.state in NOT_DEAD
    assert trial(leads_to("/a\0b")).verdict.state in NOT_DEAD


@asynccontextmanager
async def _noisy() -> AsyncIterator[str]:
    """Send noise to whoever connects, and hang up; give the URL."""
    lengths = itertools.count(1)

    async def shout(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_noise(next(lengths) * 97))
        writer.close()

    async with listening(shout, LOOPBACK) as port:
        yield f"http://{LOOPBACK}:{port}"


def test_garbage_for_every_path() -> None:
    """A host that answers noise to whatever is asked, with TLS and without, is not judged dead by it."""

    async def ask() -> list[State]:
        async with _noisy() as host:
            return [(await tried(f"{host}/{number}")).verdict.state for number in range(20)]

    assert set(asyncio.run(ask())) <= NOT_DEAD


# --- heads ---------------------------------------------------------------------------------------

HEADS = {
    "headers": (HTML, b"X-Again: and again\r\n" * 1000),
    "one header": (f"{HTML}X-Long: ", b"and again " * 1000),
    "a header's name": (f"{HTML}X-", b"again" * 1000),
    "a reason": ("HTTP/1.1 200 ", b"OK " * 1000),
    "a status": ("HTTP/1.1 ", b"2" * 5000),
    "cookies": (HTML, b"Set-Cookie: a=b\r\n" * 1000),
    "interim answers": ("HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "white space": ("", b" \r\n" * 1000),
    "a trailer": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n5\r\n<p>hi\r\n0\r\n", b"X-Trailer: again\r\n" * 1000),
    "one trailer": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n5\r\n<p>hi\r\n0\r\nX-T: ", b"again " * 1000),
    "a chunk's size": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n", b"0" * 5000),
    "a chunk's extension": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n5;", b"a=b;" * 1000),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_without_end(name: str) -> None:
    """It is cut off, never waited for to its end, and never dead."""
    seen: list[Trial] = []
    hasty = replace(SETTINGS, timeout=1, max_retries=0)
    peak = _peak(lambda: seen.append(trial(_pours(*HEADS[name]), hasty)))
    assert seen[0].verdict.state in NOT_DEAD
    assert peak < 24 * MEGABYTE


def test_heads_are_kept_in_part() -> None:
    """Headers of many megabytes would be held for each target until the end of the run."""
    head = reply(200, "Content-Type: text/html", *(f"X-{number}: {'a' * 30_000}" for number in range(300)), body=PAGE)
    response = trial(head).response
    assert response.status == 200
    assert sum(len(name) + len(value) for name, value in response.headers) <= 256 * 1024
    assert response.header("Content-Type") == "text/html"
    assert response.header("Content-Length") is not None, "what comes after the long ones is not lost"
