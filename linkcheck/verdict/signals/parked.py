"""Recognises another's page in place of the cited one: a domain for sale, or a site that has taken the name over.

Two signs must agree, one of them strong. Strong: a parking service's host or mark, a title full of what
name-grabbers sell. Medium: a title that offers the domain or is its name, another registered domain, the same page
for random siblings. Registrars' name servers and «coming soon» are no signs.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State, host_of
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import (
    brand,
    is_about_errors,
    is_address,
    path_words,
    registrable,
    words_in,
)
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.moved import MEANT_TO_REDIRECT
from linkcheck.verdict.signals.page import seen, similarity
from linkcheck.verdict.signals.probes import ProbeKind, outcomes
from linkcheck.verdict.signals.soft404 import SAME, is_named, misses_slug

NAME = "parked"

HOSTS = {
    *("sedo.com", "sedoparking.com", "parkingcrew.net", "bodis.com", "dan.com", "afternic.com", "hugedomains.com"),
    *(
        "domainmarket.com",
        "buydomains.com",
        "undeveloped.com",
        "above.com",
        "expireddomains.com",
        "forsale.godaddy.com",
    ),
    *("parklogic.com", "uniregistry.com", "domainnamesales.com", "parking.reg.ru", "domainsponsor.com", "skenzo.com"),
    *(
        "cashparking.com",
        "smartname.com",
        "brandbucket.com",
        "squadhelp.com",
        "atom.com",
        "perfectdomain.com",
        "ww1.com",
    ),
    *("voodoo.com", "fabulous.com", "namebright.com", "dynadot.com", "sav.com", "epik.com", "saw.com", "efty.com"),
    *("domaineasy.com", "expired.namecheap.com", "parkingpage.namecheap.com", "expired.domains", "domain-parking.ru"),
}
"""Domains are parked and sold there; a link to one of them itself is the author's own."""
FOR_SALE = re.compile(
    r"(?:domain|domain name|website|site|address|url|\w\.[a-z]{2,10}) (?:is |may be |could be |might be )?(?:now )?"
    r"(?:for sale|available for (?:purchase|sale)|parked)\b|\bbuy (?:this|the) domain\b|\bdomain (?:for sale|parked"
    r"|parking)\b"
    r"|\bparked (?:domain|page|free|for free|at)\b|\bthis domain (?:name )?(?:is|has been) (?:parked|registered"
    r"|available)"
    r"|\binquire about this domain\b|\bpremium domain\b|\bdomain zu verkaufen\b|\bdiese domain (?:steht|ist|kaufen)"
    r"|\bdomaine? (?:est )?à vendre\b|\bdominio en venta\b|\bdomein te koop\b"
    r"|域名出售|此域名.{0,6}(?:出售|转让)|продается домен"
    r"|домен (?:продается|припаркован)|このドメイン.{0,8}(?:販売|売り出し)",
    re.IGNORECASE,
)
LEXICON = re.compile(
    r"\b(?:slot|situs|judi|agen|bandar|daftar|link|toto)s? (?:\w+ )?(?:gacor|slots?|judi|online|togel|toto|bola|qq"
    r"|terpercaya|resmi|maxwin|deposit|alternatif|casino|88|777|poker)\b|\bgacor\b|\btogel\b|\bmaxwin\b"
    r"|\bslot ?(?:88|777|gacor)\b|\brtp (?:live|slot)\b|\bjudi (?:online|bola)\b|\bsabung ayam\b|\bbet ?88\b|\b88bet\b"
    r"|nhà cái|\bkèo (?:nhà|bóng)|\bcá cược|\bno deposit bonus\b|казино онлайн|онлайн[ -]казино"
    r"|娱乐城|老虎机|百家乐|博彩|토토사이트|먹튀|바카라|카지노사이트|สล็อต|บาคาร่า|แทงบอล"
    r"|\b(?:buy|cheap|generic|order) (?:viagra|cialis|levitra|kamagra|xanax|tramadol)\b"
    r"|\bnonton (?:film|movie)|\b(?:watch|full) movies? (?:online )?free\b|\bfree porn\b",
    re.IGNORECASE,
)
"""Goods of those who take up lapsed domains; no newspaper has them in a title."""
MAYBE = re.compile(
    r"\b(?:online|live|crypto|bitcoin|best|new|free|mobile) (?:casinos?|slots?|sportsbooks?|betting sites?|gambling)\b"
    r"|\bcasinos? (?:online|en ligne|en línea|sin licencia|utan|uten|ohne|bonus(?:es)?|slots?|games?|sites?|reviews?)\b"
    r"|\bonline ?poker\b|\bfree spins\b|\bbookmakers?\b|\bsports ?betting\b|букмекер|ставки на спорт|赌场|彩票|카지노"
    r"|คาสิโน|\b(?:viagra|cialis|kamagra)\b|\bescorts? in\b|\bessay writing service\b|\bpayday loans?\b",
    re.IGNORECASE,
)
"""Goods of theirs that newspapers write of, too: two of these tell as much as one of those."""
OWN = re.compile(
    r"casino|slot|bet|poker|togel|judi|bingo|viagra|cialis|pharm|drug|porn|sex|escort|loan|gambl|movie|film|stream"
    r"|lotter"
    r"|spin|bonus|game|gaming|sport|essay|toto|bookm",
    re.IGNORECASE,
)
"""An address with such a word may well lead to such a page."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` of a parked or usurped domain by two signs, `unsure` of one that leads to another site."""
    response = attempt.response
    if (
        response is None
        or response.status in (404, 410)
        or not response.status < 500
        or response.status in range(300, 400)
    ):
        return None
    page = seen(response)
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if is_for_sale(attempt):
        return _parked(attempt, page)
    elsewhere = registrable(start.hostname) != registrable(end.hostname)
    if not 200 <= response.status < 300:
        return None
    usurped = _usurped(attempt, page, elsewhere=elsewhere) if OWN.search(attempt.check.url) is None else None
    if usurped is not None:
        return usurped
    if elsewhere and not MEANT_TO_REDIRECT.search(start.hostname or "") and _is_stranger(attempt, page):
        return Evidence(
            NAME, State.UNSURE, Reason.DIFFERENT_SITE, f"leads to another site: {end.hostname}, «{page.title[:80]}»"
        )
    return None


