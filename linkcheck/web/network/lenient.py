"""Reads answers that aiohttp objects to: status line, headers and some body, loosely.

It never decides that something is wrong: browsers show pages with a header line without a colon, two
Content-Lengths or bare line feeds, so a checker must not call them broken. What has no status line is HTTP/0.9 where
it begins as HTML does, and else no HTTP at all: browsers take it for HTTP/0.9 on no port but 80, and for text.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping

from aiohttp.abc import AbstractResolver
from yarl import URL

from linkcheck.model import Failure, FailureCode, Response
from linkcheck.web.network import encodings, guard, strangers

HEAD_BYTES = 256 * 1024
BODY_S = 2.0
"""The longest wait for the rest once the head is there: such a server's own idea of the length is worth nothing."""
STATUS_LINE = re.compile(rb"\s*(?:(?:HTTP/?[\d.]*|ICY)\s+(\d{3})(?!\d)|HTTP/\d[^\r\n]*[\r\n])", re.IGNORECASE)
"""A line that only names its protocol is taken for 200, as Chromium takes it (HttpResponseHeaders::ParseStatusLine)."""
LINE_END = re.compile(rb"\r\n|\n|\r")
BLANK_LINE = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\b|!--|\?xml\b|/?[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
"""A tag, a comment or a declaration, after a byte order mark and blanks: HTTP/0.9 has nothing before the page."""
HEADLESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?!http|icy|<[!?/a-z])[^\s\xef].{3}", re.IGNORECASE | re.DOTALL)
"""So much is enough to tell that neither a status line nor HTML comes: who greets so waits for us to go on."""
FAULTY = "HTTP with faults, read as loosely as browsers do"
BARE = "a page without status line and headers, as in HTTP/0.9"


async def read(
    url: URL,
    headers: Mapping[str, str],
    resolver: AbstractResolver,
    context: ssl.SSLContext | None,
    *,
    seconds: float,
    max_body: int,
) -> Response | Failure:
    """Ask once more over a plain socket."""
    host = url.raw_host or ""
    address, port = host, url.port or 80
    if guard.literal(host) is None:
        found = (await resolver.resolve(host, port))[0]
        address, port = found["host"], found["port"]
    end = asyncio.get_running_loop().time() + seconds
    async with asyncio.timeout_at(end):
        reader, writer = await asyncio.open_connection(
            address, port, ssl=context, server_hostname=host if context is not None else None
        )
    data = b""
    try:
        async with asyncio.timeout_at(end):
            writer.write(_request(url, headers))
            await writer.drain()
            while not _is_head(data) and len(data) < HEAD_BYTES and (chunk := await reader.read(65536)):
                data += chunk
        async with asyncio.timeout(min(BODY_S, seconds)):
            while not HEADLESS.match(data) and len(data) < HEAD_BYTES + max_body:
                if not (chunk := await reader.read(65536)):
                    break
                data += chunk
    except (OSError, TimeoutError):
        pass  # what came before the fault is the answer
    finally:
        writer.close()
    return parse(data, max_body)


def _is_head(data: bytes) -> bool:
    return BLANK_LINE.search(data) is not None or HEADLESS.match(data) is not None


def parse(data: bytes, max_body: int) -> Response | Failure:
    """Read an answer as loosely as a browser does; without a status and without HTML there is no HTTP in it."""
    start = 0  # moved on, not cut off: a server may send interim answers by the thousand
    while (match := STATUS_LINE.match(data, start)) and (match[1] or b"").startswith(b"1"):
        interim = BLANK_LINE.search(data, start)
        if interim is None:
            break
        start = interim.end()
    match = STATUS_LINE.match(data, start)
    if match is None and HTML.match(data, start):
        return Response(200, (), data[start : start + max_body], complete=False, malformed=BARE)
    if match is None:
        return Failure(FailureCode.MALFORMED, strangers.described(data[start:]))
    end = BLANK_LINE.search(data, start)
    head, body = (data[start : end.start()], data[end.end() :]) if end else (data[start:], b"")
    headers = []
    for line in LINE_END.split(head)[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((name.strip().decode("latin-1"), value.strip().decode("latin-1")))
    names = encodings.named(value for name, value in headers if name.lower() == "content-encoding")
    body, _ = encodings.undone(body, names, max_body)
    return Response(int(match[1] or 200), tuple(headers), body, complete=False, malformed=FAULTY)


def _request(url: URL, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {url.raw_path_qs} HTTP/1.1", f"Host: {url.host_port_subcomponent}", "Connection: close"]
    # Nothing that would have to be undone: the body is for people and simple rules.
    lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() != "accept-encoding"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
