"""Tells whether a page is still the one that was linked, by its text of today and that of the first good check.

This is no judgement: a drifted page is alive, fails no run and is never repaired.
"""

from __future__ import annotations

from linkcheck.model import Page

SAME_TITLE = 0.3
"""Share of the words of both titles, from which on they speak of the same thing."""
OTHER_BITS = 24
"""Of 64 in the simhash; about a Jaccard similarity of 0.3."""
LONG_ENOUGH = 50
"""Words; what is shorter has no text to drift."""


def fingerprint(page: Page) -> Page:
    """Return what is kept to tell drift by: no text, no sketch."""
    return Page(title=page.title, headings=page.headings, words=page.words, simhash=page.simhash)


def drifted(then: Page, now: Page) -> bool:
    """Tell whether a page's text has become another's: neither its title nor its words are what they were."""
    if min(then.words, now.words) < LONG_ENOUGH or not then.simhash or not now.simhash:
        return False
    return (then.simhash ^ now.simhash).bit_count() > OTHER_BITS and _common(then, now) < SAME_TITLE


def alike(then: Page, now: Page) -> bool:
    """Tell whether a page is shown to be the same, by its words or its title: no contrast is not enough."""
    words = min(then.words, now.words) >= LONG_ENOUGH and then.simhash and now.simhash
    return bool(words and (then.simhash ^ now.simhash).bit_count() <= OTHER_BITS) or _common(then, now) >= SAME_TITLE


def _common(then: Page, now: Page) -> float:
    old, new = (set(" ".join((page.title, *page.headings)).lower().split()) for page in (then, now))
    return len(old & new) / len(old | new) if old | new else 0.0