def is_for_sale(attempt: Attempt) -> bool:
    """Tell whether there is a strong sign of parking: where it ended, or a service's mark in its source."""
    return attempt.response is not None and (_at_a_parking_host(attempt) or _vendor(seen(attempt.response)) is not None)


def _parked(attempt: Attempt, page: Page) -> Evidence | None:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    vendor = _vendor(page)
    there = _at_a_parking_host(attempt)
    signals = {
        f"redirected to {end.hostname}, where domains are sold": there,
        f"the page is of {vendor}": vendor is not None,
        "another registered domain": registrable(start.hostname) != registrable(end.hostname),
        f"it says «{page.title[:60]}»": _offers(page) or _is_named_like(start.hostname or "", page),
        "random addresses show the same": _same_for_any(attempt, page),
        "its only content is a script": page.words < 20 and marks.SCRIPT_REDIRECT in page.marks,
    }
    said = [signal for signal, is_so in signals.items() if is_so]
    own = not there and (is_about_errors(attempt.check.url) or is_named(attempt.check.url, page))
    if len(said) >= 2 and not own:
        return Evidence(NAME, State.DEAD, Reason.PARKED, "; ".join(said))
    return None


def _usurped(attempt: Attempt, page: Page, *, elsewhere: bool) -> Evidence | None:
    headings = " – ".join((page.title, *page.headings))
    strong = LEXICON.search(page.title)
    sold = {match[0].lower() for match in MAYBE.finditer(headings)}
    if strong is None and not sold:
        return None
    url = attempt.check.url
    shown = words_in(page.title, *page.headings).replace(" ", "")
    lost = brand(host_of(url)) not in shown and not any(word in shown for word in path_words(url))
    if not (elsewhere or misses_slug(url, page) or lost):
        return None
    if strong is not None or (len(sold) >= 2 and (elsewhere or _same_for_any(attempt, page))):
        return Evidence(NAME, State.DEAD, Reason.USURPED, f"another's site: «{page.title[:80]}»")
    if elsewhere or misses_slug(url, page):
        return Evidence(NAME, State.UNSURE, Reason.DIFFERENT_SITE, f"may be another's site: «{page.title[:80]}»")
    return None


def _is_stranger(attempt: Attempt, page: Page) -> bool:
    """Tell whether nothing at the end of a redirect to another domain names what was cited."""
    start, end = urlsplit(attempt.check.url), attempt.last.request.url
    if is_address(start.hostname or ""):
        return False  # an address has no brand to be missed
    names = {brand(start.hostname), *path_words(attempt.check.url)} - {"www"}
    telling = [name for name in names if len(name) >= 4]
    shown = words_in(page.title, *page.headings, page.text, end).replace(" ", "")
    return (
        bool(telling) and marks.HTML in page.marks and bool(page.title) and not any(name in shown for name in telling)
    )


def _vendor(page: Page) -> str | None:
    return next(
        (mark.removeprefix(marks.PARKING) for mark in sorted(page.marks) if mark.startswith(marks.PARKING)), None
    )


def _at_a_parking_host(attempt: Attempt) -> bool:
    start, end = host_of(attempt.check.url), host_of(attempt.last.request.url)
    return any(_below(end, host) and not _below(start, host) for host in HOSTS)


def _below(name: str, host: str) -> bool:
    return name == host or name.endswith(f".{host}")


def _offers(page: Page) -> bool:
    return any(FOR_SALE.search(line) for line in (page.title, *page.headings)) or (
        page.words < 100 and FOR_SALE.search(page.text) is not None
    )


def _is_named_like(host: str, page: Page) -> bool:
    return page.title.lower().removeprefix("www.") in {host.removeprefix("www."), registrable(host)}


def _same_for_any(attempt: Attempt, page: Page) -> bool:
    bodies = [probe for probe in outcomes(attempt.check) if probe.kind is ProbeKind.BODY]
    return any(similarity(page, probe.page) >= SAME for probe in bodies)
