"""Decides which request comes next, and makes it, until enough is known.

`next_request` is pure: it reads the exchanges made so far. Its rules are tried in order, each asks for one thing,
and each asks once; so every check ends. Nothing here says `dead`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from linkcheck.links.urls.redirects import destination
from linkcheck.model import (
    Check,
    Exchange,
    Failure,
    FailureCode,
    Fetch,
    Profile,
    Request,
    Response,
    Tls,
    Url,
    Validators,
    host_of,
)
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.page import with_page
from linkcheck.verdict.signals.platforms import parted
from linkcheck.web.unchanged import unless_unchanged

SECOND_ATTEMPT_S = 1.0
"""A second attempt after a negative comes at least this much later."""
LAST_ATTEMPT_S = 2.0
"""Longer than the second's, so that the last attempt is not taken for a retry of the second."""
MAX_REFRESHES = 3

TLS_FAULTS = {
    FailureCode.TLS_EXPIRED,
    FailureCode.TLS_NOT_YET_VALID,
    FailureCode.TLS_UNTRUSTED,
    FailureCode.TLS_INCOMPLETE_CHAIN,
    FailureCode.TLS_WRONG_HOST,
    FailureCode.TLS_WEAK,
    FailureCode.TLS_HANDSHAKE,
    FailureCode.TLS_ALERT,
    FailureCode.TLS_HUNG_UP,
}
CLOSED_PORT = {
    FailureCode.CONNECT_REFUSED,
    FailureCode.CONNECT_TIMEOUT,
    FailureCode.NO_ROUTE,
    FailureCode.SILENT_HOST,  # the port was left for this run; the other may not be
}
WORTH_A_SECOND_ATTEMPT = {FailureCode.RESET, FailureCode.EMPTY_REPLY, FailureCode.MALFORMED, FailureCode.TLS_HUNG_UP}


async def check(
    url: Url,
    fetch: Fetch,
    *,
    now: Callable[[], datetime],
    budget: float = 40.0,
    max_redirects: int = 20,
    max_body: int | None = None,
    validators: Validators | None = None,
) -> Check:
    """Make the requests that tell what a URL is, at most `budget` seconds of them (waiting does not count).

    `max_body`: bytes of each page to read; None for the usual. `validators`: of a page that need not be read again.
    """
    if validators is not None:
        fetch = unless_unchanged(fetch, validators)
    return await _go_on(Check(url, (), now()), Request(url), fetch, budget, max_redirects, max_body)


async def attempt_again(so_far: Check, fetch: Fetch, *, budget: float = 40.0, max_redirects: int = 20) -> Check:
    """Try a target once more at the end of a run, as a browser: the first attempts may have met a bad moment."""
    request = Request(so_far.url, profile=Profile.BROWSER, delay=LAST_ATTEMPT_S)
    return await _go_on(so_far, request, fetch, budget, max_redirects, None)


async def _go_on(
    result: Check, first: Request, fetch: Fetch, budget: float, max_redirects: int, max_body: int | None
) -> Check:
    left = budget
    request: Request | None = first
    while left > 0 and request is not None:
        request = replace(request, max_body=max_body)
        hasty = replace(request, timeout=left) if result.exchanges and left < budget / 2 else request
        made = await fetch(hasty)
        if hasty is not request:  # haste is not evidence, and an attempt is known by its equal requests
            made = tuple(replace(exchange, request=request) for exchange in made)
        result = replace(result, exchanges=result.exchanges + tuple(map(with_page, made)))
        left -= sum(exchange.elapsed_ms for exchange in made) / 1000
        request = next_request(result, max_redirects)
    return result


def next_request(so_far: Check, max_redirects: int = 20) -> Request | None:
    """Return the request that would tell more, or None when enough is known.

    When the pages have said what they say, their platform may be asked: an inquiry, a check of its own by the same
    rules.
    """
    pages, inquiry = parted(so_far)
    request = _next(pages, max_redirects)
    return _next(inquiry, max_redirects) if request is None and inquiry is not None else request


def _next(so_far: Check, max_redirects: int) -> Request | None:
    if not so_far.exchanges:
        return Request(so_far.url)
    last = so_far.exchanges[-1]
    if isinstance(last.outcome, Response):
        if last.outcome.unchanged:
            return None  # nothing led on from it when it was read
        if challenged(Attempt(so_far, attempts(so_far.exchanges)[-1])) is not None:
            return None  # a wall is not to be got past
        where = destination(last.outcome, last.request.url)
        if isinstance(where, str):
            return _follow(so_far, last, where, max_redirects) or _second_attempt(so_far)
        return _second_attempt(so_far) if _negative(last.outcome.status) else None
    return _after_failure(so_far, last, last.outcome)


