"""Recognises a good status for a page that is not there, by asking the host for pages that cannot be there.

A random sibling must show the same, and either the page says itself that there is nothing, or the site's home page
shows another page. Words alone never suffice; one page for every address may be an outage, a wall, a gate. Thresholds:
Bar-Yossef et al. 2004, and own measurements of 404 pages against genuine pages of the same sites.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from linkcheck.model import Check, Evidence, Page, Reason, State, host_of
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals import landing, marks, notices, sinks
from linkcheck.verdict.signals.addresses import (
    is_about_errors,
    is_home,
    is_stray,
    path_words,
    registrable,
    slug,
)
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.closures import apologises, says_closed, titled_closed
from linkcheck.verdict.signals.contrast import Contrast, contrast, frame, stands_out
from linkcheck.verdict.signals.likeness import is_echo, is_entitled, is_named, is_opaque, is_same, misses_slug
from linkcheck.verdict.signals.notices import Notice
from linkcheck.verdict.signals.page import SHELL_WORDS, is_shell, seen, similarity
from linkcheck.verdict.signals.phrases import LONG, mentions_not_found, says_not_found
from linkcheck.verdict.signals.platforms import platform_of
from linkcheck.verdict.signals.probes import Probe, ProbeKind, outcomes
from linkcheck.verdict.signals.sinks import redirected_elsewhere

NAME = "soft-404"

NEAR = 0.70
FEW_WORDS = 80
LITTLE = 20
"""Words; what shows fewer and does not say itself that nothing is there tells nothing by being the same everywhere."""
SINK = 2
"""So many other targets that ended at the same address are no coincidence."""

AVAILABILITY = SievedPattern(
    r"avail|verfügbar|erreichbar|dispon[ií]|beschikbaar|bereikbaar|доступ|dostęp|dostupn|tilgæng|tilgjeng|tillgäng|saatavilla|elérhető"
    r"|利用|无法访问|無法|이용|متاح",
    ignore_case=True,
)
"""Said of what is missing, and of what is away for now."""
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
    return doubts(attempt, dishonest=dishonest) if attempt is not None else ()


def doubts(attempt: Attempt, *, dishonest: bool = False) -> tuple[str, ...]:
    """Return the same of the attempt that found a page."""
    if attempt.response is None or exempt(attempt):
        return ()
    check, page = attempt.check, seen(attempt.response)
    found = {
        "the host has a page for any address": dishonest,
        "redirected away": _strayed(attempt),
        "says that it was not found": says_not_found(page) is not None or mentions_not_found(page) is not None,
        "says that it is over": says_closed(page) is not None,
        "speaks of an outage, a wall, a gate": notices.is_odd(check.url, page)
        or (page.words < notices.SHORT and not is_named(check.url, page) and notices.told(page) is not None),
        "few words": _is_html(page) and (page.words < FEW_WORDS or not page.title),
        "a page where a file was cited": _is_html(page) and DOCUMENTS.search(urlsplit(check.url).path) is not None,
        "a sink": check.sources >= SINK and attempt.last.request.hop > 0,
        "another subject than the address": _is_html(page) and (misses_slug(check.url, page) or is_opaque(check.url)),
    }
    return tuple(reason for reason, is_so in found.items() if is_so)


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` by random siblings and words, or by siblings and the home page; `unsure` where less does."""
    if attempt.response is None or not 200 <= attempt.response.status < 300 or exempt(attempt):
        return None
    probes = [probe for probe in outcomes(attempt.check) if probe.kind is not ProbeKind.NOTHING]
    page = seen(attempt.response)
    if any(probe.kind is ProbeKind.HONEST for probe in probes):
        same = [probe for probe in probes if probe.kind is ProbeKind.BODY and is_same(page, attempt.check.url, probe)]
        said = says_not_found(page) or titled_closed(page)
        if said is None or not same:
            return _honest(attempt, page)
        probes = same  # honest for paths, and not for the numbers or names that its query asks for
    if redirected_elsewhere(attempt):
        sunk = sinks.read(attempt, probes, NAME)
        if sunk is not None:
            return sunk
    elif probes and all(probe.kind is ProbeKind.REDIRECT for probe in probes):
        return _honest(attempt, page)  # what is not there is redirected, and this was not
    return _compared(attempt, page, probes)


def exempt(attempt: Attempt) -> bool:
    """Tell whether no probe can tell: a home page, a page about errors, a known platform, no text."""
    url = attempt.check.url
    nothing = attempt.response is None or marks.CONTENT not in seen(attempt.response).marks
    return nothing or platform_of(url) is not None or is_home(url) or is_about_errors(url)


def good_attempt(check: Check) -> Attempt | None:
    """Return the attempt that found a page, if its page is no wall."""
    for exchanges in attempts(check.exchanges):
        attempt = Attempt(check, exchanges)
        response = attempt.response
        if response is not None and 200 <= response.status < 300:
            return attempt if challenged(attempt) is None and landing.read(attempt) is None else None
    return None


