"""Recognises a captive portal by what it shows: the same for every site.

A portal that leaves names alone takes the connections instead, and answers for everybody with its log-in page, or
sends everybody there. So hosts that all end at one foreign page, all show one page that asks to log in, or all have
the certificate of another are no hosts at all. One that shows anything of its own excludes it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from linkcheck.model import Check, FailureCode, Page, Reason, Response, Verdict, host_of
from linkcheck.strangers import LinearPattern
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import registrable
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.sketches import ADDRESS
from linkcheck.verdict.signals.wording import first

SITES = 5
"""So many sites that show the same are no coincidence."""
EARLY_SITES = 20
"""So many, and the rest need not be asked."""
NETWORK_AUTHENTICATION = 511
"""RFC 6585, section 6: sent by nobody but who stands between."""
FEW_WORDS = 400
"""A page of more words is no portal's, whatever they are."""
FOR_NOW = {302, 303, 307}
"""Portals send nobody away for good."""

ASKS = LinearPattern(
    r"(?i)wi-?fi|wlan|hot-?spot|captive|\bportal\b|network access|internet access|get(?:ting)? online|go online"
    r"|\blog[ -]?(?:in|on)\b|\bsign[ -]?in\b|authenticat|voucher|access code|room number|terms (?:of|and)|accept"
    r"|anmeld|einlogg|zimmernummer|nutzungsbedingungen|zugangs|connexion|se connecter|connecter|identifi"
    r"|iniciar sesi|acceder|acceso|conect|accedi|accesso|entrar|aceder|inloggen|logga in|log ind|zaloguj|přihl"
    r"|войти|вход|авториз|увійти|登录|登錄|认证|上网|ログイン|接続|로그인|접속|تسجيل|giriş|đăng nhập|masuk|oturum"
)
"""Words of a page that lets nobody through before something is done. Each page is searched: RE2 does it in no time."""
NO_PORTAL = frozenset({Reason.PARKED, Reason.USURPED, Reason.CHALLENGE})
"""What it is known to be, a portal is not."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a site shows that may be a portal's; two that show the same are equal."""

    key: str
    words: str
    asks: bool
    """It asks to log in, or the like."""


class Portal:
    """Collects what each site shows, as long as it may be what a portal shows to all."""

    def __init__(self) -> None:
        self._shown: defaultdict[Sight, set[str]] = defaultdict(set)
        self.is_excluded = False
        """A site has answered with something of its own."""
        self._late: defaultdict[Sight, set[str]] = defaultdict(set)
        """… since a site last did: what a portal that begins in the middle of a run shows."""
        self._late_silent: set[str] = set()
        """Hosts that gave no answer since then."""
        self._refuted: set[Sight] = set()

    def take(self, check: Check, verdict: Verdict) -> None:
        """Take what one check met."""
        if not any(isinstance(one.outcome, Response) for one in check.exchanges):
            self._late_silent.add(host_of(check.url))
            return
        sights = (_sight(Attempt(check, exchanges)) for exchanges in attempts(check.exchanges))
        sight = next((one for one in sights if one is not None), None)
        if sight is None or verdict.reason in NO_PORTAL:
            self.is_excluded = True
            self._late.clear()
            self._late_silent.clear()
        else:
            self._shown[sight].add(registrable(host_of(check.url)))
            if sight not in self._refuted:
                self._late[sight].add(registrable(host_of(check.url)))

    @property
    def shows_own(self) -> bool:
        """Return whether the last that was met was something of a site's own."""
        return self.is_excluded and not self._late and not self._late_silent

    @property
    def may_have_begun(self) -> bool:
        """Return whether anything that a portal may show was met since a site last showed something of its own."""
        return bool(self._late)

    def late(self) -> tuple[Sight, str] | None:
        """Return what enough sites have come to show, and words for it: a portal's, if those before show it, too."""
        sight, sites = max(self._late.items(), key=lambda shown: len(shown[1]), default=(None, ()))
        if sight is None:
            return None
        few = sight.asks and len(sites) > 1 and len(sites) + len(self._late_silent) >= SITES
        if not few and len(sites) < SITES:
            return None
        return sight, f"in the middle of the run all sites began to show {sight.words} (a captive portal?)"

    def refute(self, sight: Sight) -> None:
        """Take note that this is no portal's."""
        self._refuted.add(sight)
        self._late.pop(sight, None)

    def words(self, silent: int, *, enough: bool) -> str | None:
        """Say that all sites show the same, where enough do.

        `silent`: hosts that gave no answer at all, as encrypted ones do behind many a portal. `enough`: nothing more
        will be asked, or it has been waited for long enough.
        """
        if self.is_excluded or len(self._shown) != 1:
            return None
        (sight, sites), *_ = self._shown.items()
        few = enough and sight.asks and len(sites) > 1 and len(sites) + silent >= SITES
        if not few and len(sites) < (SITES if enough else EARLY_SITES):
            return None
        return f"{len(sites)} sites all show {sight.words} (a captive portal?): nothing was judged"


def _sight(attempt: Attempt) -> Sight | None:
    """Return what an attempt met, if that may be a portal's; None for what is the site's own."""
    response, end = attempt.response, urlsplit(attempt.last.request.url)
    if response is not None and response.status == NETWORK_AUTHENTICATION:
        return Sight("511", "status 511, which asks to log in to the network", asks=True)
    page = seen(response) if response is not None else Page()
    if attempt.last.request.hop > 0 and registrable(end.hostname) != registrable(host_of(attempt.check.url)):
        asks = _asks(page) or ASKS.search(f"{end.hostname}{end.path}") is not None
        return Sight(f"{end.netloc}{end.path}", f"a page of {end.hostname}", asks) if _is_for_now(attempt) else None
    fault = attempt.tls_fault()
    if fault is not None and fault.code is FailureCode.TLS_WRONG_HOST:
        return Sight("certificate", "the certificate of another", asks=False)
    if response is not None and 200 <= response.status < 300 and _asks(page):
        text = ADDRESS.sub("", f"{page.title} {' '.join(page.headings)} {page.text[:500]}")
        return Sight(text, f"one page, «{page.title[:60]}»", asks=True)
    return None


def _is_for_now(attempt: Attempt) -> bool:
    """Tell whether every redirect of an attempt is one that may be another tomorrow."""
    statuses = [one.outcome.status for one in attempt.exchanges[:-1] if isinstance(one.outcome, Response)]
    return all(status in FOR_NOW or status < 300 for status in statuses)


def _asks(page: Page) -> bool:
    if page.words >= FEW_WORDS:
        return False
    words = " ".join((page.title, *page.headings, page.text))
    asks = marks.PASSWORD in page.marks or ASKS.search(words) is not None
    return asks and first("offers", words) is None
