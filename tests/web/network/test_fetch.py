"""Single exchanges over the wire: what is sent, what comes back, and what is not done."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
import uvloop

from linkcheck.model import Exchange, Failure, FailureCode, Origin, Profile, Request, Response, Tls, Url
from linkcheck.web.network import NetworkSettings, open_single_fetch
from linkcheck.web.network.fetch import open_fetcher
from linkcheck.web.network.profiles import headers
from tests.support.over_nights import mute_port
from tests.support.patience import patience
from tests.support.servers import SETTINGS, Answer, Names, Server, Visit, page, reply, serve

NAME = "site.example"


def ask(
    answer: bytes | Answer, path: str = "/page", *, settings: NetworkSettings = SETTINGS, times: int = 1
) -> tuple[Exchange, Server]:
    """Return what a request to a server gave, and the server."""

    async def run() -> tuple[Exchange, Server]:
        async with (
            serve(answer, keep=settings.keep_alive) as server,
            open_single_fetch(settings, resolver=Names({NAME: server.address})) as fetch,
        ):
            request = Request(Url(f"http://{NAME}:{server.port}{path}"))
            made = [await fetch(request) for _ in range(times)]
            assert all(len(exchanges) == 1 for exchanges in made)
            return made[-1][0], server

    return asyncio.run(run())


def answered(exchange: Exchange) -> Response:
    """Return the answer of an exchange that has one."""
    assert isinstance(exchange.outcome, Response), exchange.outcome
    return exchange.outcome


def failed(exchange: Exchange) -> Failure:
    """Return the failure of an exchange that failed."""
    assert isinstance(exchange.outcome, Failure), exchange.outcome
    return exchange.outcome


@pytest.mark.parametrize(
    "path",
    ["/a%2Fb", "/a%7eb", "/a+b;c", "/a[1]", "/page?", "/page?sig=%2B%2f&x", "/a//b/./c/../d", "/p?q=a|b", "/%zz"],
)
def test_a_path_is_sent_as_written(path: str) -> None:
    """Not a byte of path and query is changed on the way."""
    _, server = ask(page(), path)
    assert server.visits[0].path == path


def test_the_honest_profile_says_who_asks() -> None:
    """The user agent is ours; there is one Host header, with the port, and no cookie."""
    _, server = ask(page())
    headers = server.visits[0].headers
    assert headers["user-agent"] == "linkcheck test"
    assert headers["host"] == f"{NAME}:{server.port}"
    assert "cookie" not in headers


def test_headers_and_broken_bytes_of_them_survive() -> None:
    """UTF-8 and Latin-1 values are both read, in order and with repetitions."""
    exchange, _ = ask(b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9\r\nX: a\r\nx: \xc3\xa9\r\nContent-Length: 0\r\n\r\n")
    answer = answered(exchange)
    assert answer.header("location") == "/caf\u00e9"
    assert [value for name, value in answer.headers if name.lower() == "x"] == ["a", "\u00e9"]


def test_redirects_are_not_followed() -> None:
    """A redirect is an answer like any other."""
    exchange, server = ask(reply(301, "Location: /elsewhere"))
    assert answered(exchange).status == 301
    assert len(server.visits) == 1


def test_a_broken_connection_is_not_tried_again() -> None:
    """Neither after a reset nor after silence does anything ask a second time by itself."""
    for answer, code in ((Visit.reset, FailureCode.RESET), (b"", FailureCode.EMPTY_REPLY)):
        exchange, server = ask(answer)
        assert failed(exchange).code is code
        assert server.connections == 1


def test_a_body_is_read_no_further_than_needed() -> None:
    """What is no text is not read; a long text is cut off, and said to be."""
    long = b"x" * (SETTINGS.max_body + 1000)
    answer = answered(ask(reply(200, "Content-Type: text/html", body=long))[0])
    assert (len(answer.body), answer.complete) == (SETTINGS.max_body, False)
    answer = answered(ask(reply(200, "Content-Type: image/png", body=long))[0])
    assert (answer.body, answer.complete) == (b"", False)
    answer = answered(ask(reply(200, "Content-Type: text/html", body=b"whole"))[0])
    assert (answer.body, answer.complete) == (b"whole", True)


def test_a_status_stands_whatever_becomes_of_the_body() -> None:
    """A body that ends too early, never ends, or is badly packed does not undo the answer."""

    async def hang(visit: Visit) -> bytes:
        visit.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\nsome")
        await asyncio.sleep(60)
        return b""

    short = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\nsome"
    packed = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nsome"
    hasty = replace(SETTINGS, timeout=patience(1.0))
    for answer, complete in ((short, False), (hang, False), (packed, True)):
        got = answered(ask(cast("bytes | Answer", answer), settings=hasty)[0])
        assert (got.status, got.body, got.complete) == (200, b"some", complete)


def test_a_server_that_says_nothing_times_out() -> None:
    """The time is the setting's."""

    async def hang(_: Visit) -> bytes:
        await asyncio.sleep(60)
        return b""

    exchange, _ = ask(hang, settings=replace(SETTINGS, timeout=patience(0.1)))
    assert failed(exchange).code is FailureCode.TIMEOUT


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("takes", [True, False])
def test_who_takes_a_connection_is_told_from_who_does_not(
    loop: Callable[[], asyncio.AbstractEventLoop], scheme: str, takes: bool
) -> None:
    """Silence behind the handshake of TCP is no sign of death, that of TLS neither; a call that nobody takes is one."""

    async def run(port: int) -> Exchange:
        settings = replace(SETTINGS, timeout=patience(1.0))
        async with open_single_fetch(settings, resolver=Names({})) as fetch:
            return (await fetch(Request(Url(f"{scheme}://127.0.0.1:{port}/"))))[0]

    with mute_port(calls=0 if takes else 3) as port, asyncio.Runner(loop_factory=loop) as runner:
        made = runner.run(run(port))
    assert failed(made).code is (FailureCode.TIMEOUT if takes else FailureCode.CONNECT_TIMEOUT)


