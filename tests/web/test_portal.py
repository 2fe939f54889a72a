"""A captive portal shows the same for every site; one site that shows anything of its own excludes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from linkcheck.model import Check, FailureCode, Request, Response, Tls, Url
from linkcheck.verdict.weighing import judge
from linkcheck.web.portal import Portal
from tests.support.checks import check, failure, html

LOGIN = html(
    "<h1>Welcome</h1><form>Room number <input name=room> <input type=password name=code></form>", "Hotel Wi-Fi"
)


def shown(make: Callable[[Url], Check], sites: int, *more: Check, silent: int = 0, enough: bool = True) -> str | None:
    """Return what is said where so many sites are met so, and some more otherwise."""
    portal = Portal()
    checks = [make(Url(f"http://www.site{number}.com/page/{number}")) for number in range(sites)]
    for done in (*checks, *more):
        portal.take(done, judge(done))
    return portal.words(silent, enough=enough)


def page_of(url: Url) -> Check:
    """Return a check that was shown the portal's page, in which the address stands."""
    page = html(f"<h1>Welcome</h1>You asked for {url}. <form>Code <input type=password></form>", "Hotel Wi-Fi")
    return check((Request(url), page), url=url)


def sent(url: Url, end: Response | None = LOGIN, status: int = 302, to: str = "http://login.hotel.lan/start") -> Check:
    """Return a check that was sent to the portal, which is at a private address where there is no `end`."""
    where = f"{to}?orig={url}"
    first = (Request(url), Response(status, (("Location", where),)))
    last = end if end is not None else failure(FailureCode.PRIVATE_ADDRESS)
    return check(first, (Request(Url(where), hop=1), last), url=url)


def encrypted(url: Url, outcome: Response = LOGIN) -> Check:
    """Return a check that met another's certificate, and then what was behind it."""
    wrong = failure(FailureCode.TLS_WRONG_HOST)
    secure = Url(f"https{url[4:]}")
    return check((Request(secure), wrong), (Request(secure, tls=Tls.LOOSE), outcome), url=secure)


def network_login(url: Url) -> Check:
    """Return a check that met RFC 6585's status for it."""
    return check((Request(url), Response(511)), url=url)


PORTALS = [page_of, sent, lambda url: sent(url, None), lambda url: sent(url, status=307), encrypted, network_login]


@pytest.mark.parametrize("portal", PORTALS)
def test_five_sites_that_show_the_same_are_a_portal(portal: Callable[[Url], Check]) -> None:
    """Twenty while the run goes on; four are four sites."""
    assert "captive portal" in str(shown(portal, 5))
    assert shown(portal, 4) is None
    assert shown(portal, 19, enough=False) is None
    assert shown(portal, 20, enough=False) is not None


@pytest.mark.parametrize("portal", PORTALS)
def test_a_page_of_ones_own_excludes_it(portal: Callable[[Url], Check]) -> None:
    """A page, an honest 404, a wall: no portal sends it."""
    for own in (
        html("The lighthouse stands at the harbour. " * 30),
        Response(404),
        Response(403, (("cf-mitigated", "challenge"),)),
    ):
        assert shown(portal, 30, check(own)) is None


def test_two_that_ask_are_enough_where_the_rest_is_silent() -> None:
    """A portal often drops what is encrypted."""
    assert shown(page_of, 2, silent=3) is not None
    assert shown(page_of, 2, silent=2) is None
    assert shown(page_of, 1, silent=30) is None
    assert shown(lambda url: sent(url, html("Moved here.", "News"), to="http://news.example/"), 2, silent=9) is None


def test_hosts_of_one_owner_are_one_site() -> None:
    """A university sends all its hosts to one log-in."""
    hosts = [sent(Url(f"http://lab{number}.uni.edu/")) for number in range(9)]
    assert shown(sent, 0, *hosts) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda url: check((Request(url), html("The lighthouse stands at the harbour. " * 30)), url=url),
        lambda url: sent(url, status=301),  # a company that was renamed
        lambda url: sent(url, to=f"http://new.example/{url[-1]}{url[-2]}{url[12:]}"),  # each to a page of its own
        lambda url: check((Request(url), html("Buy this domain. It is for sale! Log in", "Domain for sale")), url=url),
        lambda url: check((Request(url), html("log in " * 900, "A long page")), url=url),
    ],
)
def test_the_twins_are_none(make: Callable[[Url], Check]) -> None:
    """Sites with one and the same page, parked ones, those that have moved for good."""
    assert shown(make, 9) is None


def test_failures_say_nothing() -> None:
    """They neither exclude a portal nor are one."""
    silent: Sequence[Check] = [check(failure(FailureCode.TIMEOUT))]
    assert shown(sent, 5, *silent) is not None
    assert shown(sent, 0, *silent) is None


OWN = check(
    (Request(Url("http://own.lab/page")), html("The lighthouse stands at the harbour. " * 30)),
    url=Url("http://own.lab/page"),
)


def late(make: Callable[[Url], Check], sites: int, *more: Check) -> str | None:
    """Return what is said where a site showed something of its own, and then so many sites are met so."""
    portal = Portal()
    for done in (OWN, *(make(Url(f"http://www.site{number}.com/page")) for number in range(sites)), *more):
        portal.take(done, judge(done))
    assert portal.shows_own is (portal.late() is None and not portal.may_have_begun)
    shown = portal.late()
    return None if shown is None else shown[1]


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_may_begin_in_the_middle_of_a_run(portal: Callable[[Url], Check]) -> None:
    """Five sites in a row that show the same may be one; four are not, nor are five before one of its own."""
    assert "in the middle of the run" in str(late(portal, 5))
    assert late(portal, 4) is None
    assert late(portal, 5, OWN) is None


def test_what_sites_before_do_not_show_is_no_portal() -> None:
    """A log-in that many sites share is refuted once, and never comes up again."""
    portal = Portal()
    checks = [page_of(Url(f"http://www.site{number}.com/page")) for number in range(10)]
    for done in (OWN, *checks[:5]):
        portal.take(done, judge(done))
    found = portal.late()
    assert found is not None
    portal.refute(found[0])
    for done in checks:
        portal.take(done, judge(done))
    assert portal.late() is None
