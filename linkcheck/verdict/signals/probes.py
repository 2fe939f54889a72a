"""Reads what a host says of pages that cannot be there: each probe is one attempt at a random sibling of a target.

One more may ask for the host's home page, to hold the siblings against.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, urlsplit

from linkcheck.model import Check, Exchange, Page, Url
from linkcheck.verdict.signals import landing
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.page import NOTHING, seen

HARD = {404, 410}


class ProbeKind(Enum):
    """The four ways to answer for a page that cannot be there."""

    HONEST = "404 or 410"
    REDIRECT = "redirects elsewhere"
    BODY = "a page"
    NOTHING = "a wall, a fault or silence: no information"


@dataclass(frozen=True, slots=True)
class Probe:
    """The outcome of one probe."""

    kind: ProbeKind
    asked: Url
    final: Url
    page: Page
    """Empty unless there was a page, redirected to or not."""


def outcomes(check: Check) -> tuple[Probe, ...]:
    """Return what became of each random sibling, in the order in which they were asked for."""
    return tuple(
        _outcome(check, exchanges)
        for exchanges in attempts(check.probes)
        if not is_home_request(exchanges[0].request.url)
    )


def home_of(check: Check) -> Page | None:
    """Return what the site shows as its home page; None where that was not asked for, or could not be had."""
    asked = [each for each in attempts(check.probes) if is_home_request(each[0].request.url)]
    home = _outcome(check, asked[-1]) if asked else None
    return home.page if home is not None and home.kind in (ProbeKind.BODY, ProbeKind.REDIRECT) else None


def is_home_request(url: str) -> bool:
    """Tell whether a probe asks for the home page: no random sibling has such an address."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _outcome(check: Check, exchanges: tuple[Exchange, ...]) -> Probe:
    asked = exchanges[0].request.url
    attempt = Attempt(Check(asked, exchanges, check.checked_at), exchanges)
    final, response = attempt.last.request.url, attempt.response
    if response is None or challenged(attempt) is not None:
        return Probe(ProbeKind.NOTHING, asked, final, NOTHING)
    if response.status in HARD:
        return Probe(ProbeKind.HONEST, asked, final, NOTHING)
    if not 200 <= response.status < 300 or landing.read(attempt) is not None:
        return Probe(ProbeKind.NOTHING, asked, final, NOTHING)
    stayed = place(final)[1:] == place(asked)[1:]  # http → https and www are no elsewhere
    return Probe(ProbeKind.BODY if stayed else ProbeKind.REDIRECT, asked, final, seen(response))


def place(url: str) -> tuple[str, str, frozenset[str]]:
    """Return where a URL is but for what does not matter: host, path without its end, names of the parameters."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/").lower(), frozenset(name for name, _ in parse_qsl(parts.query))
