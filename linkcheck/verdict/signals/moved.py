"""Recognises a page that lives behind an unbroken chain of permanent redirects, at a place worth writing down.

Not moved: the same page in another language or another case, and links whose point is to be redirected
(DOIs, PURLs, shorteners). These are alive.
"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urlsplit

from linkcheck.links.urls.redirects import PERMANENT
from linkcheck.model import Evidence, Exchange, Reason, Response, State
from linkcheck.verdict.signals.attempts import Attempt

NAME = "moved"

MEANT_TO_REDIRECT = re.compile(
    r"(?:^|\.)(?:doi\.org|hdl\.handle\.net|purl\.org|purl\.[a-z.]+|w3id\.org|n2t\.net|perma\.cc|web\.archive\.org|bit\.ly"
    r"|t\.co|goo\.gl|tinyurl\.com|ow\.ly|buff\.ly|is\.gd|amzn\.to|aka\.ms|youtu\.be|g\.co|lnkd\.in|fb\.me|git\.io)$"
)
LOCALE = re.compile(r"^/[a-z]{2}(?:[-_][a-zA-Z]{2,4})?(?=/|$)")


def moved(attempt: Attempt) -> Evidence | None:
    """Say `moved` of a good page at the end of permanent redirects only."""
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    hops = [
        one for one, after in pairwise(attempt.exchanges) if one.request != after.request
    ]  # without failed attempts
    if attempt.last.request.hop == 0 or not all(is_permanent(exchange) for exchange in hops):
        return None
    if MEANT_TO_REDIRECT.search(start.hostname or ""):
        return None
    if (start.scheme, end.scheme) == ("http", "https") and start[1:] == end[1:]:
        return Evidence(NAME, State.MOVED, Reason.HTTPS_UPGRADE, "the same address by https")
    if start.hostname == end.hostname and is_same_but_for_case_or_locale(start.path, end.path):
        return None
    return Evidence(NAME, State.MOVED, Reason.PERMANENT_REDIRECT, f"moved for good to {attempt.last.request.url}")


def is_permanent(exchange: Exchange) -> bool:
    """Tell whether an answer redirects for good: by 301, 308, or a refresh at once, as static sites do."""
    return isinstance(exchange.outcome, Response) and (
        exchange.outcome.status in PERMANENT or 200 <= exchange.outcome.status < 300
    )


def is_same_but_for_case_or_locale(start: str, end: str) -> bool:
    return start.lower() == end.lower() or LOCALE.sub("", end).strip("/") == start.strip("/")
