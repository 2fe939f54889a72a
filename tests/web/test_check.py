"""Which request comes next: by example, and against servers that answer anything."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Check, Exchange, Failure, FailureCode, Origin, Profile, Request, Response, Tls, Url
from linkcheck.web.check import SECOND_ATTEMPT_S, next_request
from linkcheck.web.check import check as make_check
from linkcheck.web.network import open_fetch
from tests.support.checks import BROWSER, NOW, OUTCOMES, URL, check, failure, html
from tests.support.servers import SETTINGS, Names, Visit, page, reply, serve


def to(where: str, status: int = 302, *headers: tuple[str, str]) -> Response:
    """Return a redirect."""
    return Response(status, (("Location", where), *headers))


def test_a_check_begins_honestly() -> None:
    """The first request is a GET of the target as ourselves."""
    assert next_request(check()) == Request(URL)


@pytest.mark.parametrize("status", [200, 204, 206, 300, 407, 420, 425, 429, 500, 503])
def test_some_answers_need_no_second_attempt(status: int) -> None:
    """A page, overload and server errors are what they are."""
    assert next_request(check(Response(status))) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 410, 418, 451, 600, 999])
def test_a_negative_is_tried_again_as_a_browser(status: int) -> None:
    """From the beginning, a second later, and once only."""
    again = next_request(check(Response(status)))
    assert again == Request(URL, Profile.BROWSER, delay=SECOND_ATTEMPT_S)
    assert next_request(check(Response(status), (again, Response(status)))) is None


def test_a_wall_is_never_got_past() -> None:
    """After a challenge nothing is asked as a browser."""
    assert next_request(check(Response(403, (("cf-mitigated", "challenge"),)))) is None


def test_a_redirect_is_followed_where_it_leads() -> None:
    """Each hop is a request of its own; another host gets a strict handshake again."""
    first = Request(URL, tls=Tls.LOOSE)
    assert next_request(check((first, to("/new")))) == replace(first, url=Url("http://site.example/new"), hop=1)
    other = next_request(check((first, to("https://other.example/"))))
    assert other == Request(Url("https://other.example/"), hop=1)


def test_a_loop_ends() -> None:
    """The same request is not made twice in one attempt; a browser may be treated otherwise."""
    assert next_request(check(to("/page"))) == BROWSER
    assert next_request(check(to("/page"), (BROWSER, to("/page")))) is None


def test_a_cookie_lets_the_same_address_be_asked_again() -> None:
    """What the chain's host set comes back to it, name and value alone, and to no other host."""
    cookies = (("Set-Cookie", "a=1; Path=/elsewhere; Domain=other.example"), ("set-cookie", "b=x=y; HttpOnly"))
    again = next_request(check(to("/page", 302, *cookies)))
    assert again is not None
    assert again.headers == (("Cookie", "a=1; b=x=y"),)
    elsewhere = next_request(check(to("https://other.example/", 302, *cookies)))
    assert elsewhere is not None
    assert elsewhere.headers == ()


@pytest.mark.parametrize("cookie", ["a[b]=1", 'j={"a":1}', "k=é", "ok=1, 2", 'x="q"'])
def test_odd_cookies_come_back_as_they_were_sent(cookie: str) -> None:
    """Browsers ask nothing of a cookie's name and value, so what a server waits for comes back to it."""
    again = next_request(check(to("/page", 302, ("Set-Cookie", f"{cookie}; Path=/; HttpOnly"))))
    assert again is not None
    assert dict(again.headers)["Cookie"] == cookie


def test_a_cookie_that_is_taken_back_is_not_sent() -> None:
    """`Max-Age=0` is how servers delete a cookie."""
    again = next_request(check(to("/page", 302, ("Set-Cookie", "a=1; Max-Age=0"))))
    assert again is not None
    assert "Cookie" not in dict(again.headers)


