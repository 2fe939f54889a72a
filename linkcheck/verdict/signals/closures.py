"""Words by which a page says that what it showed is over: no longer available, closed for good, expired, withdrawn.

An article may say so of something else, and a platform of one item on each of its pages: these words only count where
random siblings show the same.
"""

from __future__ import annotations

from linkcheck.model import Page
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals.phrases import PARTS
from linkcheck.verdict.signals.wording import first

FEW_WORDS = 150
"""In the text of a longer page they may be said of anything."""

APOLOGY = SievedPattern(
    r"oops|whoops|uh-?oh|oh no|hoppla|huch|ups|oups|vaya|ops|opa|oeps|hoppsan|hovsa|hups|jejda|hopla|hoppá|upsz"
    r"|упс|ой|ούπς|おっと|哎呀|糟糕|앗",
    ignore_case=True,
)
"""The whole of a title, or a part of it between dashes: something is wrong, and it does not say what."""


def apologises(page: Page) -> bool:
    """Tell whether the title or the first heading is nothing but an exclamation."""
    lines = (page.title, *page.headings[:1])
    return any(APOLOGY.fullmatch(part.strip(" .!?…,")) for line in lines for part in PARTS.split(line))


def says_closed(page: Page) -> str | None:
    """Return the words by which title, headings or the text of a short page say that it is over; None without any."""
    return titled_closed(page) or (first("closures", page.text) if page.words < FEW_WORDS else None)


def titled_closed(page: Page) -> str | None:
    """Return the words by which the title or the first heading says so."""
    return first("closures", page.title, *page.headings[:1])
