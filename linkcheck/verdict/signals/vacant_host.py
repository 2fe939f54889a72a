"""Recognises what hosters and platforms show in place of a site that is gone, or not there now.

Short pages only, and by their title, first headings and first words, so that an article about such a page is none.
The phrases were written from what is commonly known of such pages; can-i-take-over-xyz keeps a longer list.
"""

from __future__ import annotations

from linkcheck.model import Evidence, Page, Reason, State
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import is_about_errors
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.likeness import is_named
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.phrases import says_not_found

NAME = "vacancy"

FEW_WORDS = 150

GONE = SievedPattern(
    r"there isn.t a github pages site here|no such app.{0,40}heroku|herokucdn\.com/error-pages/no-such-app"
    r"|the specified bucket does not exist|nosuchbucket|deployment_not_found"
    r"|the deployment could not be found on vercel"
    r"|whatever you were looking for doesn.t currently exist at this address"
    r"|do you want to register [\w.-]+\.wordpress\.com"
    r"|doesn.t exist\W{1,4}do you want to register|this user ?voice subdomain is currently available"
    r"|fastly error: unknown domain|no site for domain|looks like this domain isn.t connected to a website yet"
    r"|404 web site not found.{0,80}azure|project not found.{0,40}surge|this domain is not configured.{0,40}gitlab"
    r"|the gods are wise, but do not know of the site which you seek|404 error unknown site"
    r"|help center closed|this help center no longer exists|this shop (?:is )?(?:no longer exists|does not exist)"
    r"|site not found.{0,60}(?:netlify|firebase|github|weebly|wix|webflow)|no settings were found for this company"
    r"|this page is reserved for artistic dogs|couldn.t find the status page|is not a registered incloud youtrack"
    r"|the domain has expired.{0,60}renew|this domain (?:name )?has expired|domain (?:name )?expired|expired domain"
    r"|this (?:blog|site|wiki|website) has been (?:deleted|removed|closed)|blog has been removed"
    r"|(?:this|your) (?:web ?)?site (?:was|has been) (?:archived or suspended|deleted)"
    r"|repository not found.{0,40}bitbucket"
    r"|tunnel \S+ngrok\S* not found|wiki does not exist|there is no such blog"
    r"|the site you were looking for couldn.t be found",
    ignore_case=True,
)
"""The platform says that there is no site of this name."""
PAUSED = SievedPattern(
    r"account (?:has been )?suspended|this account (?:has been|is) suspended|suspendedpage\.cgi"
    r"|bandwidth limit exceeded"
    r"|deployment_(?:paused|disabled)|this deployment is temporarily paused|this shop is (?:currently )?unavailable"
    r"|web ?site (?:has been |is )?(?:temporarily )?(?:suspended|disabled|paused)|domain (?:has been |is )?suspended"
    r"|error establishing a database connection|resource limit is reached|site (?:is )?temporarily unavailable",
    ignore_case=True,
)
"""Somebody must pay, renew or mend something; then it may be back."""
MAINTENANCE = SievedPattern(
    r"\b(?:under|scheduled|down for|undergoing|in|im|en) (?:(?:scheduled|routine|planned|temporary) )?"
    r"(?:maintenance|wartung|mantenimiento)\b|\bmaintenance (?:mode|work|page)\b|^maintenance$|\bunder construction\b"
    r"|^(?:site |website )?coming soon\b|\bcoming soon$|wartungs(?:arbeiten|modus)|wird gewartet|site en maintenance"
    r"|технические работы|メンテナンス中|系统维护|维护中|we.ll be (?:right )?back|back soon|be back shortly",
    ignore_case=True,
)
FAULT = SievedPattern(
    r"(?:parse|fatal) error: .{0,300}\bin \S+ on line \d+|uncaught (?:\w*error|\w*exception)|warning: mysqli?_\w+\("
    r"|error establishing a database connection|you have an error in your sql syntax|sqlstate\[\w+\]"
    r"|could not connect to (?:the )?(?:database|mysql)|too many connections|database (?:connection )?error"
    r"|traceback \(most recent call last\)|server error in '/|ora-\d{5}|odbc .{0,30}driver|internal server error"
    r"|application error: a (?:client|server)-side exception has occurred|an unhandled exception (?:occurred"
    r"|was generated)",
    ignore_case=True,
)
"""A program's fault, sent as a page."""
DEFAULT = SievedPattern(
    r"welcome to nginx|apache2? (?:\w+ )?(?:default|test) page|^it works!?$|test page for (?:the )?(?:apache|nginx"
    r"|http)"
    r"|iis windows server|^iis\d?$|internet information services|default web ?site page|future home of something"
    r"|web server.s default page|welcome to (?:openresty|caddy|tengine)|^apache tomcat|plesk.{0,30}default"
    r"|default plesk page"
    r"|congratulations.{0,40}(?:your|new) (?:web ?)?site|placeholder page for|hostinger.{0,20}default|index of /$",
    ignore_case=True,
)
"""A web server that nobody has given anything to show."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `dead` where the platform says so on a short page, `unreachable` of a fault, `unsure` of a default page."""
    response = attempt.response
    if response is None or not _is_readable(response.status) or is_about_errors(attempt.check.url):
        return None
    page = seen(response)
    if is_named(attempt.check.url, page):
        return None
    if page.words >= FEW_WORDS:
        return _default(attempt, page)
    text = " ".join((page.title, *page.headings, page.text))
    gone = GONE.search(text)
    if gone is not None:
        return Evidence(NAME, State.DEAD, Reason.PARKED, f"the hoster says that there is no site: «{gone[0][:80]}»")
    if response.status >= 400:
        return None
    for pattern, texts in ((PAUSED, (text,)), (MAINTENANCE, (page.title, *page.headings)), (FAULT, (text,))):
        said = next((match[0] for match in map(pattern.search, texts) if match is not None), None)
        if said is not None:
            return Evidence(
                NAME, State.UNREACHABLE, Reason.SERVER_ERROR, f"a page, but of a site at fault: «{said[:80]}»"
            )
    if marks.ERROR_SHELL in page.marks and says_not_found(page) is None:
        return Evidence(NAME, State.UNREACHABLE, Reason.SERVER_ERROR, "a page, but the framework's own for a fault")
    return _default(attempt, page)


def _is_readable(status: int) -> bool:
    return 200 <= status < 300 or (status >= 400 and status not in (404, 410))


def _default(attempt: Attempt, page: Page) -> Evidence | None:
    said = next((line for line in (page.title, *page.headings[:1]) if DEFAULT.search(line)), None)
    if said is None or attempt.response is None or attempt.response.status >= 400:
        return None
    return Evidence(NAME, State.UNSURE, Reason.RESEMBLES_MISSING, f"a web server's default page: «{said[:80]}»")
