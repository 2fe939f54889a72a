"""Connections between the requests of one host, over the wire: which are used again, and what breaks there."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from linkcheck.model import Exchange, Profile, Request, Response, Tls, Url
from linkcheck.web import network
from linkcheck.web.network import NetworkSettings, kept, open_fetch
from tests.support.servers import LOOPBACK, SETTINGS, Answer, Names, Server, Visit, page, reply, serve

MANY = Counter({LOOPBACK: 9})
LOOKS = (Request(Url("")), Request(Url("")))


def ask(
    answer: bytes | Answer,
    looks: Sequence[Request] = LOOKS,
    ahead: Counter[str] = MANY,
    settings: NetworkSettings = SETTINGS,
) -> tuple[list[Exchange], Server]:
    """Return what requests gave that were made one after the other, and the server; each has one exchange."""

    async def run() -> tuple[list[Exchange], Server]:
        async with serve(answer, keep=True) as server, open_fetch(settings, ahead=ahead) as fetch:
            made = [await fetch(replace(look, url=Url(server.url(f"/{number}")))) for number, look in enumerate(looks)]
            assert {len(exchanges) for exchanges in made} == {1}
            return [exchanges[0] for exchanges in made], server

    return asyncio.run(run())


def statuses(made: Sequence[Exchange]) -> list[int]:
    """Return the statuses of answers, of which each is whole."""
    outcomes = [exchange.outcome for exchange in made]
    assert all(isinstance(outcome, Response) and outcome.complete for outcome in outcomes), outcomes
    return [outcome.status for outcome in outcomes if isinstance(outcome, Response)]


def test_a_queue_needs_one_connection() -> None:
    """Its requests come one after the other."""
    made, server = ask(page(), LOOKS * 2)
    assert statuses(made) == [200] * 4
    assert server.connections == 1


def test_a_connection_is_closed_after_the_last_of_its_queue() -> None:
    """The server hears of it at once; a later request has one of its own."""
    ahead = Counter({LOOPBACK: 1})

    async def run() -> int:
        async with serve(page(), keep=True) as server, open_fetch(SETTINGS, ahead=ahead) as fetch:
            for number in range(3):
                await fetch(Request(Url(server.url(f"/{number}"))))
                if number > 0:
                    await server.visits[-1].writer.wait_closed()
                ahead.clear()
            return server.connections

    assert asyncio.run(run()) == 2


def test_one_link_has_a_connection_of_its_own() -> None:
    """Nothing else of its host is to come."""
    _, server = ask(page(), ahead=Counter())
    assert server.connections == 2


def silent_close(visit: Visit) -> bytes:
    """Close as the request arrives."""
    visit.writer.close()
    return b""


FAULTS: dict[str, Callable[[Visit], bytes]] = {
    "closed": silent_close,
    "reset": Visit.reset,
    "half a page": lambda visit: page()[:-20] + silent_close(visit),
    "half a head": lambda visit: page()[:20] + silent_close(visit),
    "no HTTP": lambda visit: b"\0\1\2\3 nothing\r\n\r\n" + silent_close(visit),
    "idle for too long": lambda _: reply(408, "Connection: close"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_breaks_on_a_used_connection_is_asked_again(fault: str) -> None:
    """Alone the answer on a fresh connection is evidence."""

    made, server = ask(lambda visit: FAULTS[fault](visit) if visit.number == 2 else page())
    assert statuses(made) == [200, 200]
    assert [visit.path for visit in server.visits] == ["/0", "/1", "/1"]
    assert server.visits[1].writer is server.visits[0].writer
    assert server.connections == 2


@pytest.mark.parametrize("fault", ["closed", "reset"])
def test_what_breaks_on_a_fresh_connection_is_evidence(fault: str) -> None:
    """It is not asked again here."""
    settings = replace(SETTINGS, max_retries=0)
    made, server = ask(FAULTS[fault], LOOKS[:1], settings=settings)
    assert not isinstance(made[0].outcome, Response)
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    "answer",
    [page("It goes.", "Connection: close"), page().replace(b"HTTP/1.1", b"HTTP/1.0")],
    ids=["said", "HTTP/1.0"],
)
def test_a_server_that_keeps_none_has_none_kept(answer: bytes) -> None:
    """Nothing breaks, and nothing is asked twice."""
    made, server = ask(answer)
    assert statuses(made) == [200, 200]
    assert server.connections == len(server.visits) == 2


@pytest.mark.parametrize(
    "look",
    [
        Request(Url(""), profile=Profile.BROWSER),
        Request(Url(""), delay=0.001),
        Request(Url(""), tls=Tls.LOOSE),
    ],
    ids=["as a browser", "later", "loosely"],
)
def test_a_second_look_comes_on_a_fresh_connection(look: Request) -> None:
    """As do probes, which wait."""
    _, server = ask(page(), (LOOKS[0], look))
    assert server.connections == 2
    assert server.visits[1].headers["connection"] == "close"


def test_a_retry_comes_on_a_fresh_connection() -> None:
    """What was said on the first is evidence."""

    async def run() -> tuple[list[Exchange], Server]:
        async with (
            serve(lambda visit: reply(503) if visit.number == 2 else page(), keep=True) as server,
            open_fetch(SETTINGS, ahead=MANY, sleep=lambda _: asyncio.sleep(0)) as fetch,
        ):
            await fetch(Request(Url(server.url())))
            return list(await fetch(Request(Url(server.url())))), server

    made, server = asyncio.run(run())
    assert statuses(made) == [503, 200]
    assert server.connections == 2


def test_an_answer_that_nobody_asked_for_is_nobody_s() -> None:
    """A server that sends more than it said has its connection closed."""
    made, server = ask(page() + reply(404, "Content-Type: text/html"))
    assert statuses(made) == [200, 200]
    assert server.connections == 2


def test_a_connection_is_kept_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers close idle ones."""
    monkeypatch.setattr(kept, "KEPT_S", -1.0)
    made, server = ask(page())
    assert statuses(made) == [200, 200]
    assert server.connections == 2


