"""Checks made by hand, for what reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from linkcheck.model import Check, Exchange, Failure, FailureCode, Profile, Request, Response, Tls, Url

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
URL = Url("http://site.example/page")
BROWSER = Request(URL, Profile.BROWSER, delay=1.0)


def check(*steps: tuple[Request, Response | Failure] | Response | Failure, url: Url = URL) -> Check:
    """Return a check; an outcome without a request is the first look's."""
    made = [step if isinstance(step, tuple) else (Request(url), step) for step in steps]
    return Check(url, tuple(Exchange(request, outcome, 1) for request, outcome in made), NOW)


def failure(code: FailureCode) -> Failure:
    """Return a failure of a kind."""
    return Failure(code, f"it said {code}")


def html(text: str, title: str = "A page", status: int = 200, *headers: tuple[str, str]) -> Response:
    """Return an answer with a page."""
    body = f"<!doctype html><title>{title}</title><body>{text}</body>".encode()
    return Response(status, (("Content-Type", "text/html"), *headers), body)


URLS = [
    *("http://site.example/page", "https://site.example/page", "http://site.example/", "http://site.example/login"),
    *("http://other.example/x", "https://other.example/404", "http://[::1]/"),
]
LOCATIONS = [*URLS, "/loop", "mailto:a@b.example", "http://", "", "page?2"]
BODIES = [b"", b"<title>Just a moment...</title>", b"<title>Log in</title><input type=password>", b"words " * 300]
BODIES += [
    b'<meta http-equiv="refresh" content="0;url=/loop">',
    b'<div id="root"></div><script></script>',
    b"\xff\x00<",
]
HEADERS = [("cf-mitigated", "challenge"), ("Retry-After", "1"), ("Set-Cookie", "a=1; Path=/"), ("Refresh", "0;url=/x")]

RESPONSES = st.builds(
    Response,
    st.sampled_from([200, 204, 300, 301, 302, 308, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999])
    | st.integers(100, 999),
    st.tuples(st.sampled_from(HEADERS), st.sampled_from(LOCATIONS).map(lambda where: ("Location", where)))
    | st.lists(st.sampled_from(HEADERS), max_size=2).map(tuple),
    st.sampled_from(BODIES),
    st.booleans(),
    st.none() | st.just("objection"),
)
FAILURES = st.builds(Failure, st.sampled_from(list(FailureCode)), st.just("so it was"))
OUTCOMES = RESPONSES | FAILURES
REQUESTS = st.builds(
    Request,
    st.sampled_from(URLS).map(Url),
    st.sampled_from(list(Profile)),
    tls=st.sampled_from(list(Tls)),
    delay=st.sampled_from([0.0, 1.0]),
    hop=st.integers(0, 3),
)
CHECKS = st.lists(st.tuples(REQUESTS, OUTCOMES), max_size=8).map(lambda steps: check(*steps))
"""Checks that no run would make, too."""
