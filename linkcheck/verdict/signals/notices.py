"""Tells whether a page, or the address that a redirect ends at, is a notice that stands before or in place of the site.

Outages, walls, gates (age, consent, region, subscription), queues and log-ins are shown at every address, as soft 404s
are, and mean the opposite: the page may well be there. So they forbid `dead`, and the words are wide. What the site's
home page shows, too, while it is another page, is the frame of both and no notice: «log in», a banner about cookies.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from linkcheck.links.urls.redirects import REFRESH_MARK
from linkcheck.model import Evidence, Page, Reason, Response, State
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import is_about_errors, is_home, is_stray
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.carried import blames
from linkcheck.verdict.signals.page import NOTHING, seen
from linkcheck.verdict.signals.platforms import platform_of
from linkcheck.verdict.signals.probes import ProbeKind, outcomes
from linkcheck.verdict.signals.wording import said

NAME = "notice"

SHORT = 150
"""Words; a shorter page is nothing but its notice, and its text is believed as its title is."""
VERY_SHORT = 60
SEVERAL = 3
"""In the text of a longer page fewer words of a kind may be there by chance."""


class NoticeKind(StrEnum):
    """The kinds of notices."""

    OUTAGE = "an outage"
    WALL = "a wall"
    GATE = "a gate"
    QUEUE = "a queue"
    LOGIN = "a log-in"


VERDICTS = {
    NoticeKind.OUTAGE: (State.UNREACHABLE, Reason.SERVER_ERROR),
    NoticeKind.WALL: (State.BLOCKED, Reason.CHALLENGE),
    NoticeKind.GATE: (State.BLOCKED, Reason.GATE),
    NoticeKind.QUEUE: (State.BLOCKED, Reason.GATE),
    NoticeKind.LOGIN: (State.BLOCKED, Reason.LOGIN),
}

WORDS = {
    NoticeKind.OUTAGE: "outages",
    NoticeKind.WALL: "walls",
    NoticeKind.GATE: "gates",
    NoticeKind.QUEUE: "queues",
    NoticeKind.LOGIN: "logins",
}
"""The tables of their words."""
ADDRESSES = {
    NoticeKind.OUTAGE: (
        r"maint(?:enance)?\d?|off-?line|outages?|down(?:time)?|(?:temporarily-?)?unavailable|(?:under-?)?construction"
        r"|coming-?soon|be-?right-?back|back-?soon|wartung\w*|mantenimiento|manutencao|manutenzione|onderhoud|entretien"
        r"|sorry|5\d\d|server-?error|busy|overload(?:ed)?|status|suspended|updating|upgrading|migrati\w+|closed|notice"
    ),
    NoticeKind.WALL: (
        r"\w*captcha\w*|challenge\w*|verify\w*|verification|blocked|block|denied|access-?denied|forbidden|robots?|bots?"
        r"|bot-\w+|ddos|waf|validate|humans?|(?:security|browser)-?check|rate-?limit\w*|too-?many\w*"
    ),
    NoticeKind.GATE: (
        r"age|age-\w+|age(?:gate|check|verif\w*)|over-?18|adults?|\w*consent\w*|cookies?|cookie-?\w+|privacy|gdpr|regions?|country|countries|geo"
        r"|geo-\w+|geo(?:block\w*|ip|fence)|(?:select|choose)-\w+|splash|subscri\w+|paywall|premium|disclaimer|agreement|terms|eula|warning"
        r"|gate|gateway|interstitial|welcome-?gate"
    ),
    NoticeKind.QUEUE: r"queue(?:-it)?|enqueue|waiting-?\w*|wait|lobby|hold",
    NoticeKind.LOGIN: (
        r"wayf|ds|disco|discovery|idp|saml2?|sso|shib(?:boleth)?|adfs|oauth2?|openid\w*|oidc|authori[sz]e|authenticat\w+|auth"
        r"|log-?in|log-?on|sign-?in|cas|accounts?|members?|register|sessions?"
    ),
}
TOKENS = {
    kind: re.compile(rf"(?:^|[/._?&=-])(?:{pattern})(?=$|[/._?&=-])", re.IGNORECASE)
    for kind, pattern in ADDRESSES.items()
}
RELOADS = re.compile(r"\s*\d+\s*(?:[;,]\s*(?:url\s*=\s*)?['\"]?\s*)?")
"""A refresh without an address: the page waits for something."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page or an address gives itself away by."""

    kind: NoticeKind
    said: str
    is_plain: bool = True
    """It is all that the page is about; else the words stand somewhere in it."""

    @property
    def evidence(self) -> Evidence:
        """Say what it means for the page that it stands before."""
        if not self.is_plain:
            detail = f"it may be {self.kind}, which random addresses show, too: «{self.said}»"
            return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, detail)
        state, reason = VERDICTS[self.kind]
        return Evidence(NAME, state, reason, f"{self.kind} stands in its place: «{self.said}»")