def test_a_later_cookie_replaces_an_earlier_one() -> None:
    """… and one that cannot be read is left out."""
    second = Request(Url("http://site.example/2"), hop=1)
    steps = check(
        to("/2", 302, ("Set-Cookie", "a=1"), ("Set-Cookie", "=;;")), (second, to("/3", 302, ("Set-Cookie", "a=2")))
    )
    third = next_request(steps)
    assert third is not None
    assert third.headers == (("Cookie", "a=2"),)


def test_a_chain_has_an_end() -> None:
    """Twenty redirects are followed, or as many as are asked for."""
    last = Request(Url("http://site.example/20"), hop=20)
    assert next_request(check((last, to("/21")))) == BROWSER
    hop = next_request(check((replace(last, hop=19), to("/21"))))
    assert hop is not None
    assert hop.hop == 20
    assert next_request(check((Request(URL), to("/1"))), max_redirects=0) == BROWSER


@pytest.mark.parametrize("code", [FailureCode.TLS_EXPIRED, FailureCode.TLS_UNTRUSTED, FailureCode.TLS_WEAK])
def test_a_failed_handshake_is_tried_loosely(code: FailureCode) -> None:
    """Only to learn whether somebody is there, and once."""
    url = Url("https://site.example/")
    loose = next_request(check(failure(code), url=url))
    assert loose == Request(url, tls=Tls.LOOSE)
    assert next_request(check(failure(code), (loose, failure(code)), url=url)) is None


def test_a_missing_name_is_asked_for_twice() -> None:
    """A second later, and not a third time."""
    again = next_request(check(failure(FailureCode.DNS_NXDOMAIN)))
    assert again == Request(URL, delay=SECOND_ATTEMPT_S)
    twice = check(failure(FailureCode.DNS_NXDOMAIN), (again, failure(FailureCode.DNS_NXDOMAIN)))
    assert next_request(twice) is None


@pytest.mark.parametrize("code", [FailureCode.CONNECT_REFUSED, FailureCode.CONNECT_TIMEOUT, FailureCode.NO_ROUTE])
def test_where_http_is_closed_https_is_tried(code: FailureCode) -> None:
    """As browsers do; never the other way, and never beside a port that the author named."""
    assert next_request(check(failure(code))) == Request(Url("https://site.example/page"))
    assert next_request(check(failure(code), url=Url("https://site.example/page"))) is None
    assert next_request(check(failure(code), url=Url("http://site.example:81/page"))) is None


@given(st.data())
def test_every_check_ends(data: st.DataObject) -> None:
    """Whatever the servers answer, the number of requests is bounded, and no chain is longer than allowed."""
    so_far = check()
    for _ in range(60):
        request = next_request(so_far, max_redirects=4)
        if request is None:
            return
        assert request.hop <= 4
        exchange = Exchange(request, data.draw(OUTCOMES), 1)
        so_far = replace(so_far, exchanges=(*so_far.exchanges, exchange))
    raise AssertionError(so_far)


class Script:
    """A fetch whose every request takes as long as told."""

    def __init__(self, seconds: float, *outcomes: Response | Failure) -> None:
        self.seconds = seconds
        self.outcomes = list(outcomes)
        self.asked: list[Request] = []

    async def __call__(self, request: Request, /) -> tuple[Exchange, ...]:
        """Answer with the next outcome."""
        self.asked.append(request)
        return (Exchange(request, self.outcomes.pop(0), round(self.seconds * 1000)),)


def test_a_target_has_a_budget() -> None:
    """When it is spent nothing more is asked; what is left of it is all that the next request gets."""
    script = Script(15, *(to(f"/{number}") for number in range(9)))
    done = asyncio.run(make_check(URL, script, now=lambda: NOW, budget=40))
    assert [request.timeout for request in script.asked] == [None, None, 10]
    assert all(exchange.request.timeout is None for exchange in done.exchanges)


