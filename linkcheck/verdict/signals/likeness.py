"""Compares a page with those of random siblings, and with its own address."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from linkcheck.model import Page
from linkcheck.verdict.signals.addresses import identity, path_words, slug, words_in
from linkcheck.verdict.signals.page import similarity
from linkcheck.verdict.signals.probes import Probe

SAME = 0.90
"""Similarity from which two pages are one; genuine pages of one site stay below 0.8."""
NUMBER = re.compile(r"\d{3,}")
WORD = re.compile(r"[^\W\d_]+")


def is_same(page: Page, url: str, probe: Probe) -> bool:
    """Tell whether a page at a URL is a probe's, but for what each repeats of its address."""
    if similarity(page, probe.page) >= SAME:
        return True
    if not is_echo(probe):
        return False
    addresses = _words(_address(url), _address(probe.asked))
    one, other = _words(page.text) - addresses, _words(probe.page.text) - addresses
    return len(one & other) >= SAME * max(len(one | other), 1)


def is_echo(probe: Probe) -> bool:
    """Tell whether a page that cannot be there repeats its address; so that a page does so is no proof of it."""
    shown = words_in(probe.page.title, *probe.page.headings, probe.page.text)
    return any(word in shown for word in slug(probe.asked))


def is_entitled(page: Page, url: str, probe: Probe) -> bool:
    """Tell whether a page has a probe's title and first heading, but for what each says of its address."""
    addresses = _words(_address(url), _address(probe.asked))
    return all(
        _words(one) - addresses == _words(other) - addresses
        for one, other in zip(_top(page), _top(probe.page), strict=True)
    )


def is_named(url: str, page: Page) -> bool:
    """Tell whether title or headings name what the address names: then it is the page, whatever others show."""
    shown = words_in(page.title, *page.headings)
    words = path_words(url)
    return 2 * sum(1 for word in words if word in shown) >= max(len(words), 1)


def is_opaque(url: str) -> bool:
    """Tell whether a query or a number says which page it is, so that no word of the address can vouch for the page."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return (bool(identity(url)) or NUMBER.fullmatch(last) is not None) and len(slug(url)) < 2


def misses_slug(url: str, page: Page) -> bool:
    """Tell whether none of the two or more words of the address is in the title or in the first headings."""
    words = slug(url)
    shown = words_in(page.title, *page.headings)
    return len(words) >= 2 and not any(word in shown for word in words)


def _top(page: Page) -> tuple[str, str]:
    return page.title, next(iter(page.headings), "")


def _address(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path} {parts.query}")


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(text.lower())}
