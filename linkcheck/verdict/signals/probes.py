"""Reads what a host says of pages that cannot be there: each probe is one attempt at a random sibling of a target."""

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
    """Return what became of each probe, in the order in which they were made."""
    return tuple(_outcome(check, exchanges) for exchanges in attempts(check.probes))


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
