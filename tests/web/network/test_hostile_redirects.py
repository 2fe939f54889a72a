"""Redirects that mean harm: to this machine, to what is no page, into a header, and without end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest
from aiohttp.abc import ResolveResult

from linkcheck.model import Failure, FailureCode, Reason, State
from tests.support.servers import SETTINGS, Names, Server, page, reply, serve
from tests.web.network.trials import NOT_DEAD, Trial, leads_to, trial, tried

ALLOWED, FORBIDDEN = "127.0.0.2", "127.0.0.1"
ONE_ALLOWED = replace(SETTINGS, allow_networks=(ip_network(f"{ALLOWED}/32"),))

NO_PAGES = ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,hello", "about:blank", "blob:x", "FILE:/etc"]


@pytest.mark.parametrize("location", NO_PAGES)
def test_a_redirect_to_what_is_no_page(location: str) -> None:
    """It is not followed, and nothing is read from this machine."""
    seen = trial(leads_to(location))
    assert (seen.verdict.state, seen.verdict.reason) == (State.UNSURE, Reason.BAD_REDIRECT)
    assert all(exchange.request.url.startswith("http://") for exchange in seen.check.exchanges)


SPELLINGS = [
    FORBIDDEN,
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::1]",
    "localhost",
    "inside.example",
    "inside.example.",
    "\uff11\uff12\uff17.0.0.1",
    "127\u30020\u30020\u30021",
]


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("how", ["location", "refresh", "page"])
def test_a_redirect_to_this_machine_is_not_followed(host: str, how: str) -> None:
    """However its address is spelt, nobody is asked there."""

    async def ask() -> tuple[Trial, int]:
        async with serve(page(), address=FORBIDDEN) as inside:
            where = f"http://{host}:{inside.port}/secrets".encode()
            refresh = b"<meta http-equiv=refresh content='0; url=" + where + b"'>"
            ways = {
                "location": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + where + b"\r\n\r\n",
                "refresh": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nRefresh: 0; url=" + where + b"\r\n\r\n",
                "page": reply(200, "Content-Type: text/html; charset=utf-8", body=refresh),
            }
            async with serve(ways[how], address=ALLOWED) as outside:
                seen = await tried(outside.url(), settings=ONE_ALLOWED, names=_System(FORBIDDEN))
            return seen, inside.connections

    seen, connections = asyncio.run(ask())
    assert connections == 0
    assert seen.verdict.state in NOT_DEAD - {State.MOVED}


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "192.168.1.1", "[fd00:ec2::254]"])
def test_a_redirect_into_a_private_network_is_refused_before_it_is_made(address: str) -> None:
    """The metadata of a cloud's machines, the router at home."""
    seen = trial(leads_to(f"http://{address}/latest/meta-data/"))
    outcome = seen.check.exchanges[-1].outcome
    assert isinstance(outcome, Failure)
    assert outcome.code is FailureCode.PRIVATE_ADDRESS
    assert seen.verdict.state in NOT_DEAD - {State.ALIVE, State.MOVED}


class _System(Names):
    """The names of the tests, and addresses however they are spelt, as the C library reads them."""

    def __init__(self, inside: str) -> None:
        super().__init__({"inside.example": inside, "inside.example.": inside, "localhost": inside})

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the address of a name or a number."""
        if host not in self.addresses and host[:1].isdigit():
            self.addresses = {**self.addresses, host: socket.gethostbyname(host)}
        return await super().resolve(host, port, family)


class _Rebinding(Names):
    """Says a harmless address first, and this machine's whenever it is asked again."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Change its mind after the first question."""
        found = await super().resolve(host, port, family)
        if len(self.asked) == 1:
            return [ResolveResult({**each, "host": "93.184.216.34"}) for each in found]
        return found


def test_a_name_that_is_bound_anew_between_question_and_connection() -> None:
    """What is connected to is what was judged: the second answer is judged as the first was."""

    async def ask() -> tuple[Trial, int]:
        async with serve(page(), address=FORBIDDEN) as inside:
            names = _Rebinding({"rebinding.example": FORBIDDEN})
            seen = await tried(f"http://rebinding.example:{inside.port}/", settings=ONE_ALLOWED, names=names)
            return seen, inside.connections

    seen, connections = asyncio.run(ask())
    assert connections == 0
    assert seen.verdict.state in NOT_DEAD - {State.ALIVE}


@pytest.mark.parametrize(
    "text", ["/a\rX-Injected: 1", "/a%0d%0aX-Injected: 1", "/a\x0bX-Injected: 1", "/a\nX: 1", "/ä b"]
)
def test_a_location_cannot_write_a_header(text: str) -> None:
    """What it contains is part of an address and nothing else."""

    async def ask() -> Server:
        head = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {text}\r\n\r\n".encode("latin-1")
        async with serve(lambda visit: page() if visit.path != "/page" else head) as server:
            await tried(server.url())
            return server

    for visit in asyncio.run(ask()).visits:
        assert "x-injected" not in visit.headers
        assert "\n" not in visit.head.replace("\r\n", "")


@asynccontextmanager
async def _refreshing() -> AsyncIterator[Server]:
    """Every page is a refresh to the next."""
    async with serve(
        lambda visit: reply(
            200,
            "Content-Type: text/html",
            body=f"<meta http-equiv=refresh content='0; url=/page/{visit.number}'>".encode(),
        )
    ) as server:
        yield server


def test_refreshes_without_end_come_to_one() -> None:
    """A page that always leads to another is followed for a while, and then it is what it is."""

    async def ask() -> tuple[Trial, Server]:
        async with _refreshing() as server:
            return await tried(server.url()), server

    seen, server = asyncio.run(ask())
    assert seen.verdict.state in NOT_DEAD
    assert len(server.visits) <= 12


@pytest.mark.parametrize("value", ["0;" + " " * 60_000, "0; url=" + "' " * 20_000, "0;" + " " * 30_000 + '"x"y'])
def test_a_refresh_is_read_in_time(value: str) -> None:
    """However it is written: a pattern that tries every way to read it would take hours."""
    seen = trial(page("The lighthouse stands at the harbour.", f"Refresh: {value}"))
    assert seen.verdict.state is State.ALIVE


def test_redirects_without_end_come_to_one() -> None:
    """Each to a new address, so that no loop is to be seen."""
    seen = trial(lambda visit: leads_to(f"/page/{visit.number}"))
    assert seen.verdict.state is State.UNREACHABLE
    assert len(seen.check.exchanges) < 50
