"""Tells whether what a link's archived copy was made of has come back, so that the link may lead to it again.

A name that lapsed is sold, and its new owner answers with status 200; a page that is back for a day may be gone the
next. So it must be read well in several runs, show the same page in each, and the page of the copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from linkcheck.model import Flag, Page, Past, Reason, Verdict
from linkcheck.verdict.drift import alike
from linkcheck.verdict.strikes import MIN_RUN_GAP

RUNS = 3
"""As many runs as make a failure death."""
LASTING = timedelta(days=14)
"""From the first of them to the last; registrars keep a lapsed name from its owner for longer than a week."""

BACK = frozenset({Reason.OK, Reason.HTTPS_UPGRADE, Reason.PERMANENT_REDIRECT})
"""A page was read; the redirects among them must end at the same address but for its scheme and `www.`."""
DOUBTFUL = frozenset(
    {Flag.UNVERIFIED, Flag.DRIFT, Flag.INSECURE, Flag.MALFORMED, Flag.HTTPS_TO_HTTP, Flag.INCOMPLETE_CHAIN}
)
"""The page was not seen whole, is another's by now, or browsers warn of it."""


def is_back(url: str, verdict: Verdict) -> bool:
    """Tell whether a verdict says that a page was read well at its own address."""
    if not verdict.state.is_good or verdict.reason not in BACK or DOUBTFUL & set(verdict.flags):
        return False
    return verdict.final_url is None or _place(verdict.final_url) == _place(url)


def with_return(past: Past, before: Past | None, verdict: Verdict, page: Page | None) -> Past:
    """Return the record of a check with the runs that found the page back; `page` is what the check found."""
    if page is None or not is_back(past.url, verdict):
        return replace(past, returns=())
    known = [at for at in before.returns if at < past.checked_at] if before is not None else []
    first = past.first_page
    if first is None or not alike(first, page):
        return replace(past, returns=(past.checked_at,), first_page=page)  # from now on it is to be this one
    if known and past.checked_at - known[-1] < MIN_RUN_GAP:
        return replace(past, returns=tuple(known))
    return replace(past, returns=(*known, past.checked_at))


def objection(url: str, verdict: Verdict, past: Past, copy: Page | None) -> str | None:
    """Return why a link to a copy is not led back to what it was made of; None where it may be.

    `copy` is the page that the copy shows, where it was read.
    """
    if not verdict.state.is_good:
        return f"it is {verdict.state}: {verdict.reason}"
    if not is_back(url, verdict) or past.first_page is None:
        return "it answers, but was not read well at its own address"
    if copy is None:
        return "what the copy shows was not read, so nobody can tell whether this is the same page"
    if not alike(copy, past.first_page):
        return "it is not shown to be the page of the copy"
    return None if _have_lasted(past.returns) else f"{runs_words(past.returns)}; it must be in {RUNS} over 14 days"


def runs_words(returns: Sequence[datetime]) -> str:
    """Return how often it was found back, and since when."""
    if not returns:
        return "well in no run yet"
    return f"well in {len(returns)} run{'s' if len(returns) > 1 else ''} since {returns[0]:%Y-%m-%d}"


def _have_lasted(returns: Sequence[datetime]) -> bool:
    return len(returns) >= RUNS and returns[-1] - returns[0] >= LASTING - MIN_RUN_GAP / 2


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query