def test_a_closed_port_refuses() -> None:
    """Nobody listens at a port that was just given back."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]

    async def run() -> Exchange:
        async with open_single_fetch(SETTINGS, resolver=Names({})) as fetch:
            return (await fetch(Request(Url(f"http://127.0.0.1:{port}/"))))[0]

    assert failed(asyncio.run(run())).code is FailureCode.CONNECT_REFUSED


def test_connections_are_fresh_unless_they_are_kept() -> None:
    """Kept ones are used again after a body that was read to its end."""
    _, server = ask(page(), times=3)
    assert server.connections == 3
    _, server = ask(page(), times=3, settings=replace(SETTINGS, keep_alive=True))
    assert (server.connections, len(server.visits)) == (1, 3)


def test_a_host_has_headers_of_its_own() -> None:
    """They are sent to that host and to no other."""
    secret = {"Authorization": "Bearer secret"}
    for origin, sent in [
        (Origin(None, NAME, None), True),
        (Origin("http", NAME, None), True),
        (Origin(None, "other.example", None), False),
        (Origin("https", NAME, None), False),
        (Origin("http", NAME, 80), False),
    ]:
        _, server = ask(page(), settings=replace(SETTINGS, bound_headers=((origin, secret),)))
        assert ("authorization" in server.visits[0].headers) is sent, origin


@pytest.mark.parametrize(("insecure", "sent"), [(False, False), (True, True)])
def test_who_proved_nothing_learns_no_secret(*, insecure: bool, sent: bool) -> None:
    """A server with a bad certificate is asked whether it is there, without password and host's own headers."""
    settings = replace(SETTINGS, insecure=insecure, bound_headers=((Origin("https", NAME, 443), {"X-Own": "1"}),))
    loose = headers(Request(Url(f"https://me:secret@{NAME}/"), tls=Tls.LOOSE), settings)
    assert ({"X-Own", "Authorization"} <= loose.keys()) is sent
    assert ({"X-Own", "Authorization"} & loose.keys() != set()) is sent
    strict = headers(Request(Url(f"https://me:secret@{NAME}/")), settings)
    assert {"X-Own", "Authorization"} <= strict.keys()


