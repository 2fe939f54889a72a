"""Recognises a domain that is for sale.

Two signs must agree, one of them strong. Strong: a parking service's host or mark, a page that offers the domain
and that random siblings show, too. Medium: a title that is its name, another registered domain.
Registrars' name servers and «coming soon» are no signs.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State, host_of
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import (
    is_about_errors,
    registrable,
)
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.likeness import SAME, is_named
from linkcheck.verdict.signals.page import seen, similarity
from linkcheck.verdict.signals.probes import ProbeKind, outcomes
from linkcheck.verdict.signals.wording import first

NAME = "parked"

FEW_WORDS = 100

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


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` of a parked domain by two signs."""
    response = attempt.response
    if (
        response is None
        or response.status in (404, 410)
        or not response.status < 500
        or response.status in range(300, 400)
    ):
        return None
    page = seen(response)
    offered = _same_for_any(attempt, page) and _offers(page)
    return _parked(attempt, page) if offered or _is_marked(attempt) else None


def is_for_sale(attempt: Attempt) -> bool:
    """Tell whether there is a sign of parking: where it ended, a service's mark in its source, or words of its own."""
    return _is_marked(attempt) or (attempt.response is not None and _offers(seen(attempt.response)))


def _is_marked(attempt: Attempt) -> bool:
    """Tell whether there is a strong sign."""
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


def _vendor(page: Page) -> str | None:
    return next(
        (mark.removeprefix(marks.PARKING) for mark in sorted(page.marks) if mark.startswith(marks.PARKING)), None
    )


def _at_a_parking_host(attempt: Attempt) -> bool:
    start, end = host_of(attempt.check.url), host_of(attempt.last.request.url)
    return end != start and any(_below(end, host) and not _below(start, host) for host in HOSTS)


def _below(name: str, host: str) -> bool:
    return name == host or name.endswith(f".{host}")


def _offers(page: Page) -> bool:
    texts = (page.title, *page.headings, *((page.text,) if page.words < FEW_WORDS else ()))
    return first("offers", *texts) is not None


def _is_named_like(host: str, page: Page) -> bool:
    return page.title.lower().removeprefix("www.") in {host.removeprefix("www."), registrable(host)}


def _same_for_any(attempt: Attempt, page: Page) -> bool:
    bodies = [probe for probe in outcomes(attempt.check) if probe.kind is ProbeKind.BODY]
    return any(similarity(page, probe.page) >= SAME for probe in bodies)
