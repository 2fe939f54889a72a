"""Each signal by example: what it says, and when it keeps quiet."""

from __future__ import annotations

import pytest

from linkcheck.model import FailureCode, Reason, Request, Response, State, Tls, Url
from linkcheck.verdict.signals import SIGNALS, challenge, landing, redirects, status, transport
from linkcheck.verdict.signals.attempts import Attempt, attempts
from tests.support.checks import URL, check, failure, html

LONG = "word " * 200
SHELL = '<div id="root"></div><script src="app.js"></script>'
FORM = "<form><input name=user><input type=password></form>"


def attempt(*outcomes: Response, url: Url = URL, at: str | None = None) -> Attempt:
    """Return a look that ended with the last outcome, at another address where one is given."""
    steps = [(Request(url), outcomes[0])]
    if at is not None:
        steps = [(Request(url), Response(302, (("Location", at),))), (Request(Url(at), hop=1), outcomes[-1])]
    made = check(*steps, url=url)
    return Attempt(made, made.exchanges)


@pytest.mark.parametrize(
    ("response", "vendor"),
    [
        (Response(403, (("CF-Mitigated", "challenge"),)), "Cloudflare"),
        (Response(202, (("x-amzn-waf-action", "challenge"),)), "AWS WAF"),
        (Response(403, (("X-DataDome", "protected"),)), "DataDome"),
        (html("<script>window._cf_chl_opt={}</script>", status=503), "Cloudflare"),
        (html("Sorry, you have been blocked", status=403), "Cloudflare"),
        (
            html("Access Denied You don't have permission. Reference #18.2d351ab8.1557333295.a4e16ab", status=403),
            "Akamai",
        ),
        (html('<div id="px-captcha"></div>', status=403), "PerimeterX"),
        (html('<script src="/_Incapsula_Resource?x"></script>'), "Imperva"),
        (html('<script id="anubis_challenge" type="application/json">{}</script>'), "Anubis"),
        (html("Enable JavaScript and cookies", "Just a moment..."), "an interstitial page"),
        (html("", "Are you a human?", 429), "an interstitial page"),
    ],
)
def test_a_wall_is_known_by_its_marks(response: Response, vendor: str) -> None:
    """By header, or by body beside a blocking status or on a page that holds little else."""
    evidence = challenge.read(attempt(response))
    assert evidence is not None
    assert f"({vendor}: " in evidence.detail
    assert (evidence.state, evidence.reason) == (State.BLOCKED, Reason.CHALLENGE)


@pytest.mark.parametrize(
    "response",
    [
        html(LONG),
        html(LONG + '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'),
        html(LONG + "<p>_Incapsula_Resource is what they call it</p>"),
        html(LONG, "Just a moment with the keeper of the lighthouse"),
        html(f'<script src="/_Incapsula_Resource?x"></script><svg>{"<path>" * 60_000}</svg>', "A map"),
        html("Not found", "Not found", 404),
        Response(200, (("x-datadome", "protected"),)),
        html("Sorry, you have been blocked"),
        Response(403),
    ],
)
def test_an_ordinary_page_is_no_wall(response: Response) -> None:
    """A widget, a header that ordinary pages have, a page about walls: none of them is one."""
    assert challenge.read(attempt(response)) is None


@pytest.mark.parametrize(
    ("at", "response", "state", "reason"),
    [
        ("http://site.example/login?next=/page", html(LONG), State.BLOCKED, Reason.LOGIN),
        ("https://accounts.google.com/ServiceLogin", html(LONG), State.BLOCKED, Reason.LOGIN),
        ("https://consent.youtube.com/m?continue=x", html(LONG), State.ALIVE, Reason.CONSENT),
        ("http://site.example/unavailable-in-your-region", html(LONG), State.BLOCKED, Reason.LEGAL),
        ("http://site.example/404.html", html(LONG), State.UNSURE, Reason.REDIRECT_TO_ERROR),
        ("http://site.example/", html(LONG), State.UNSURE, Reason.REDIRECT_TO_ROOT),
        ("http://other.example/", html(LONG), State.UNSURE, Reason.REDIRECT_TO_ROOT),
        (None, html(FORM, "Login • Pictures"), State.BLOCKED, Reason.LOGIN),
        (None, html(FORM, "Log in"), State.BLOCKED, Reason.LOGIN),
    ],
)
def test_where_a_look_landed_may_matter_more_than_its_status(
    at: str | None, response: Response, state: State, reason: Reason
) -> None:
    """A login, a consent or an error page, the home page: not what was cited."""
    landed = attempt(response, at=at)
    evidence = landing.read(landed) or landing.redirected_home(landed)
    assert evidence is not None
    assert (evidence.state, evidence.reason) == (state, reason)


