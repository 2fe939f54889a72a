"""Recognises redirects that ended at another page: a login, a consent or an error page, the home page.

A link that names such a page itself is no such case: it is the author's own citation of it.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from linkcheck.model import Evidence, Page, Reason, State, host_of
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.moved import MEANT_TO_REDIRECT
from linkcheck.verdict.signals.page import seen

NAME = "landing"

LOGIN_HOSTS = re.compile(
    r"^(?:accounts\.google\.com|login\..+|signin\..+|idmsa\.apple\.com|sso\..+|auth\..+|id\.atlassian\.com)$"
)
LOGIN_PATHS = re.compile(
    r"/(?:users?/|accounts?/)?(?:log[-_]?in|sign[-_]?in|servicelogin|sso|adfs|oauth2?/authorize|wp-login\.php)"
    r"(?:[/.?;]|$)",
    re.IGNORECASE,
)
LOGIN_TITLES = re.compile(
    r"^(?:login • instagram|log in (?:to|or sign up)|facebook – log in|sign in - google)", re.IGNORECASE
)
LOGIN_TITLE_START = re.compile(r"^(?:log|sign) ?in\b", re.IGNORECASE)
CONSENT_HOSTS = re.compile(r"^(?:consent\.(?:google|youtube|yahoo)\..+|guce\..+|consent\..+)$")
CONSENT_PATHS = re.compile(r"/(?:privacy-gate|cookie-?consent|gdpr)(?:[/.?]|$)", re.IGNORECASE)
REGION_PATHS = re.compile(r"unavailable-?in-?(?:your-?)?(?:region|country)|geo-?block|not-available-in", re.IGNORECASE)
ERROR_PATHS = re.compile(
    r"/(?:404|not-?found|page-?not-?found|error|errors/404|system/error)(?:\.\w+)?/?$|[?&]aspxerrorpath=", re.IGNORECASE
)


def read(attempt: Attempt) -> Evidence | None:
    """Recognise the walls for people: a login, a consent, a country."""
    response = attempt.response
    if response is None or not 200 <= response.status < 300:
        return None
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if _is_login_page(seen(response)) and not _is(LOGIN_HOSTS, LOGIN_PATHS, start):
        return Evidence(NAME, State.BLOCKED, Reason.LOGIN, "a login page stands before it")
    if attempt.last.request.hop == 0 or _same_place(start, end):
        return None
    if _is(LOGIN_HOSTS, LOGIN_PATHS, end) and not _is(LOGIN_HOSTS, LOGIN_PATHS, start):
        return Evidence(NAME, State.BLOCKED, Reason.LOGIN, f"redirects to a login page at {end.hostname}")
    if _is(CONSENT_HOSTS, CONSENT_PATHS, end) and not _is(CONSENT_HOSTS, CONSENT_PATHS, start):
        return Evidence(NAME, State.ALIVE, Reason.CONSENT, f"a consent page at {end.hostname} stands before it")
    if REGION_PATHS.search(end.path) and not REGION_PATHS.search(start.path):
        return Evidence(NAME, State.BLOCKED, Reason.LEGAL, "not shown in the region that asks")
    return None


def redirected_home(attempt: Attempt) -> Evidence | None:
    """Say `unsure` of a page that is an error page or a home page by its address, where nothing more is known."""
    if attempt.response is None or not 200 <= attempt.response.status < 300 or attempt.last.request.hop == 0:
        return None
    start, end = urlsplit(attempt.check.url), urlsplit(attempt.last.request.url)
    if ERROR_PATHS.search(_with_query(end)) and not ERROR_PATHS.search(_with_query(start)):
        return Evidence(
            NAME, State.UNSURE, Reason.REDIRECT_TO_ERROR, f"redirects to what looks like an error page: {end.path}"
        )
    if end.path in ("", "/") and not end.query and start.path.strip("/") and not _is_short_link(attempt):
        return Evidence(NAME, State.UNSURE, Reason.REDIRECT_TO_ROOT, f"redirects to the home page of {end.hostname}")
    return None


def _is_short_link(attempt: Attempt) -> bool:
    """Tell whether a link that is meant to redirect led to a home page itself, not to a page that is no more."""
    meant = MEANT_TO_REDIRECT.search(host_of(attempt.check.url)) is not None
    ends = [
        one.request.url for one in attempt.exchanges if host_of(one.request.url) == host_of(attempt.last.request.url)
    ]
    return meant and all(urlsplit(url).path in ("", "/") for url in ends)


def _is_login_page(page: Page) -> bool:
    if LOGIN_TITLES.search(page.title):
        return True
    return bool(LOGIN_TITLE_START.search(page.title) and marks.PASSWORD in page.marks)


def _is(hosts: re.Pattern[str], paths: re.Pattern[str], url: SplitResult) -> bool:
    return bool(hosts.search(url.hostname or "") or paths.search(url.path))


def _with_query(url: SplitResult) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path


def _same_place(one: SplitResult, other: SplitResult) -> bool:
    return (one.hostname, one.path, one.query) == (other.hostname, other.path, other.query)
