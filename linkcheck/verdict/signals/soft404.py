"""Recognises a good status for a page that is not there, by asking the host for pages that cannot be there.

Two signals must agree and one be strong: the same answer for two random siblings, or for one and a page that says
itself that there is nothing. Words alone never suffice. Thresholds: Bar-Yossef et al. 2004, and own measurements of
404 pages against genuine pages of the same sites.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from linkcheck.model import Check, Evidence, Page, Reason, State, host_of
from linkcheck.verdict.signals import landing, marks
from linkcheck.verdict.signals.addresses import (
    identity,
    is_about_errors,
    is_home,
    path_words,
    registrable,
    slug,
    words_in,
)
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.moved import MEANT_TO_REDIRECT
from linkcheck.verdict.signals.page import seen, similarity
from linkcheck.verdict.signals.phrases import LONG, mentions_not_found, says_not_found
from linkcheck.verdict.signals.platforms import platform_of
from linkcheck.verdict.signals.probes import Probe, ProbeKind, outcomes, place

NAME = "soft-404"

SAME = 0.90
"""Similarity from which two pages are one; genuine pages of one site stay below 0.8."""
NEAR = 0.70
FEW_WORDS = 80
SHELL_WORDS = 50
"""An application's page before its scripts ran holds fewer."""
BARE_WORDS = 10
LITTLE = 20
"""Words; what shows fewer and does not say itself that nothing is there tells nothing by being the same everywhere."""
SINK = 2
"""So many other targets that ended at the same address are no coincidence."""

STRAY = re.compile(
    r"404|410|not-?_?found|missing|error|expired?|suspend|search|sorry|oops|unavailable|removed|deleted|default",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
GATE = re.compile(
    r"age-?_?(?:gate|check|verif)|splash|select-?(?:country|region|language)|choose|geo|cookie|captcha", re.IGNORECASE
)
RETURNS = re.compile(
    r"(?:return|redirect|next|continue|dest|destination|back|from|goto|target|referr?er|url|u|r)\w*", re.IGNORECASE
)
"""Parameters by which a gate remembers where its visitor wanted to go."""
DOCUMENTS = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|zip|gz|tgz|bz2|xz|7z|docx?|xlsx?|pptx?|epub|ps|exe|dmg|deb|csv|iso)$",
    re.IGNORECASE,
)


def suspicious(check: Check, *, dishonest: bool = False) -> bool:
    """Tell whether a check is worth probes; `dishonest`: its host is known to have a page for any address."""
    return bool(suspicions(check, dishonest=dishonest))