def test_a_header_is_sent_once_however_it_is_spelt() -> None:
    """What the user sets takes the place of what the profile sends."""
    _, server = ask(page(), settings=replace(SETTINGS, headers={"user-agent": "mine", "ACCEPT": "text/plain"}))
    head = server.visits[0].head.lower()
    assert (head.count("user-agent:"), head.count("accept:")) == (1, 1)
    assert server.visits[0].headers["user-agent"] == "mine"


def test_settings_overrule_the_password_of_a_link() -> None:
    """A host's own Authorization is sent rather than what stands in the URL, and only one of them."""

    async def run() -> Server:
        mine = {"authorization": "Bearer mine"}
        settings = replace(SETTINGS, bound_headers=((Origin(None, NAME, None), mine),))
        async with (
            serve(page()) as server,
            open_single_fetch(settings, resolver=Names({NAME: server.address})) as fetch,
        ):
            await fetch(Request(Url(f"http://user:secret@{NAME}:{server.port}/?")))
            return server

    visit = asyncio.run(run()).visits[0]
    assert visit.headers["authorization"] == "Bearer mine"
    assert visit.head.lower().count("authorization") == 1
    assert visit.path == "/?"


def test_the_browser_profile_looks_like_one() -> None:
    """It sends what browsers send and nothing of ours."""

    async def run() -> Server:
        async with serve(page()) as server, open_single_fetch(SETTINGS, resolver=Names({})) as fetch:
            await fetch(Request(Url(server.url()), profile=Profile.BROWSER))
            return server

    headers = asyncio.run(run()).visits[0].headers
    assert headers["user-agent"].startswith("Mozilla/5.0")
    assert "linkcheck" not in str(headers)


MALFORMED_BUT_READABLE = {
    "a header without a colon": b"HTTP/1.1 404 Not Found\r\nnonsense\r\nContent-Type: text/html\r\n\r\ngone",
    "two lengths": b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\ngone",
    "a space in a header's name": b"HTTP/1.1 404 Not Found\r\nBad Name: x\r\n\r\ngone",
    "no version": b"HTTP 404 Not Found\r\n\r\ngone",
    "ICY": b"ICY 404 Not Found\r\n\r\ngone",
    "bare line feeds and junk": b"HTTP/1.1 404 Not Found\n: x\n\ngone",
}


@pytest.mark.parametrize("data", MALFORMED_BUT_READABLE.values(), ids=MALFORMED_BUT_READABLE)
def test_what_aiohttp_cannot_parse_is_read_loosely(data: bytes) -> None:
    """The answer is there, with its status and body, and says what was objected to; the Host header has the port."""
    exchange, server = ask(data)
    answer = answered(exchange)
    assert answer.status == 404
    assert b"gone" in answer.body
    assert answer.malformed
    assert server.visits[-1].headers["host"] == f"{NAME}:{server.port}"


@pytest.mark.parametrize("url", ["http://", "http://a..b/", "http://" + "a" * 70 + ".example/", "http://x:99999/"])
def test_a_url_that_cannot_be_asked_for_is_a_failure(url: str) -> None:
    """Never an exception."""

    async def run() -> Exchange:
        async with open_single_fetch(SETTINGS, resolver=Names({})) as fetch:
            return (await fetch(Request(Url(url))))[0]

    assert failed(asyncio.run(run())).code in (FailureCode.BAD_URL, FailureCode.DNS_NXDOMAIN)


def test_all_parts_together_keep_to_the_limit() -> None:
    """A slow name, a slow answer and a slow body do not each get the whole time."""

    async def run() -> Exchange:
        async with open_fetcher(SETTINGS, Names({}, silent={NAME})) as fetcher:
            return await fetcher.exchange(Request(Url(f"http://{NAME}/")), limit=0.1)

    assert failed(asyncio.run(run())).code is FailureCode.DNS_FAILURE
