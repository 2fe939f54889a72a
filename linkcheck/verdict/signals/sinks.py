"""Judges redirects that random siblings take, too: everything that is missing is sent to one place.

To the site's own home page, or for good to another host, that is a soft 404, as it is where words say so or the home
page shows another page. Else it is what outages, queues and walls look like that nobody listed.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State
from linkcheck.verdict.signals import marks, notices
from linkcheck.verdict.signals.addresses import is_home, registrable, says_missing
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.carried import blames, searches
from linkcheck.verdict.signals.closures import says_closed
from linkcheck.verdict.signals.contrast import Contrast, contrast, is_for_now, is_lasting
from linkcheck.verdict.signals.likeness import is_same
from linkcheck.verdict.signals.moved import is_same_but_for_case_or_locale
from linkcheck.verdict.signals.page import is_shell, seen
from linkcheck.verdict.signals.phrases import says_not_found
from linkcheck.verdict.signals.probes import Probe, ProbeKind, place

SPLASH_WORDS = 60
"""A home page of fewer, to which all is sent for now, may be an outage in words that nobody knows."""


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
    why = _why_dead(attempt, page, same)
    if why is not None:
        return Evidence(name, State.DEAD, Reason.SOFT_404, f"any address is redirected to {final}, {why}")
    if is_shell(page):
        return Evidence(name, State.UNSURE, Reason.APP_SHELL, f"any address is redirected to an application: {final}")
    if _is_own(attempt) and not is_home(final) and contrast(attempt, page) is Contrast.UNKNOWN:
        return Evidence(name, State.UNSURE, Reason.RESEMBLES_MISSING, f"any address is redirected to {final}")
    return Evidence(name, State.UNSURE, Reason.SAME_EVERYWHERE, f"any address is redirected to {final}")


def redirected_elsewhere(attempt: Attempt) -> bool:
    """Tell whether redirects changed more than the scheme or `www`."""
    return attempt.last.request.hop > 0 and place(attempt.last.request.url)[1:] != place(attempt.check.url)[1:]


def is_sent_to_missing(attempt: Attempt) -> bool:
    """Tell whether the end of the redirects says by its address, as the cited one does not, that it is missing."""
    return says_missing(attempt.last.request.url) and not says_missing(attempt.check.url)


def _why_dead(attempt: Attempt, page: Page, same: list[Probe]) -> str | None:
    """Return in words why a place that all addresses are sent to is none for the cited page."""
    final = attempt.last.request.url
    said = says_not_found(page) or says_closed(page)
    if said is not None:
        return f"which says «{said}»"
    if is_sent_to_missing(attempt):
        return "and the address says that it is missing"
    lasting = is_lasting(attempt)
    if lasting and place(final)[0] != place(attempt.check.url)[0]:
        return "for good"
    if not _is_own(attempt):
        return None
    stands = contrast(attempt, page)
    is_only_named_so = stands is Contrast.ANOTHER and not is_same_but_for_case_or_locale("/", urlsplit(final).path)
    if is_home(final) and (lasting or (page.words >= SPLASH_WORDS and not is_only_named_so)):
        return "the home page"
    if stands is not Contrast.ANOTHER:
        return None
    if not is_for_now(attempt):
        return "and the home page is another"
    return "which is told that this one failed" if blames(attempt.check.url, final) else _sought(attempt, page, same)


def _sought(attempt: Attempt, page: Page, same: list[Probe]) -> str | None:
    """Return in words that a search for the words of the address finds nothing: as little as for those of siblings.

    A script may fill in later what was found.
    """
    cited = attempt.check.url
    found_nothing = (
        marks.SCRIPT not in page.marks
        and searches(cited, attempt.last.request.url)
        and all(searches(probe.asked, probe.final) and is_same(page, cited, probe) for probe in same)
    )
    return "a search, which finds nothing" if found_nothing else None


def _is_own(attempt: Attempt) -> bool:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    return registrable(start.hostname) == registrable(end.hostname)
