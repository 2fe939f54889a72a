"""Judges redirects that do not end at a page: loops, dead ends, other schemes."""

from __future__ import annotations

from linkcheck.links.urls.redirects import Elsewhere, Nowhere, destination
from linkcheck.model import Evidence, Reason, State
from linkcheck.verdict.signals.attempts import Attempt

NAME = "redirects"

NOT_A_PAGE = {"javascript", "data", "file", "about", "blob"}


def read(attempt: Attempt) -> Evidence | None:
    """Judge an answer that sends its reader on, but was not followed."""
    if attempt.response is None:
        return None
    match where := destination(attempt.response, attempt.last.request.url):
        case None:
            return None
        case Nowhere():
            return Evidence(NAME, State.UNSURE, Reason.BAD_REDIRECT, f"a redirect that leads nowhere: {where.detail}")
        case Elsewhere():
            if where.scheme in NOT_A_PAGE:
                return Evidence(NAME, State.UNSURE, Reason.BAD_REDIRECT, f"redirects to {where.scheme}:")
            return Evidence(NAME, State.ALIVE, Reason.OTHER_SCHEME, f"redirects to {where.scheme}:, which an app opens")
        case _:
            hops = attempt.last.request.hop
            return Evidence(NAME, State.UNREACHABLE, Reason.REDIRECT_LOOP, f"redirects without end (after {hops} hops)")