def _honest(attempt: Attempt, page: Page) -> Evidence | None:
    says = says_not_found(page)
    if redirected_elsewhere(attempt) and sinks.is_sent_to_missing(attempt) and notices.titled(page) is None:
        said = says or says_closed(page)
        if said is not None:  # the address and the page agree, and it was done to this page alone
            final = attempt.last.request.url
            return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"redirected to {final}, and it says «{said}»")
    if says is None or page.words >= LONG or is_named(attempt.check.url, page):
        return None
    return Evidence(
        NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, f"the page says «{says}», though other addresses are 404"
    )


def _compared(attempt: Attempt, page: Page, probes: list[Probe]) -> Evidence | None:
    """Judge a page by its likeness to those of random siblings."""
    url, says = attempt.check.url, says_not_found(page)
    shown = [probe for probe in probes if _is_shown(attempt, probe)]
    same = [probe for probe in shown if is_same(page, url, probe)]
    entitled = sum(1 for probe in shown if is_entitled(page, url, probe))
    is_seen = bool(same) or (entitled >= 2 and (says is not None or apologises(page)))
    notice = _notice(attempt, page, says) if is_seen else None
    if notice is not None:
        return notice.evidence
    if is_shell(page) and says is None:
        return Evidence(NAME, State.UNSURE, Reason.APP_SHELL, "an application that only a browser can fill")
    if not shown:
        return None if says is None or is_named(url, page) else _says(says)
    hint = says or mentions_not_found(page) or says_closed(page)
    if hint is None and page.words < LITTLE and not page.text.startswith(("{", "[")):
        return None
    best = max((similarity(page, probe.page) for probe in shown), default=0.0)
    resembles = f"{best:.0%} of the text is what random addresses show"
    if ((says or titled_closed(page)) is not None and same) or (hint is not None and len(same) >= 2):
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"{resembles}, and it says «{hint}»")
    named = is_named(url, page) and not (same and all(map(is_echo, same)))
    if says is not None and not named and entitled >= 2:
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, f"it says «{says}», as random addresses do (two of them)")
    if len(same) >= 2 and not named and entitled:
        by_server = marks.SCRIPT not in page.marks or all(map(is_echo, same))  # and by no script
        is_told = page.words >= (LITTLE if by_server else SHELL_WORDS)
        return _contrasted(attempt, page, resembles, is_told=is_told)
    if apologises(page) and not named and entitled >= 2 and stands_out(attempt, page):
        detail = f"titled «{page.title}», as random addresses are (two of them), and the home page is another"
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, detail)
    if says is not None and not named:
        return _says(says)
    return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, resembles) if best >= NEAR else None


def _says(said: str) -> Evidence:
    return Evidence(NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, f"the page says «{said}»")


def _contrasted(attempt: Attempt, page: Page, resembles: str, *, is_told: bool) -> Evidence:
    """Judge a page without a word of its own that random siblings show, too, by the home page of its site.

    `is_told`: it holds enough for that to tell anything.
    """
    if is_told and stands_out(attempt, page):
        detail = f"{resembles} (two of them), and the home page is another"
        return Evidence(NAME, State.DEAD, Reason.SOFT_404, detail)
    match contrast(attempt, page):
        case Contrast.ANOTHER if is_told:
            detail = f"{resembles}, and it may be there but for a while"
            return Evidence(NAME, State.UNSURE, Reason.SAME_EVERYWHERE, detail)
        case Contrast.SAME if is_told:
            detail = f"{resembles}, the home page as well"
            return Evidence(NAME, State.UNSURE, Reason.SAME_EVERYWHERE, detail)
        case _:
            return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, resembles)


def _notice(attempt: Attempt, page: Page, says: str | None) -> Notice | None:
    """Return the notice that a page is; what it says in its title itself, that it was not found, outweighs its text."""
    framed = frame(attempt, page)
    if says is not None and AVAILABILITY.search(says) is None:
        return notices.titled(page, framed)
    return notices.told(page, framed)


def _is_shown(attempt: Attempt, probe: Probe) -> bool:
    """Tell whether a sibling's page stands where the target's does: at its own address, or moved as the target was."""
    if probe.kind is ProbeKind.BODY:
        return True
    own = urlsplit(probe.asked).path.rstrip("/").rpartition("/")[2] in probe.final
    return own and redirected_elsewhere(attempt) and host_of(probe.final) == host_of(attempt.last.request.url)


def _strayed(attempt: Attempt) -> bool:
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if attempt.last.request.hop == 0:
        return False
    if registrable(start.hostname) != registrable(end.hostname):
        return True
    shorter = end.path.strip("/").count("/") < start.path.strip("/").count("/") or not end.path.strip("/")
    return redirected_elsewhere(attempt) and (
        shorter or is_stray(attempt.last.request.url) or not _is_kept(attempt.check.url, attempt.last.request.url)
    )


def _is_kept(start: str, end: str) -> bool:
    """Tell whether the end of a redirect has the last words of the cited address, or any where it has but numbers."""
    words = slug(start) or path_words(start)
    return not words or any(word in end.lower() for word in words)


def _is_html(page: Page) -> bool:
    return marks.HTML in page.marks