@pytest.mark.parametrize(
    ("url", "at", "response"),
    [
        ("http://site.example/page", "http://site.example/other", html(LONG)),
        ("http://site.example/page", "http://site.example/?p=12", html(LONG)),
        ("http://site.example/login", None, html(FORM, "Log in")),
        ("http://site.example/login", "http://site.example/login/", html(FORM, "Log in")),
        ("http://site.example/", "http://site.example/", html(LONG)),
        ("http://site.example", "https://www.site.example/", html(LONG)),
        ("http://site.example/404", "https://site.example/404", html(LONG)),
        ("http://site.example/page", None, html("how to log in", "Log in with OpenID: a history")),
        ("http://site.example/page", None, html(FORM, "Logins are dangerous")),
        ("http://site.example/page", "http://site.example/login", html(LONG, status=404)),
    ],
)
def test_a_page_that_is_what_was_cited_is_no_landing(url: str, at: str | None, response: Response) -> None:
    """A login page may be the author's own citation, and a home page too."""
    landed = attempt(response, url=Url(url), at=at)
    assert landing.read(landed) is None
    assert landing.redirected_home(landed) is None


@pytest.mark.parametrize(
    ("response", "state", "reason"),
    [
        (html("here"), State.ALIVE, Reason.OK),
        (Response(206, (), b"part"), State.ALIVE, Reason.OK),
        (Response(200, (("Content-Type", "image/png"),), b"", complete=False), State.ALIVE, Reason.OK),
        (Response(200), State.UNSURE, Reason.NO_CONTENT),
        (Response(204), State.UNSURE, Reason.NO_CONTENT),
        (Response(101), State.UNSURE, Reason.NO_CONTENT),
        (Response(304), State.UNSURE, Reason.ODD_STATUS),
        (Response(404), State.DEAD, Reason.GONE),
        (html(SHELL, status=404), State.UNSURE, Reason.APP_SHELL),
        (html(SHELL + LONG, status=404), State.DEAD, Reason.GONE),
        (Response(410), State.DEAD, Reason.GONE),
        (Response(401), State.BLOCKED, Reason.AUTHENTICATION),
        (Response(402), State.BLOCKED, Reason.PAYWALL),
        (Response(403), State.BLOCKED, Reason.FORBIDDEN),
        (Response(451), State.BLOCKED, Reason.LEGAL),
        (Response(400), State.BLOCKED, Reason.REFUSED_CLIENT),
        (Response(418), State.BLOCKED, Reason.REFUSED_CLIENT),
        (Response(999), State.BLOCKED, Reason.REFUSED_CLIENT),
        (Response(407), State.BLOCKED, Reason.PROXY),
        (Response(408), State.UNREACHABLE, Reason.TIMEOUT),
        (Response(429), State.UNREACHABLE, Reason.RATE_LIMITED),
        (Response(503, (("Retry-After", "9"),)), State.UNREACHABLE, Reason.RATE_LIMITED),
        (Response(503), State.UNREACHABLE, Reason.SERVER_ERROR),
        (html("Oops", "Error 500", 500), State.UNREACHABLE, Reason.SERVER_ERROR),
        (html(LONG, "The lighthouse", 500), State.UNSURE, Reason.ERROR_WITH_CONTENT),
        (html(LONG, "Server error", 500), State.UNREACHABLE, Reason.SERVER_ERROR),
    ],
)
def test_each_status_has_a_meaning(response: Response, state: State, reason: Reason) -> None:
    """Only 404 and 410 speak of death, and not where an application may show the page."""
    evidence = status.read(attempt(response))
    assert evidence is not None
    assert (evidence.state, evidence.reason) == (state, reason)


def test_any_status_is_spoken_of() -> None:
    """The last signal has a word for each."""
    assert all(status.read(attempt(Response(code, (), b"x"))) is not None for code in range(100, 1000))


def moves(url: str, *hops: tuple[int, str]) -> tuple[State, Reason]:
    """Return what is said of a page behind redirects."""
    addresses = [url, *(where for _, where in hops)]
    steps: list[tuple[Request, Response]] = [
        (Request(Url(address), hop=number), Response(code, (("Location", where),)))
        for number, (address, (code, where)) in enumerate(zip(addresses, hops, strict=False))
    ]
    made = check(*steps, (Request(Url(addresses[-1]), hop=len(hops)), html(LONG)), url=Url(url))
    evidence = status.read(Attempt(made, made.exchanges))
    assert evidence is not None
    return evidence.state, evidence.reason