def scan(answers: Mapping[str, bytes | Callable[[Visit], bytes]], path: str = "/page") -> tuple[Check, list[Visit]]:
    """Check a page of `site.example` over the wire; `answers` are by host, and PORT in them is the server's port."""

    def answer(visit: Visit) -> bytes:
        host, _, port = visit.headers["host"].partition(":")
        made = answers[host]
        return (made if isinstance(made, bytes) else made(visit)).replace(b"PORT", port.encode())

    async def run() -> tuple[Check, list[Visit]]:
        own = ((Origin(None, "site.example", None), {"X-Own": "yes"}),)
        async with serve(answer) as server:
            names = Names(dict.fromkeys(answers, server.address))
            settings = replace(SETTINGS, bound_headers=own)
            async with open_fetch(settings, resolver=names, sleep=lambda _: asyncio.sleep(0)) as fetch:
                url = Url(f"http://user:se%20cret@site.example:{server.port}{path}")
                return await make_check(url, fetch, now=lambda: NOW), server.visits

    return asyncio.run(run())


def test_credentials_stay_with_their_host() -> None:
    """Neither the user and password of a link, nor a host's own headers, nor its cookies go to another host."""
    redirect = reply(302, "Location: http://other.example:PORT/landing", "Set-Cookie: session=1")
    done, visits = scan({"site.example": redirect, "other.example": page()})
    first, second = visits
    assert base64.b64decode(first.headers["authorization"].removeprefix("Basic ")) == b"user:se cret"
    assert first.headers["x-own"] == "yes"
    assert second.headers["host"].startswith("other.example")
    assert not {"authorization", "x-own", "cookie"} & second.headers.keys()
    assert "cret" not in second.head
    assert isinstance(done.exchanges[-1].outcome, Response)


def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    """A cloud's metadata service is not asked, by whatever redirect."""
    done, visits = scan({"site.example": reply(302, "Location: http://169.254.169.254/latest/meta-data/")})
    outcome = done.exchanges[-1].outcome
    assert isinstance(outcome, Failure)
    assert outcome.code is FailureCode.PRIVATE_ADDRESS
    assert {visit.headers["host"].split(":")[0] for visit in visits} == {"site.example"}


def test_the_cookie_that_a_server_waits_for_comes_back() -> None:
    """Over the wire: a server that redirects to itself until it sees its cookie."""

    def until_cookie(visit: Visit) -> bytes:
        return (
            page()
            if visit.headers.get("cookie") == "t=1"
            else reply(302, "Location: /page", "Set-Cookie: t=1; Path=/x")
        )

    done, visits = scan({"site.example": until_cookie})
    assert isinstance(done.exchanges[-1].outcome, Response)
    assert done.exchanges[-1].outcome.status == 200
    assert len(visits) == 2


@pytest.mark.parametrize(
    ("setting", "leading", "comes_back"),
    [
        ("https", "https", True),
        ("https", "http", False),  # anybody on the way would read it
        ("http", "https", False),  # anybody on the way may have set it
        ("http", "http", False),
    ],
)
@pytest.mark.parametrize("attribute", ["Secure", " secure ", "SECURE=1", "Path=/; Secure; HttpOnly"])
def test_a_secure_cookie_is_of_https_alone(setting: str, leading: str, attribute: str, *, comes_back: bool) -> None:
    """As in browsers; one without the attribute goes both ways."""
    for cookie, is_sent in ((f"t=1; {attribute}", comes_back), ("t=1; Path=/secure; SameSite=Lax", True)):
        first = to(f"{leading}://site.example/next", 302, ("Set-Cookie", cookie))
        request = next_request(check((Request(Url(f"{setting}://site.example/page")), first)))
        assert request is not None
        assert (request.headers == (("Cookie", "t=1"),)) is is_sent


def test_a_page_that_only_browsers_get_is_found() -> None:
    """Over the wire: 404 for programs."""

    def picky(visit: Visit) -> bytes:
        return page() if visit.headers["user-agent"].startswith("Mozilla") else reply(404)

    done, _ = scan({"site.example": picky})
    outcomes = [exchange.outcome for exchange in done.exchanges]
    assert [outcome.status for outcome in outcomes if isinstance(outcome, Response)] == [404, 200]


def test_a_page_ends_a_check() -> None:
    """The twin: nothing more is asked once it is there."""
    assert next_request(check(html("words"))) is None