@pytest.mark.parametrize(("free", "reused"), [(None, 40), (8192, 40), (256, 21), (64, 5), (4, 0), (0, 0)])
def test_connections_that_are_kept_fit_into_the_descriptors(
    monkeypatch: pytest.MonkeyPatch, free: int | None, reused: int
) -> None:
    """Of 40 hosts so many have one; the others have a fresh one each time."""
    monkeypatch.setattr(network, "make_room", lambda: free)
    hosts = [f"h{number}.example" for number in range(40)]

    async def run() -> int:
        async with (
            serve(page(), keep=True) as server,
            open_fetch(
                replace(SETTINGS, max_concurrency=200),
                resolver=Names(dict.fromkeys(hosts, server.address)),
                ahead=dict.fromkeys(hosts, 9),
            ) as fetch,
        ):
            for number in range(2):
                for host in hosts:
                    (made,) = await fetch(Request(Url(f"http://{host}:{server.port}/{number}")))
                    assert isinstance(made.outcome, Response)
            return server.connections

    assert asyncio.run(run()) == 80 - reused


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_a_proxy_keeps_connections_as_servers_do(monkeypatch: pytest.MonkeyPatch, fault: str | None) -> None:
    """And breaks them as they do."""

    async def run() -> tuple[list[Exchange], Server]:
        async with serve(
            lambda visit: FAULTS[fault](visit) if fault is not None and visit.number == 2 else page(), keep=True
        ) as server:
            monkeypatch.setenv("http_proxy", server.url(""))
            monkeypatch.delenv("no_proxy", raising=False)
            settings = replace(SETTINGS, use_proxies=True)
            async with open_fetch(settings, ahead=Counter({"site.example": 9})) as fetch:
                made = [await fetch(Request(Url(f"http://site.example/{number}"))) for number in range(2)]
                return [each for exchanges in made for each in exchanges], server

    made, server = asyncio.run(run())
    assert statuses(made) == [200, 200]
    assert server.connections == (1 if fault is None else 2)


def test_a_body_waits_for_a_place_and_not_on_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two answers whose bodies are withheld, each is whole in the end."""
    monkeypatch.setattr("linkcheck.web.network.fetch.BODIES", 1)
    both = asyncio.Barrier(2)

    async def answer(visit: Visit) -> bytes:
        head, _, body = page().partition(b"\r\n\r\n")
        visit.writer.write(head + b"\r\n\r\n")
        await both.wait()
        return body

    async def run() -> list[Exchange]:
        async with serve(answer) as server, open_fetch(SETTINGS) as fetch:
            made = await asyncio.gather(*(fetch(Request(Url(server.url(f"/{number}")))) for number in range(2)))
            return [each for exchanges in made for each in exchanges]

    assert statuses(asyncio.run(run())) == [200, 200]
