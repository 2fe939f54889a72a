"""Judges redirects that random siblings take, too: everything that is missing is sent to one place.

To the site's own home page, or for good to another host, that is a soft 404, as it is where words say so or the home
page shows another page. Else it is what outages, queues and walls look like that nobody listed.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State
from linkcheck.verdict.signals import notices
from linkcheck.verdict.signals.addresses import is_home, registrable, says_missing
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.closures import says_closed
from linkcheck.verdict.signals.moved import is_permanent, is_same_but_for_case_or_locale
from linkcheck.verdict.signals.page import NOTHING, is_application, is_shell, seen, similarity
from linkcheck.verdict.signals.phrases import says_not_found
from linkcheck.verdict.signals.probes import Probe, ProbeKind, home_of, place

ANOTHER = 0.70
"""Similarity below which two pages are two."""
SPLASH_WORDS = 60
"""A home page of fewer, to which all is sent for now, may be an outage in words that nobody knows."""


class Contrast(Enum):
    """How the home page of a site stands to one that random siblings show, too."""

    ANOTHER = "the home page shows another page"
    SAME = "the home page shows the same"
    UNKNOWN = "the home page could not be had, or it speaks of a notice, or an application fills both"


def read(attempt: Attempt, probes: list[Probe], name: str) -> Evidence | None:
    """Judge a redirect by those of random siblings; None where they end elsewhere. `name` is the signal's."""
    final = attempt.last.request.url
    same = [probe for probe in probes if probe.kind is ProbeKind.REDIRECT and place(probe.final) == place(final)]
    if attempt.response is None or not same or len(same) < len(probes):
        return None
    page = seen(attempt.response)
    notice = notices.led(attempt) or (notices.told(page) if page.words < notices.SHORT else notices.titled(page))
    if notice is not None:
        return notice.evidence
    if len(same) < 2:
        detail = f"so does a random address: redirected to {final}"
        return Evidence(name, State.UNSURE, Reason.RESEMBLES_MISSING, detail)
    why = _why_dead(attempt, page)
    if why is not None:
        return Evidence(name, State.DEAD, Reason.SOFT_404, f"any address is redirected to {final}, {why}")
    if is_shell(page):
        return Evidence(name, State.UNSURE, Reason.APP_SHELL, f"any address is redirected to an application: {final}")
    if _is_own(attempt) and not is_home(final) and contrast(attempt, page) is Contrast.UNKNOWN:
        return Evidence(name, State.UNSURE, Reason.RESEMBLES_MISSING, f"any address is redirected to {final}")
    return Evidence(name, State.UNSURE, Reason.SAME_EVERYWHERE, f"any address is redirected to {final}")


def contrast(attempt: Attempt, page: Page) -> Contrast:
    """Hold a page that random siblings show, too, against the home page."""
    home = home_of(attempt.check)
    if home is None or is_application(page):
        return Contrast.UNKNOWN
    if similarity(page, home) >= ANOTHER:
        return Contrast.SAME
    return Contrast.ANOTHER if notices.titled(home) is None else Contrast.UNKNOWN


def frame(attempt: Attempt, page: Page) -> Page:
    """Return the home page, where it is another page: what both say is the frame of the site."""
    home = home_of(attempt.check)
    return home if home is not None and similarity(page, home) < ANOTHER else NOTHING


def redirected_elsewhere(attempt: Attempt) -> bool:
    """Tell whether redirects changed more than the scheme or `www`."""
    return attempt.last.request.hop > 0 and place(attempt.last.request.url)[1:] != place(attempt.check.url)[1:]


def is_sent_to_missing(attempt: Attempt) -> bool:
    """Tell whether the end of the redirects says by its address, as the cited one does not, that it is missing."""
    return says_missing(attempt.last.request.url) and not says_missing(attempt.check.url)


def _why_dead(attempt: Attempt, page: Page) -> str | None:
    """Return in words why a place that all addresses are sent to is none for the cited page."""
    final = attempt.last.request.url
    said = says_not_found(page) or says_closed(page)
    if said is not None:
        return f"which says «{said}»"
    if is_sent_to_missing(attempt):
        return "and the address says that it is missing"
    lasting = _is_lasting(attempt)
    if lasting and place(final)[0] != place(attempt.check.url)[0]:
        return "for good"
    if not _is_own(attempt):
        return None
    if is_home(final) and (lasting or page.words >= SPLASH_WORDS):
        return "the home page"
    return "and the home page is another" if contrast(attempt, page) is Contrast.ANOTHER else None


def _is_own(attempt: Attempt) -> bool:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    return registrable(start.hostname) == registrable(end.hostname)


def _is_lasting(attempt: Attempt) -> bool:
    """Tell whether redirects are permanent: the first one is, and all others that do more than add a language."""
    hops = [
        (one, after)
        for one, after in pairwise(attempt.exchanges)
        if place(one.request.url) != place(after.request.url)  # the scheme is no place, nor is `www`
    ]
    return (
        bool(hops)
        and is_permanent(hops[0][0])
        and all(is_permanent(one) or _is_trivial(one.request.url, after.request.url) for one, after in hops)
    )


def _is_trivial(start: str, end: str) -> bool:
    one, other = urlsplit(start), urlsplit(end)
    if registrable(one.hostname) != registrable(other.hostname):
        return False
    return is_home(end) or is_same_but_for_case_or_locale(one.path, other.path)