def _negative(status: int) -> bool:
    """Tell whether a status may be one that browsers never see; overload and server errors are not of that kind."""
    return (300 <= status < 500 or status >= 600) and status not in {300, 407, 408, 420, 425, 429}


def _follow(so_far: Check, last: Exchange, where: Url, max_redirects: int) -> Request | None:
    """Go where the answer sends us; None for a loop or a chain without end."""
    chain = attempts(so_far.exchanges)[-1]
    following = replace(
        last.request,
        url=where,
        hop=last.request.hop + 1,
        delay=0.0,
        headers=_cookies(chain, where),
        tls=last.request.tls if host_of(where) == host_of(last.request.url) else Tls.VERIFIED,
        method="GET",
    )
    refreshes = sum(1 for exchange in chain if isinstance(exchange.outcome, Response) and exchange.outcome.status < 300)
    if following.hop > max_redirects or refreshes > MAX_REFRESHES:
        return None
    if any(replace(exchange.request, hop=following.hop, delay=0.0) == following for exchange in chain):
        return None
    return following


def _second_attempt(so_far: Check) -> Request | None:
    """Begin again on a fresh connection as a browser, once, to contradict a negative."""
    if any(exchange.request.profile is Profile.BROWSER for exchange in so_far.exchanges):
        return None
    return Request(so_far.url, profile=Profile.BROWSER, delay=SECOND_ATTEMPT_S)


def _after_failure(so_far: Check, last: Exchange, failure: Failure) -> Request | None:
    request = last.request
    if failure.code in TLS_FAULTS and request.tls is not Tls.LOOSE:
        incomplete = failure.code is FailureCode.TLS_INCOMPLETE_CHAIN and request.tls is Tls.VERIFIED
        return replace(request, tls=Tls.COMPLETED if incomplete else Tls.LOOSE, delay=0.0)
    if failure.code in (FailureCode.DNS_NXDOMAIN, FailureCode.DNS_UNPROVEN):
        return _once_more(so_far, request)
    second = _second_attempt(so_far) if failure.code in WORTH_A_SECOND_ATTEMPT else None
    if second is not None:
        return second
    other = _other_scheme(request.url, failure.code)
    if other is not None and all(exchange.request.url != other for exchange in so_far.exchanges):
        return replace(request, url=other, delay=0.0, tls=Tls.VERIFIED, headers=())
    return None


def _once_more(so_far: Check, request: Request) -> Request | None:
    """Ask for a name that does not exist a second time, a second later."""
    asked = sum(1 for exchange in so_far.exchanges if exchange.request.url == request.url)
    return replace(request, delay=SECOND_ATTEMPT_S) if asked < 2 else None


def _other_scheme(url: Url, code: FailureCode) -> Url | None:
    """Return the https address where http gives no answer, as browsers do; they never go the other way."""
    parts = urlsplit(url)
    own_port = parts.port is not None  # a port of its own that is closed is closed for both
    if parts.scheme == "http" and (code in WORTH_A_SECOND_ATTEMPT or (code in CLOSED_PORT and not own_port)):
        return Url(f"https{url[4:]}")
    return None


def _cookies(chain: tuple[Exchange, ...], where: Url) -> tuple[tuple[str, str], ...]:
    """Return the `Cookie` header for the next hop: what this chain's answers of the same host set.

    Those that are `Secure` go by https alone, and are taken from https alone (RFC 6265bis §5.7).
    """
    host = host_of(where)
    jar: dict[str, str] = {}
    for exchange in chain:
        if isinstance(exchange.outcome, Response) and host_of(exchange.request.url) == host:
            for name, value in exchange.outcome.headers:
                if name.lower() == "set-cookie":
                    jar |= _cookie(value, secured=_is_https(where) and _is_https(exchange.request.url))
    return (("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items())),) if jar else ()


def _cookie(value: str, *, secured: bool) -> dict[str, str]:
    """Read name and value as browsers do: up to the first `;`, split at the first `=`, nothing else asked of them."""
    pair, *rest = value.split(";")
    name, equals, content = pair.partition("=")
    attributes = {attribute.lower().replace(" ", "") for attribute in rest}
    refused = "max-age=0" in attributes or ("secure" in {one.partition("=")[0] for one in attributes} and not secured)
    return {name.strip(): content.strip()} if equals and name.strip() and not refused and content.isprintable() else {}


def _is_https(url: str) -> bool:
    return url.startswith("https://")
