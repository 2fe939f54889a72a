"""Says of a redirect that it leads to another site, where nobody knows what the host does with other addresses.

A random sibling tells more than names do: an honest 404 means that this redirect was made for this page, and one that
ends at the same place is a soft 404.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from linkcheck.model import Evidence, Page, Reason, State
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import brand, is_address, path_words, registrable, words_in
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.moved import MEANT_TO_REDIRECT
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.probes import ProbeKind, outcomes

NAME = "elsewhere"


def read(attempt: Attempt) -> Evidence | None:
    """Say `unsure` of a page at another site that does not name what was cited."""
    if attempt.response is None or not 200 <= attempt.response.status < 300:
        return None
    if attempt.last.request.url == attempt.check.url:
        return None
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if registrable(start.hostname) == registrable(end.hostname) or MEANT_TO_REDIRECT.search(start.hostname or ""):
        return None
    page = seen(attempt.response)
    told = any(probe.kind is not ProbeKind.NOTHING for probe in outcomes(attempt.check))
    if told or not _is_stranger(attempt, page):
        return None
    return Evidence(
        NAME, State.UNSURE, Reason.DIFFERENT_SITE, f"leads to another site: {end.hostname}, «{page.title[:80]}»"
    )


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