def read(attempt: Attempt) -> Evidence | None:
    """Say `unsure` of a short page that is titled as an outage, where random siblings tell nothing about it.

    Titles of walls and gates are those of many genuine pages: alone they say nothing, `challenge` reads the whole page.
    """
    response = attempt.response
    if response is None or not 200 <= response.status < 300 or seen(response).words >= SHORT:
        return None
    page = seen(response)
    said = titled(page)
    if said is None or said.kind is not NoticeKind.OUTAGE or not is_odd(attempt.check.url, page):
        return None
    if any(probe.kind is not ProbeKind.NOTHING for probe in outcomes(attempt.check)):
        return None
    return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, f"titled as a notice: «{page.title[:80]}»")


def is_odd(url: str, page: Page) -> bool:
    """Tell whether a page is titled as a notice, and its address is not; a home page must be very short for that."""
    if (is_home(url) and page.words >= VERY_SHORT) or is_about_errors(url) or platform_of(url) is not None:
        return False
    return titled(page) is not None and titled(Page(title=unquote(urlsplit(url).path.replace("-", " ")))) is None


def titled(page: Page, frame: Page = NOTHING) -> Notice | None:
    """Return the notice that title or headings speak of; the lower headings of a longer page are of something else."""
    headings = page.headings if page.words < SHORT else page.headings[:1]
    return _told([page.title, *headings], frame, is_plain=True)


def told(page: Page, frame: Page = NOTHING) -> Notice | None:
    """Return the notice that a page speaks of anywhere; words of `frame`, another page of its site, do not count."""
    top = titled(page, frame)
    if top is not None:
        return top
    if any(RELOADS.fullmatch(mark.removeprefix(REFRESH_MARK)) for mark in page.marks if mark.startswith(REFRESH_MARK)):
        return Notice(NoticeKind.OUTAGE, "it reloads itself", is_plain=False)
    is_short = page.words < SHORT
    if is_short and marks.PASSWORD in page.marks - frame.marks:
        return Notice(NoticeKind.LOGIN, "it asks for a password")
    return _told([page.text], frame, is_plain=is_short, least=1 if is_short else SEVERAL)


def led(attempt: Attempt) -> Notice | None:
    """Return the notice that the end of a redirect is by its address: by a word that the cited one does not have."""
    start, end = _address(attempt.check.url), _address(attempt.last.request.url)
    for kind, token in TOKENS.items():
        if token.search(end) is not None and token.search(start) is None:
            return Notice(kind, end)
    return Notice(NoticeKind.GATE, end, is_plain=False) if remembers(attempt) else None


def remembers(attempt: Attempt) -> bool:
    """Tell whether a redirect keeps the cited address: to let its visitor through, or to show it by a script."""
    path = urlsplit(attempt.check.url).path
    final = attempt.last.request.url
    if len(path.strip("/")) < 2 or is_stray(final) or blames(attempt.check.url, final):
        return False
    values = [value for _, value in parse_qsl(urlsplit(final).query)]
    answers = (exchange.outcome for exchange in attempt.exchanges)
    locations = (one.header("Location") or "" for one in answers if isinstance(one, Response))
    fragments = [unquote(location.partition("#")[2]) for location in locations]
    return any(path in value for value in (*values, *fragments))


def _address(url: str) -> str:
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    names = "&".join(name for name, _ in parse_qsl(parts.query))
    return f"{'.'.join(labels[:-1])}{unquote(parts.path)}?{names}"


def _told(texts: list[str], frame: Page, *, is_plain: bool, least: int = 1) -> Notice | None:
    """Return the notice in texts: of the kind they have most words of, and plain if no other verdict is near."""
    framed = _found(" \n ".join((frame.title, *frame.headings, frame.text)))
    here = _found(" \n ".join(texts))
    found = {kind: words - framed[kind] for kind, words in here.items() if words - framed[kind]}
    if not found:
        return None
    kind = max(found, key=lambda one: len(found[one]))
    torn = len(found) > 1 and NoticeKind.OUTAGE in found
    if len(found[kind]) < least:
        return None
    return Notice(kind, " … ".join(sorted(found[kind]))[:80], is_plain=is_plain and not torn)


@functools.lru_cache(maxsize=64)
def _found(text: str) -> dict[NoticeKind, frozenset[str]]:
    return {kind: said(table, text) for kind, table in WORDS.items()}
