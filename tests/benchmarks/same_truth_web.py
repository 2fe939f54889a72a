"""A generated web under its real names and ports, night after night, that writes down every request it reads.

The hosts are those of `living_web`, without what is drawn by lot while they answer, and some with large pages. Two in
three keep a connection open after an answer, and one in eight breaks it when it is used again, before anything is
read; half know whether a page has changed. It lives in a network namespace.
"""

from __future__ import annotations

import asyncio
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from ssl import SSLContext

import trustme
from dnslib import DNSRecord  # type: ignore[import-untyped]  # it has none

from linkcheck.model import Failure, FailureCode, Response
from tests.benchmarks.living_pages import answer
from tests.benchmarks.living_sockets import tls_of, write
from tests.benchmarks.living_web import Host, Link, Web
from tests.benchmarks.speed_pages import page
from tests.internet.names import NameServer, Question, the_world, v4
from tests.internet.prose import notice
from tests.internet.visit import Visit
from tests.internet.world import NAME_SERVER

OPEN, CLOSED = "127.64.0.1", "127.64.0.2"
"""Where the hosts are, and where nobody listens."""
AWAY = {"refused connections", "connections unanswered"}
DRAWN_WHILE_ASKED = {"flaky"}
SILENT = "silence behind a handshake"
HANGS_UP = Failure(FailureCode.EMPTY_REPLY, "the host hangs up")
LARGE = 24
STATE = b"<script>state='" + b"0123456789abcdef" * 9000 + b"'</script>"
"""Of 144 KB: what stands after it is out of reach of who reads the first 64 or 128 KB."""


@dataclass(slots=True)
class Recorder:
    """The servers of one web, and all that was asked of them."""

    web: Web
    seen: Counter[str] = field(default_factory=Counter)
    """The requests of a night, by their kinds."""

    def zone(self, question: Question) -> DNSRecord | None:
        """Say where a name is tonight."""
        if question.name.endswith("invalid") or "." not in question.name:
            return the_world(question)
        host = self.web.hosts.get(question.name.removeprefix("www."))
        condition = host.condition_name if host is not None else "none"
        if condition == "no name server":
            return question.reply(rcode="SERVFAIL")
        return v4(question, CLOSED if condition in AWAY else OPEN)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other on a connection."""
        port = 443 if writer.get_extra_info("sslcontext") else 80
        visit = Visit(reader, writer, port, Counter())
        with suppress(OSError, asyncio.IncompleteReadError):
            while await self._one(visit, reader, writer):
                pass
        writer.close()

    async def _one(self, visit: Visit, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer a request; False where the connection ends with it."""
        again = visit.counts.total() > 0
        if not await visit.read_request():
            return False
        lot = zlib.crc32(visit.host.encode())
        if again and lot % 8 == 0:
            return False
        self.seen[visit.kind] += 1
        outcome = self.web.says(
            "https" if visit.port == 443 else "http",
            visit.host,
            visit.path,
            browser=visit.is_browser,
            cookie=visit.headers.get("cookie", ""),
        )
        if isinstance(outcome, Response) and lot % 2:
            outcome = known(outcome, visit)
        keep = lot % 3 > 0 and isinstance(outcome, Response)
        await write(outcome, reader, writer, keep=keep)
        return keep

    async def live(self, authority: trustme.CA, ready: threading.Event, stop: threading.Event) -> None:
        """Serve names and pages until the end."""
        loop = asyncio.get_running_loop()
        names, _ = await loop.create_datagram_endpoint(lambda: NameServer({}, self.zone), local_addr=(NAME_SERVER, 53))
        doors: tuple[tuple[int, SSLContext | None], ...] = ((80, None), (443, tls_of(authority)))
        servers = [await asyncio.start_server(self.serve, OPEN, port, backlog=512, ssl=tls) for port, tls in doors]
        ready.set()
        await asyncio.to_thread(stop.wait)
        for server in servers:
            server.close()
        names.close()


def known(outcome: Response, visit: Visit) -> Response:
    """Give a page the validators of its bytes, and leave the bytes out where the client has them."""
    if outcome.status != 200 or not outcome.body:
        return outcome
    mark = zlib.crc32(outcome.body)
    validators = (("ETag", f'"{mark:08x}"'), ("Last-Modified", formatdate(mark // 4, usegmt=True)))
    asked = ((visit.headers.get("if-none-match"), 0), (visit.headers.get("if-modified-since"), 1))
    has = next((validators[at][1] == value for value, at in asked if value is not None), False)
    if has:
        return Response(304, validators)
    return Response(outcome.status, (*outcome.headers, *validators), outcome.body)


def a_web(size: int) -> Web:
    """Return a web of so many links, and some to large pages."""
    web = Web(1, size)
    for number in range(LARGE):
        name, path = f"large{number}.org", f"/old/{number}-the-large-page"
        host = web.hosts[name] = Host(name, answer(404, notice("404", ("There is no such page.",))), "404")
        host.pages[path] = answer(200, large(number))
        web.links.append(Link(f"{'https' if number % 2 else 'http'}://{name}{path}", "large"))
    return web


def large(number: int) -> bytes:
    """Return a page of 30 KB and more: with its words first, or behind a script, or an error's words at the end."""
    body = page(number).encode()
    if number % 4 == 1:
        return body.replace(b"<body>", STATE + b"<body>")
    if number % 4 == 2:
        return body.replace(b"</body>", STATE + b"<h1>Page not found</h1><p>The page does not exist.</p></body>")
    if number % 4 == 3:
        return b"<html>" + STATE + b"<title>Page not found</title><h1>404 - Page not found</h1></html>"
    return body


def dawn(web: Web, night: int) -> None:
    """Let a night begin; what is drawn by lot while it is asked would not be the same twice."""
    web.dawn(night)
    for host in web.hosts.values():
        if host.condition_name in DRAWN_WHILE_ASKED:
            host.condition, host.condition_name = lambda asked: None, "none"
        elif host.condition_name == SILENT:  # the small internet has silence, and here it took an hour of waiting
            host.condition = lambda asked: HANGS_UP


@contextmanager
def open_recorder(web: Web, ca_file: Path) -> Iterator[Recorder]:
    """Serve a web until the block ends; `ca_file` gets the authority's certificate."""
    authority, recorder = trustme.CA(), Recorder(web)
    authority.cert_pem.write_to_path(str(ca_file))
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(recorder.live(authority, ready, stop)), name="recorded web")
    thread.start()
    ready.wait()
    try:
        yield recorder
    finally:
        stop.set()
        thread.join()
