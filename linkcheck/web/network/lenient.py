"""Reads answers that aiohttp objects to: status line, headers and some body, loosely.

It never decides that something is wrong: browsers show pages with a header line without a colon, two
Content-Lengths or bare line feeds, so a checker must not call them broken.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping

from aiohttp.abc import AbstractResolver
from yarl import URL

from linkcheck.model import Failure, FailureCode, Response
from linkcheck.web.network import guard

HEAD_BYTES = 256 * 1024
BODY_S = 2.0
"""The longest wait for the rest once the head is there: such a server's own idea of the length is worth nothing."""
STATUS_LINE = re.compile(rb"\s*(?:HTTP/?[\d.]*|ICY)\s+(\d{3})(?!\d)", re.IGNORECASE)
LINE_END = re.compile(rb"\r\n|\n|\r")
BLANK_LINE = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")


async def read(
    url: URL,
    headers: Mapping[str, str],
    resolver: AbstractResolver,
    context: ssl.SSLContext | None,
    *,
    seconds: float,
    max_body: int,
    objection: str,
) -> Response | Failure:
    """Ask once more over a plain socket; `objection` is what aiohttp said of the first answer."""
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
            while BLANK_LINE.search(data) is None and len(data) < HEAD_BYTES and (chunk := await reader.read(65536)):
                data += chunk
        async with asyncio.timeout(min(BODY_S, seconds)):
            while len(data) < HEAD_BYTES + max_body and (chunk := await reader.read(65536)):
                data += chunk
    except (OSError, TimeoutError):
        pass  # what came before the fault is the answer
    finally:
        writer.close()
    return parse(data, objection, max_body)


def parse(data: bytes, objection: str, max_body: int) -> Response | Failure:
    """Read an answer as loosely as a browser does; without a status there is no HTTP in it."""
    start = 0  # moved on, not cut off: a server may send interim answers by the thousand
    while (match := STATUS_LINE.match(data, start)) and match[1].startswith(b"1"):
        interim = BLANK_LINE.search(data, start)
        if interim is None:
            break
        start = interim.end()
    match = STATUS_LINE.match(data, start)
    if match is None:
        return Failure(FailureCode.MALFORMED, objection)
    end = BLANK_LINE.search(data, start)
    head, body = (data[start : end.start()], data[end.end() :]) if end else (data[start:], b"")
    headers = []
    for line in LINE_END.split(head)[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((name.strip().decode("latin-1"), value.strip().decode("latin-1")))
    return Response(int(match[1]), tuple(headers), body[:max_body], complete=False, malformed=objection)


def _request(url: URL, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {url.raw_path_qs} HTTP/1.1", f"Host: {url.host_port_subcomponent}", "Connection: close"]
    # Nothing that would have to be undone: the body is for people and simple rules.
    lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() != "accept-encoding"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
