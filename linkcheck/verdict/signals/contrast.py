"""Holds a page that random siblings show, too, against the home page of its site.

That the home page is another tells that the rest of the site lives, and so that this page stands for what is missing;
unless a section is away for a while. Such a notice comes by a temporary redirect, by a page that sends its reader on,
or from a server that knows nothing of the site, without its menu: whatever it says, it is no evidence of death.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from urllib.parse import urlsplit

from linkcheck.links.urls.redirects import PERMANENT, QUOTES, REFRESH, REFRESH_MARK
from linkcheck.model import Exchange, Page, Response
from linkcheck.verdict.signals import marks, notices
from linkcheck.verdict.signals.addresses import is_home, registrable
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.moved import is_same_but_for_case_or_locale
from linkcheck.verdict.signals.page import NOTHING, is_application, similarity
from linkcheck.verdict.signals.probes import home_of, place

ANOTHER = 0.70
"""Similarity below which two pages are two."""
RUN = 4
"""Words in a row that two pages share by their menu; by chance few short pages share so many with any other."""
WORD = re.compile(r"[^\W_]+")


class Contrast(Enum):
    """How the home page of a site stands to one that random siblings show, too."""

    ANOTHER = "the home page shows another page"
    SAME = "the home page shows the same"
    UNKNOWN = "the home page could not be had, or it speaks of a notice, or an application fills both"


def contrast(attempt: Attempt, page: Page) -> Contrast:
    """Hold a page that random siblings show, too, against the home page."""
    home = home_of(attempt.check)
    if home is None or is_application(page):
        return Contrast.UNKNOWN
    if similarity(page, home) >= ANOTHER:
        return Contrast.SAME
    return Contrast.ANOTHER if notices.titled(home) is None else Contrast.UNKNOWN


def stands_out(attempt: Attempt, page: Page) -> bool:
    """Tell whether the home page is another, and nothing suggests that the page is there but for a while."""
    return (
        contrast(attempt, page) is Contrast.ANOTHER
        and not is_for_now(attempt)
        and not _sends_on(page)
        and not (page.words < notices.VERY_SHORT and _is_foreign(page, frame(attempt, page)))
    )


def frame(attempt: Attempt, page: Page) -> Page:
    """Return the home page, where it is another page: what both say is the frame of the site."""
    home = home_of(attempt.check)
    return home if home is not None and similarity(page, home) < ANOTHER else NOTHING


def is_for_now(attempt: Attempt) -> bool:
    """Tell whether a redirect that does more than add a language is temporary, or is one of the page itself."""
    return any(
        not _is_permanent(one) and not (at and is_home(after.request.url)) and not _is_trivial(one, after)
        for at, (one, after) in enumerate(_hops(attempt))
    )


def is_lasting(attempt: Attempt) -> bool:
    """Tell whether redirects are permanent: the first one is, and all others that do more than add a language."""
    hops = _hops(attempt)
    return bool(hops) and _is_permanent(hops[0][0]) and not is_for_now(attempt)


def _hops(attempt: Attempt) -> list[tuple[Exchange, Exchange]]:
    """Return the redirects that change the place: the scheme is none, nor is `www`."""
    pairs = pairwise(attempt.exchanges)
    return [(one, after) for one, after in pairs if place(one.request.url) != place(after.request.url)]


def _is_permanent(exchange: Exchange) -> bool:
    """Tell whether a status says so; a refresh in a page does not say for how long it is."""
    return isinstance(exchange.outcome, Response) and exchange.outcome.status in PERMANENT


def _is_trivial(one: Exchange, after: Exchange) -> bool:
    start, end = urlsplit(one.request.url), urlsplit(after.request.url)
    return registrable(start.hostname) == registrable(end.hostname) and is_same_but_for_case_or_locale(
        start.path, end.path
    )


def _sends_on(page: Page) -> bool:
    """Tell whether a page sends its reader on: by a script where there is little else, or later on, but not home."""
    refreshes = (REFRESH.match(mark.removeprefix(REFRESH_MARK)) for mark in page.marks if mark.startswith(REFRESH_MARK))
    return (marks.SCRIPT_REDIRECT in page.marks and page.words < notices.SHORT) or any(
        refresh is not None and not is_home(refresh[2].strip(f" {QUOTES}")) for refresh in refreshes
    )


def _is_foreign(page: Page, other: Page) -> bool:
    """Tell whether two pages of a site have no run of words in common, as menus are."""
    return not _runs(page) & _runs(other)


def _runs(page: Page) -> set[tuple[str, ...]]:
    words = WORD.findall(page.text.lower())
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))
