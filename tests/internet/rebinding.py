"""Names that change their mind between check and connect, before the unmodified program (DNS rebinding).

The name server is a real one at port 53: it first gives an address that looks public, where the host really is, and at
the next question one of the reader's own network, where a server writes down every connection. Nothing may ever arrive
there. In a network namespace, where a route makes public addresses local; needs root on Linux.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dnslib import DNSRecord  # type: ignore[import-untyped]  # it has none

from tests.internet.answers import gone, good, redirect, small_page
from tests.internet.authority import Authority
from tests.internet.behaviour import Tls
from tests.internet.names import Delegation, NameServer, Question, v4
from tests.internet.namespace import enter, program, settle
from tests.internet.world import NAME_SERVER

PUBLIC = "93.184.216.{}"
NOBODY = "93.184.217.1"
"""Looks public, and refuses connections."""
PRIVATE = ("127.0.0.1", "10.0.0.1", "169.254.169.254")

LOST = good(body=small_page("Page not found"))
"""Asks for a random sibling, and so for robots.txt before."""

Answers = Callable[[str], bytes]
"""Gives the answer for a path."""


@dataclass(frozen=True, slots=True)
class Host:
    """A name, what it has for whom, and how its mind changes."""

    url: str
    answers: Answers = lambda path: good() if path == "/page" else gone()
    tls: Tls = Tls.GOOD
    private: str = PRIVATE[0]
    both: bool = False
    """The first answer has both addresses, of which the public one refuses connections."""
    settled: bool = False
    """It never changes its mind."""

    @property
    def name(self) -> str:
        """Return the name in its URL."""
        return self.url.split("/")[2]


HOSTS = (
    Host("http://flips.lab/page"),
    Host("https://flips-encrypted.lab/page", private=PRIVATE[1]),
    Host("http://both.lab/page", both=True),
    Host("http://both-at-metadata.lab/page", both=True, private=PRIVATE[2]),
    # The port is another, so the name is looked up once more.
    Host("http://upgrades.lab/page", lambda _: redirect(302, "https://upgrades.lab/page")),
    Host("https://downgrades.lab/page", lambda _: redirect(302, "http://downgrades.lab/page"), private=PRIVATE[2]),
    Host("http://hops.lab/page", lambda _: redirect(302, "http://hops.lab:8080/page"), private=PRIVATE[1]),
    Host("http://sends.lab/page", lambda _: redirect(302, "http://private.lab/page"), settled=True),
    # The robots.txt that is asked for before a random sibling is.
    Host(
        "http://robots.lab/page",
        lambda path: redirect(302, "http://private.lab/robots.txt") if path == "/robots.txt" else LOST,
        settled=True,
    ),
    Host(
        "http://robots-upgrade.lab/page",
        lambda path: redirect(302, "https://robots-upgrade.lab/robots.txt") if path == "/robots.txt" else LOST,
    ),
    # The certificate says that its issuer's is to be had at port 80 of the same host.
    Host("https://issuer.lab/page", tls=Tls.FETCHABLE_INTERMEDIATE),
    Host("https://issuer-at-router.lab/page", tls=Tls.FETCHABLE_INTERMEDIATE, private=PRIVATE[1]),
)


@dataclass(slots=True)
class Seen:
    """Who was connected to, and which names were looked up how often."""

    private: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    lookups: dict[str, int] = field(default_factory=dict)


def in_a_namespace(folder: Path, *arguments: str) -> Mapping[str, Any]:
    """Run the program; return its report, and who was connected to."""
    output = folder / "told.json"
    done = enter("tests.internet.rebinding", str(folder), str(output), *arguments)
    assert output.exists(), done.stderr
    told: Mapping[str, Any] = json.loads(output.read_bytes())
    return told


def main(folder: Path, output: Path, *arguments: str) -> None:
    """Inside the namespace: open both worlds, run the program, write what it said and who heard of it."""
    settle(folder)
    for network in ("93.184.216.0/23", "10.0.0.0/24", "169.254.169.0/24"):
        subprocess.run(["ip", "route", "add", "local", network, "dev", "lo"], check=True)
    (folder / "post.md").write_text("".join(f"<{host.url}>\n\n" for host in HOSTS), encoding="utf-8")
    seen = Seen()
    with opened(folder, seen):
        flags = ("--format", "json", "--no-archive", "--timeout", "5", "--max-retries", "1", *arguments)
        done = program("scan", "post.md", *flags, cwd=folder, ca_file=folder / "ca.pem")
    told = {
        "report": json.loads(done.stdout),
        "said": done.stderr,
        "private": seen.private,
        "public": seen.public,
        "lookups": seen.lookups,
    }
    output.write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def opened(folder: Path, seen: Seen) -> Iterator[None]:
    """Run the name server and all hosts in a thread until the block ends."""
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(folder, seen, ready, stop)), name="two worlds")
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


async def _serve(folder: Path, seen: Seen, ready: threading.Event, stop: threading.Event) -> None:
    authority = Authority(folder)
    zones = {"private.lab": Delegation(lambda question: v4(question, PRIVATE[0]), "")}
    for number, host in enumerate(HOSTS, 1):
        address = PUBLIC.format(number)
        zones[host.name] = Delegation(_zone(host, address, seen), address)
        context = authority.context(host.tls, host.name)
        for port, wrapped in ((80, None), (443, context), (8080, None)):
            if not host.both:
                await asyncio.start_server(_public(host, seen, port), address, port, ssl=wrapped)
    for address in PRIVATE:
        for port in (80, 443, 8080):
            await asyncio.start_server(_private(address, seen), address, port)
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: NameServer(zones), local_addr=(NAME_SERVER, 53))
    ready.set()
    await asyncio.to_thread(stop.wait)


def _zone(host: Host, address: str, seen: Seen) -> Callable[[Question], DNSRecord]:
    def zone(question: Question) -> DNSRecord:
        if question.kind == "A":
            seen.lookups[host.name] = question.number
        if host.both:
            return v4(question, NOBODY, host.private)
        return v4(question, address if question.number == 1 or host.settled else host.private)

    return zone


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


def _public(host: Host, seen: Seen, port: int) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ")[1]
            seen.public.append(f"{host.name}:{port}{path if path in ('/page', '/robots.txt') else ''}")
            writer.write(host.answers(path))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    return serve


def _private(address: str, seen: Seen) -> Serve:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.private.append(address)
        writer.close()

    return serve


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