def suspicions(check: Check, *, dishonest: bool = False) -> tuple[str, ...]:
    """Return in words why a good answer may be none; empty where nothing is odd, or where no probe could tell."""
    attempt = good_attempt(check)
    if attempt is None or attempt.response is None or exempt(attempt):
        return ()
    page = seen(attempt.response)
    found = {
        "the host has a page for any address": dishonest,
        "redirected away": _strayed(attempt),
        "says that it was not found": says_not_found(page) is not None or mentions_not_found(page) is not None,
        "few words": _is_html(page) and (page.words < FEW_WORDS or not page.title),
        "a page where a file was cited": _is_html(page) and DOCUMENTS.search(urlsplit(check.url).path) is not None,
        "a sink": check.sources >= SINK and attempt.last.request.hop > 0,
        "another subject than the address": _is_html(page) and (misses_slug(check.url, page) or is_opaque(check.url)),
    }
    return tuple(reason for reason, is_so in found.items() if is_so)


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` where two probes, or one and the page's own words, say so; `unsure` where less does."""
    if attempt.response is None or not 200 <= attempt.response.status < 300 or exempt(attempt):
        return None
    page, probes = (
        seen(attempt.response),
        [probe for probe in outcomes(attempt.check) if probe.kind is not ProbeKind.NOTHING],
    )
    says = says_not_found(page)
    if any(probe.kind is ProbeKind.HONEST for probe in probes):
        return _honest(attempt, page, says)
    if redirected_elsewhere(attempt):
        sunk = _sink(attempt, probes)
        if sunk is not None:
            return sunk
    elif probes and all(probe.kind is ProbeKind.REDIRECT for probe in probes):
        return _honest(attempt, page, says)  # what is not there is redirected, and this was not
    return _compared(attempt.check.url, page, probes, says)


def exempt(attempt: Attempt) -> bool:
    """Tell whether no probe can tell: a home page, a page about errors, a shortener, a known platform, no text."""
    url = attempt.check.url
    host = host_of(url)
    nothing = attempt.response is None or marks.CONTENT not in seen(attempt.response).marks
    known = MEANT_TO_REDIRECT.search(host) is not None or platform_of(url) is not None
    return nothing or known or is_home(url) or is_about_errors(url)


def is_opaque(url: str) -> bool:
    """Tell whether the query alone says which page it is, so that no word of the address can vouch for the page."""
    return bool(identity(url)) and len(slug(url)) < 2


def misses_slug(url: str, page: Page) -> bool:
    """Tell whether none of the two or more words of the address is in the title or in the first headings."""
    words = slug(url)
    shown = words_in(page.title, *page.headings)
    return len(words) >= 2 and not any(word in shown for word in words)


def is_shell(page: Page) -> bool:
    """Tell whether a page is an application that a browser would fill."""
    if marks.APP_SHELL in page.marks:
        return page.words < SHELL_WORDS
    return marks.SCRIPT in page.marks and page.words < BARE_WORDS


def good_attempt(check: Check) -> Attempt | None:
    """Return the attempt that found a page, if its page is no wall."""
    for exchanges in attempts(check.exchanges):
        attempt = Attempt(check, exchanges)
        response = attempt.response
        if response is not None and 200 <= response.status < 300:
            return attempt if challenged(attempt) is None and landing.read(attempt) is None else None
    return None


def _honest(attempt: Attempt, page: Page, says: str | None) -> Evidence | None:
    if says is None or page.words >= LONG or is_named(attempt.check.url, page):
        return None
    return Evidence(
        NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, f"the page says «{says}», though other addresses are 404"
    )


def _sink(attempt: Attempt, probes: list[Probe]) -> Evidence | None:
    """Judge a redirect that random siblings take, too."""
    final = attempt.last.request.url
    same = [probe for probe in probes if probe.kind is ProbeKind.REDIRECT and place(probe.final) == place(final)]
    if not same or len(same) < len(probes):
        return None
    if len(same) < 2 or _is_gate(attempt.check.url, final):
        return Evidence(
            NAME, State.UNSURE, Reason.RESEMBLES_MISSING, f"so does a random address: redirected to {final}"
        )
    return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"any address is redirected to {final}")


def _compared(url: str, page: Page, probes: list[Probe], says: str | None) -> Evidence | None:
    """Judge a page by its likeness to those of random siblings."""
    if is_shell(page) and says is None:
        return Evidence(NAME, State.UNSURE, Reason.APP_SHELL, "an application that only a browser can fill")
    hint = says or mentions_not_found(page)
    if hint is None and page.words < LITTLE and not page.text.startswith(("{", "[")):
        return None
    shown = [probe for probe in probes if probe.kind is ProbeKind.BODY]
    likeness = [similarity(page, probe.page) for probe in shown]
    same = sum(1 for each in likeness if each >= SAME)
    best = max(likeness, default=0.0)
    resembles = f"{best:.0%} of the text is what random addresses show"
    if (says is not None and same) or (hint is not None and same >= 2):
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"{resembles}, and it says «{hint}»")
    named = is_named(url, page)
    if says is not None and not named and sum(1 for probe in shown if _is_entitled(page, url, probe)) >= 2:
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"it says «{says}», as random addresses do (two of them)")
    if same >= 2 and not named and page.words >= SHELL_WORDS and any(_is_entitled(page, url, each) for each in shown):
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"{resembles} (two of them)")
    if says is not None and not named:
        return Evidence(NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, f"the page says «{says}»")
    return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, resembles) if best >= NEAR else None


def _is_entitled(page: Page, url: str, probe: Probe) -> bool:
    """Tell whether a page has a probe's title and first heading, but for what each says of its address."""
    return _top(page, url) == _top(probe.page, probe.asked)


def _top(page: Page, url: str) -> list[set[str]]:
    lines = (page.title, next(iter(page.headings), ""))
    return [set(WORD.findall(line.lower())) - path_words(url) for line in lines]


def is_named(url: str, page: Page) -> bool:
    """Tell whether title or headings name what the address names: then it is the page, whatever others show."""
    shown = words_in(page.title, *page.headings)
    words = path_words(url)
    return 2 * sum(1 for word in words if word in shown) >= max(len(words), 1)


def _is_gate(start: str, final: str) -> bool:
    """Tell whether a redirect leads to a page that lets its visitor through afterwards."""
    parts = urlsplit(final)
    if STRAY.search(parts.path):
        return False
    path = urlsplit(start).path
    remembers = any(RETURNS.fullmatch(name) and (path in value) for name, value in parse_qsl(parts.query))
    return remembers or GATE.search(f"{parts.hostname}{parts.path}") is not None


def redirected_elsewhere(attempt: Attempt) -> bool:
    """Tell whether redirects changed more than the scheme or `www`."""
    return attempt.last.request.hop > 0 and place(attempt.last.request.url)[1:] != place(attempt.check.url)[1:]


def _strayed(attempt: Attempt) -> bool:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if attempt.last.request.hop == 0:
        return False
    if registrable(start.hostname) != registrable(end.hostname):
        return True
    shorter = end.path.strip("/").count("/") < start.path.strip("/").count("/") or not end.path.strip("/")
    return redirected_elsewhere(attempt) and (shorter or STRAY.search(f"{end.path}?{end.query}") is not None)


def _is_html(page: Page) -> bool:
    return marks.HTML in page.marks