@pytest.mark.parametrize(
    ("url", "hops", "reason"),
    [
        ("http://a.example/x", [(301, "http://b.example/y")], Reason.PERMANENT_REDIRECT),
        ("http://a.example/x", [(301, "http://b.example/y"), (308, "http://c.example/z")], Reason.PERMANENT_REDIRECT),
        ("http://a.example/x", [(301, "https://a.example/x")], Reason.HTTPS_UPGRADE),
        ("http://a.example/x", [(302, "http://b.example/y")], None),
        ("http://a.example/x", [(301, "http://b.example/y"), (302, "http://c.example/z")], None),
        ("http://doi.org/10.1/x", [(301, "http://b.example/y")], None),
        ("http://a.example/x", [(301, "http://a.example/en/x")], None),
        ("http://a.example/X", [(301, "http://a.example/x")], None),
    ],
)
def test_only_permanent_redirects_move_a_page(url: str, hops: list[tuple[int, str]], reason: Reason | None) -> None:
    """All of them; and not those of links that are there to redirect, to another language or another case."""
    assert moves(url, *hops) == ((State.ALIVE, Reason.OK) if reason is None else (State.MOVED, reason))


def test_a_failed_attempt_does_not_keep_a_page_from_moving() -> None:
    """A retry on the way is no hop."""
    first = Request(URL)
    made = check(
        (first, failure(FailureCode.TIMEOUT)),
        (first, Response(301, (("Location", "http://b.example/"),))),
        (Request(Url("http://b.example/"), hop=1), Response(502)),
        (Request(Url("http://b.example/"), hop=1), html(LONG)),
    )
    evidence = status.read(Attempt(made, made.exchanges))
    assert evidence is not None
    assert evidence.state is State.MOVED


def test_a_page_behind_an_incomplete_chain_has_not_moved() -> None:
    """Nobody but us gets that far: the first request failed, and no redirect for good makes up for it."""
    away = Url("https://b.example/y")
    made = check(
        (Request(URL), failure(FailureCode.TLS_INCOMPLETE_CHAIN)),
        (Request(URL, tls=Tls.COMPLETED), Response(301, (("Location", away),))),
        (Request(away, hop=1), html(LONG)),
    )
    evidence = status.read(Attempt(made, made.exchanges))
    assert evidence is not None
    assert evidence.state is State.ALIVE


@pytest.mark.parametrize(
    ("location", "state", "reason"),
    [
        ("/loop", State.UNREACHABLE, Reason.REDIRECT_LOOP),
        ("http://", State.UNSURE, Reason.BAD_REDIRECT),
        ("javascript:void(0)", State.UNSURE, Reason.BAD_REDIRECT),
        ("mailto:a@b.example", State.ALIVE, Reason.OTHER_SCHEME),
    ],
)
def test_a_redirect_that_was_not_followed(location: str, state: State, reason: Reason) -> None:
    """Loops and dead ends are no pages; an app or a mail address is where it was meant to go."""
    evidence = redirects.read(attempt(Response(302, (("Location", location),))))
    assert evidence is not None
    assert (evidence.state, evidence.reason) == (state, reason)


def test_each_failure_has_a_meaning() -> None:
    """One of the signals speaks of every code, and never of death at first sight."""
    for code in FailureCode:
        made = check(failure(code))
        evidence = next((said for read in SIGNALS if (said := read(Attempt(made, made.exchanges))) is not None), None)
        assert evidence is not None, code
        assert evidence.state is not State.DEAD


def test_a_bad_url_is_the_authors_fault_only_where_the_author_wrote_it() -> None:
    """Behind a redirect it is the server's."""
    assert transport.MEANING[FailureCode.BAD_URL][0] is State.INVALID
    made = check(
        (Request(URL), Response(302, (("Location", "/x"),))),
        (Request(Url("http://site.example/x"), hop=1), failure(FailureCode.BAD_URL)),
    )
    evidence = transport.read(Attempt(made, made.exchanges))
    assert evidence is not None
    assert (evidence.state, evidence.reason) == (State.UNSURE, Reason.BAD_REDIRECT)


def test_looks_are_told_apart() -> None:
    """A retry belongs to its look; another profile, handshake or scheme begins one."""
    first, loose = Request(URL), Request(URL, tls=Tls.LOOSE)
    hop = Request(Url("http://site.example/2"), hop=1)
    made = check(*((request, Response(500)) for request in (first, first, hop, loose, hop, hop)))
    assert [len(one) for one in attempts(made.exchanges)] == [3, 3]
    assert attempts(()) == ()
