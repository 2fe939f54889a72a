"""Reads a capture by the signals that links are read by: archives keep error pages, walls and parked domains, too.

Nothing beside the capture can be asked, no sibling and no home page. So words decide that condemn no link by
themselves: a good capture that is passed over costs little, for the next one is taken, and a bad one is written into a
post. A page that its own address names is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

from linkcheck.model import Check, Exchange, Page, Request, Response, State, Url, host_of
from linkcheck.verdict.signals import landing, marks, notices, parked, platforms, usurped
from linkcheck.verdict.signals.addresses import (
    is_about_errors,
    is_ancestor,
    is_home,
    path_words,
    registrable,
    says_missing,
    slug,
)
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.closures import apologises, says_closed, titled_closed
from linkcheck.verdict.signals.likeness import is_named, misses_slug
from linkcheck.verdict.signals.notices import NoticeKind
from linkcheck.verdict.signals.page import is_shell, seen
from linkcheck.verdict.signals.phrases import LONG, mentions_not_found, says_not_found
from linkcheck.verdict.signals.soft404 import DOCUMENTS

NEVER = datetime(1991, 1, 1, tzinfo=UTC)
"""No signal that reads a capture asks when it was seen."""

SHOWN = (b"<img", b"<frame", b"<iframe", b"<object", b"<embed", b"<video", b"<audio", b"<canvas", b"<svg", b"<applet")
"""What there is to see, or where it is, on a page without a word or a title."""


class CaptureFault(StrEnum):
    """The reasons why a capture is no copy of the page that was cited; the `detail` of a `Memento`."""

    SOFT_404 = "soft-404"
    PARKED = "parked"
    USURPED = "usurped"
    LOGIN = "login"
    WALL = "wall"
    """A bot wall, a gate, a queue."""
    OUTAGE = "outage"
    EMPTY = "empty"
    APP_SHELL = "app-shell"
    ELSEWHERE = "elsewhere"
    """It leads to a page that was not cited: an error page, the front page, a listing, another subject."""


def fault_of(way: Sequence[Url], response: Response) -> CaptureFault | None:
    """Return why the capture at the end of a way is no good; None where nothing speaks against it.

    `way` begins at the cited address; what follows are the addresses that captured redirects and refreshes led to.
    `response` is the last one's answer as captured: a good status, the body without an archive's toolbar.
    """
    asked, page = way[0], seen(response)
    attempt = _attempt(way, response)
    if challenged(attempt) is not None:
        return CaptureFault.WALL
    if landing.read(attempt) is not None:
        return CaptureFault.LOGIN
    if len(way) > 1 and _strays(attempt, page):
        return CaptureFault.ELSEWHERE
    told = platforms.read(attempt)
    if told is not None and told.state is State.DEAD:
        return CaptureFault.SOFT_404
    if not _is_text(response):
        return None
    if _is_empty(response, page):
        return CaptureFault.EMPTY
    if is_about_errors(asked):
        return None
    return _said(attempt, page)


def _said(attempt: Attempt, page: Page) -> CaptureFault | None:
    """Return what a page with words says of itself."""
    url = attempt.check.url
    named = is_named(url, page)
    if parked.is_for_sale(attempt) and not named:
        return CaptureFault.PARKED
    if usurped.read(attempt) is not None:
        return CaptureFault.USURPED
    notice = notices.titled(page) if notices.is_odd(url, page) else None
    if notice is None and page.words < notices.SHORT and not named:
        notice = notices.told(page)
    titled = says_not_found(page) or titled_closed(page)
    if titled is not None and not (named and page.words >= LONG):
        return CaptureFault.SOFT_404
    if not named and (mentions_not_found(page) is not None or says_closed(page) is not None or apologises(page)):
        return CaptureFault.SOFT_404
    if notice is not None:
        return _FAULTS.get(notice.kind, CaptureFault.WALL)
    if marks.HTML in page.marks and not named and DOCUMENTS.search(urlsplit(url).path) is not None:
        return CaptureFault.ELSEWHERE
    return CaptureFault.APP_SHELL if is_shell(page) else None


_FAULTS = {NoticeKind.OUTAGE: CaptureFault.OUTAGE, NoticeKind.LOGIN: CaptureFault.LOGIN}


def _strays(attempt: Attempt, page: Page) -> bool:
    """Tell whether redirects led to what was not cited."""
    asked, final = attempt.check.url, attempt.last.request.url
    if landing.redirected_home(attempt) is not None or (says_missing(final) and not says_missing(asked)):
        return True
    if is_home(asked):  # of a site that moved, or that is sold
        return not is_home(final) and registrable(host_of(asked)) != registrable(host_of(final))
    if is_ancestor(final, asked):
        return True
    return bool(slug(asked)) and not slug(asked) & path_words(final) and misses_slug(asked, page)


def _attempt(way: Sequence[Url], response: Response) -> Attempt:
    """Return the capture as the attempt that it would have been."""
    hops = tuple(
        Exchange(Request(here, hop=hop), Response(301, (("Location", there),)), 0)
        for hop, (here, there) in enumerate(pairwise(way))
    )
    exchanges = (*hops, Exchange(Request(way[-1], hop=len(way) - 1), response, 0))
    return Attempt(Check(way[0], exchanges, NEVER), exchanges)


def _is_text(response: Response) -> bool:
    """Tell whether there is something to read: pictures and PDF are believed."""
    kind = (response.header("Content-Type") or "text/html").lower()
    return bool(response.body) or kind.startswith("text/") or "html" in kind or response.header("Content-Length") == "0"


def _is_empty(response: Response, page: Page) -> bool:
    if page.words or page.title:
        return False
    source = response.body.lower()
    return not any(shown in source for shown in SHOWN)
