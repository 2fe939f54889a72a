"""Recognises the trades that lapsed names serve, in place of the cited page: casinos, bets, pills, streams, link farms.

Their words in a title are a sign, and that random siblings show the same, or end there, is the other. So neither an
article about such a trade nor a site of it is condemned: the one has siblings that are not there, the other is named
by its address.
"""

from __future__ import annotations

import functools
from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State, host_of
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals import notices
from linkcheck.verdict.signals.addresses import brand, is_home, path_words, registrable
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.likeness import SAME, misses_slug
from linkcheck.verdict.signals.page import NOTHING, seen, similarity
from linkcheck.verdict.signals.platforms import platform_of
from linkcheck.verdict.signals.probes import ProbeKind, outcomes, place
from linkcheck.verdict.signals.wording import said

NAME = "usurped"

LEXICON = SievedPattern(
    r"\b(?:slot|situs|judi|agen|bandar|daftar|link|toto)s? (?:\w+ )?(?:gacor|slots?|judi|online|togel|toto|bola|qq"
    r"|terpercaya|resmi|maxwin|deposit|alternatif|casino|88|777|poker)\b|\bgacor\b|\btogel\b|\bmaxwin\b"
    r"|\bslot ?(?:88|777|gacor)\b|\brtp (?:live|slot)\b|\bjudi (?:online|bola)\b|\bsabung ayam\b|\bbet ?88\b|\b88bet\b"
    r"|nhà cái|\bkèo (?:nhà|bóng)|\bcá cược|\bno deposit bonus\b|казино онлайн|онлайн[ -]казино"
    r"|娱乐城|老虎机|百家乐|博彩|토토사이트|먹튀|바카라|카지노사이트|สล็อต|บาคาร่า|แทงบอล"
    r"|\b(?:buy|cheap|generic|order) (?:viagra|cialis|levitra|kamagra|xanax|tramadol)\b"
    r"|\bnonton (?:film|movie)|\b(?:watch|full) movies? (?:online )?free\b|\bfree porn\b",
    ignore_case=True,
)
"""Goods of those who take up lapsed domains; no newspaper has them in a title."""
MAYBE = SievedPattern(
    r"\b(?:online|live|crypto|bitcoin|best|new|free|mobile) (?:casinos?|slots?|sportsbooks?|betting sites?|gambling)\b"
    r"|\bcasinos? (?:online|en ligne|en línea|sin licencia|utan|uten|ohne|bonus(?:es)?|slots?|games?|sites?|reviews?)\b"
    r"|\bonline ?poker\b|\bfree spins\b|\bbookmakers?\b|\bsports ?betting\b|букмекер|ставки на спорт|赌场|彩票|카지노"
    r"|คาสิโน|\b(?:viagra|cialis|kamagra)\b|\bescorts? in\b|\bessay writing service\b|\bpayday loans?\b",
    ignore_case=True,
)
"""Goods of theirs that newspapers write of, too: two of these tell as much as one of those."""
OWN = SievedPattern(
    r"casino|slot|bet|poker|togel|judi|bingo|viagra|cialis|pharm|drug|porn|sex|escort|loan|gambl|movie|film|stream"
    r"|lotter"
    r"|spin|bonus|game|gaming|sport|essay|toto|bookm",
    ignore_case=True,
)
"""An address with such a word may well lead to such a page."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` of such a trade that siblings show, too, or that has a lapsed name's home; else at most `unsure`."""
    response = attempt.response
    if response is None or not 200 <= response.status < 300 or not is_lost(attempt):
        return None
    page = seen(response)
    strong, sold = LEXICON.search(page.title) is not None, _sold(page)
    if (notices.titled(page) is not None and len(_trades(page)) < 2) or notices.led(attempt) is not None:
        return None
    same = _is_same_for_any(attempt, page)
    if same or (strong and is_home(attempt.check.url)):
        also = ", and random addresses show the same" if same else ""
        return Evidence(NAME, State.DEAD, Reason.USURPED, f"another's site: «{page.title[:80]}»{also}")
    if strong or (len(sold) >= 2 and (_elsewhere(attempt) or misses_slug(attempt.check.url, page))):
        return Evidence(NAME, State.UNSURE, Reason.DIFFERENT_SITE, f"may be another's site: «{page.title[:80]}»")
    return None


def is_lost(attempt: Attempt) -> bool:
    """Tell whether a page is of such a trade, and neither its title nor its headings know the name or the address."""
    url = attempt.check.url
    page = seen(attempt.response) if attempt.response is not None else NOTHING
    if OWN.search(url) is not None or platform_of(url) is not None or not _trades(page):
        return False
    shown = _top(page).lower().replace(" ", "")
    known = brand(host_of(url)) in shown or any(word in shown for word in path_words(url))
    return _elsewhere(attempt) or misses_slug(url, page) or not known


def _trades(page: Page) -> frozenset[str]:
    return _trades_in(_top(page))


@functools.lru_cache(maxsize=64)  # asked several times of each page
def _trades_in(top: str) -> frozenset[str]:
    return said("trades", top) | {match[0].lower() for one in (LEXICON, MAYBE) for match in one.finditer(top)}


def _top(page: Page) -> str:
    return " – ".join((page.title, *page.headings))


def _sold(page: Page) -> set[str]:
    return {match[0].lower() for match in MAYBE.finditer(_top(page))}


def _elsewhere(attempt: Attempt) -> bool:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    return registrable(start.hostname) != registrable(end.hostname)


def _is_same_for_any(attempt: Attempt, page: Page) -> bool:
    """Tell whether every random sibling that told anything shows the page, or ends at its place."""
    told = [probe for probe in outcomes(attempt.check) if probe.kind is not ProbeKind.NOTHING]
    here = place(attempt.last.request.url)
    return bool(told) and all(
        probe.kind is not ProbeKind.HONEST and (similarity(page, probe.page) >= SAME or place(probe.final) == here)
        for probe in told
    )
