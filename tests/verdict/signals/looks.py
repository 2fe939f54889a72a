"""Looks at a target and at random siblings of it, and what the signal for soft 404s says of them."""

from __future__ import annotations

from dataclasses import replace

from linkcheck.model import Check, Evidence, Exchange, Reason, Request, Response, State, Url
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.soft404 import read
from tests.support.checks import check, html

URL = Url("http://site.example/keeper/storm-of-the-century")
SIBLINGS = (Url("http://site.example/keeper/qqqq"), Url("http://site.example/keeper/zz-zz"))
STORY = "The keeper wrote down the weather twice a day, in a hand that gets better with time. " * 8
OTHER = "What we sell this week: oil, wicks, lamps of brass, and the almanac of the coming year. " * 8
REAL = html(f"<h1>The storm of the century</h1>{STORY}", "The storm of the century")
LOST = html(f"<h1>Page not found</h1>{OTHER}", "Page not found")
HOME = html(f"<h1>The society of lamps</h1>{OTHER}", "The society of lamps")
DEAD, EVERYWHERE = (State.DEAD, Reason.SOFT_404), (State.UNSURE, Reason.SAME_EVERYWHERE)
Steps = tuple[tuple[Request, Response], ...]


def to(url: str, page: Response, start: Url = URL, status: int = 302) -> Steps:
    """Return a look that is redirected."""
    return ((Request(start), Response(status, (("Location", url),))), (Request(Url(url), hop=1), page))


def at(page: Response, start: Url = URL) -> Steps:
    """Return a look that is answered at once."""
    return ((Request(start), page),)


def probed(attempt: Steps, *probes: Steps | Response, url: Url = URL, home: Response | None = None) -> Check:
    """Return a check with probes; a response is a probe that was answered at once, `home` the site's home page."""
    steps = [
        step
        for probe, sibling in zip(probes, SIBLINGS, strict=False)
        for step in (((Request(sibling), probe),) if isinstance(probe, Response) else probe)
    ]
    steps += [(Request(Url("http://site.example/")), home)] if home is not None else []
    made = check(*attempt, url=url)
    return replace(made, probes=tuple(Exchange(request, outcome, 1) for request, outcome in steps))


def said(made: Check) -> tuple[State, Reason] | None:
    """Return what the signal says of the first attempt."""
    evidence: Evidence | None = read(Attempt(made, attempts(made.exchanges)[0]))
    return (evidence.state, evidence.reason) if evidence is not None else None
