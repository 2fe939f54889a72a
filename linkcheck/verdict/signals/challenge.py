"""Recognises walls: the server refuses us, whatever the status says. They are no evidence of death, and we never try
to get past them.

Who builds walls and what each is known by is data: `walls/providers.toml`; `walls/signs` holds it against an answer.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import urlsplit

from linkcheck.links.urls.redirects import destination
from linkcheck.model import Evidence, Reason, Response, State, Url
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.walls.providers import Provider
from linkcheck.verdict.signals.walls.seen import Seen
from linkcheck.verdict.signals.walls.signs import fitting, told

NAME = "challenge"
TOLD = {
    Reason.CHALLENGE: "a bot wall answered",
    Reason.LOGIN: "a log-in stands before it",
    Reason.LEGAL: "not shown in the region that asks",
}


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall that stands before a page, and what it is known by."""

    provider: Provider
    seen: str
    """In words, for `explain` and the report."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `blocked` of a wall."""
    wall = challenged(attempt)
    if wall is None:
        return None
    reason = Reason(wall.provider.reason)
    return Evidence(NAME, State.BLOCKED, reason, f"{TOLD[reason]} ({wall.provider.name}: {wall.seen})")


def challenged(attempt: Attempt) -> Wall | None:
    """Return the wall that an attempt ended at; None for an ordinary answer.

    A refresh that leads to a wall is one and is not followed; a redirect is followed, and what it ends at may be one.
    """
    if attempt.response is None:
        return None
    last = attempt.last.request
    where = destination(attempt.response, last.url) if 200 <= attempt.response.status < 300 else None
    places = ((last.url,) if last.hop > 0 else ()) + ((where,) if isinstance(where, str) else ())
    return wall_in(attempt.response, last.url, attempt.check.url, places)


def wall_in(response: Response, url: Url, asked: Url, places: tuple[Url, ...] = ()) -> Wall | None:
    """Return the wall that an answer from `url` is; `places`: where the way from `asked` led, or leads on."""
    return _wall_in(_Same(response), url, asked, places)


class _Same:
    """An answer as a key: equal to itself alone, for to compare two answers takes as long as to look at one."""

    def __init__(self, response: Response) -> None:
        self.response = response

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.response is other.response

    def __hash__(self) -> int:
        return id(self.response)


@functools.lru_cache(maxsize=64)  # several signals ask it of each answer, and of each probe
def _wall_in(same: _Same, url: Url, asked: Url, places: tuple[Url, ...]) -> Wall | None:
    response = same.response
    answer = Seen(response, seen(response), asked, urlsplit(url).hostname or "", places)
    found = ((provider, told(sign, answer)) for provider, sign in fitting(answer.situation))
    return next((Wall(provider, what) for provider, what in found if what is not None), None)
