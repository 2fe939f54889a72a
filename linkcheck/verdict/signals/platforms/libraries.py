"""Judges resolvers of identifiers, archives, and Google's documents and lists."""

from __future__ import annotations

import re

from linkcheck.model import Evidence, FailureCode, Reason, Response, State
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.platforms.rule import (
    NAME,
    Platform,
    end,
    is_good,
    is_missing,
    login,
    start,
    undisclosed,
)

RESOLVERS = ("doi.org", "dx.doi.org", "hdl.handle.net")
SILENCE = {
    FailureCode.CONNECT_REFUSED,
    FailureCode.CONNECT_TIMEOUT,
    FailureCode.NO_ROUTE,
    FailureCode.NO_IPV6,
    FailureCode.RESET,
    FailureCode.EMPTY_REPLY,
    FailureCode.MALFORMED,
    FailureCode.TIMEOUT,
}
NO_NAME = {
    FailureCode.DNS_NXDOMAIN,
    FailureCode.DNS_DENIED,
    FailureCode.DNS_UNPROVEN,
    FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE,
}
CAPTURE = re.compile(r"/web/\d{1,14}")
NOT_ARCHIVED = re.compile(r"has not archived that url|not (?:been )?archived|not in (?:the )?archive", re.IGNORECASE)
KEPT_OUT = re.compile(
    r"(?:Google \w+: )?(?:sign[- ]in|access denied|you need (?:access|permission)|request (?:access|permission))"
    r"(?: to continue.*)?(?: - Google (?:Accounts|Drive))?",
    re.IGNORECASE,
)
LISTS = re.compile(r"/forum/?")


def _read_resolver(attempt: Attempt) -> Evidence | None:
    """Take the resolver's word for whether an identifier exists; its publisher's trouble is no death."""
    where = end(attempt).hostname or ""
    if attempt.last.request.hop == 0 or where.removeprefix("www.") in RESOLVERS:
        return None
    failure, response = attempt.failure, attempt.response
    if failure is not None and failure.code in SILENCE | NO_NAME:
        return _registered(attempt, f"{where} gives no answer: {failure.detail}")
    if is_missing(attempt) and response is not None:
        return _registered(attempt, f"{where} answers {response.status}")
    if response is not None and response.status >= 500:
        detail = f"it is registered; {where} refuses, status {response.status}"
        return Evidence(NAME, State.BLOCKED, Reason.FORBIDDEN, detail)
    return None


def _registered(attempt: Attempt, detail: str) -> Evidence:
    detail = f"{start(attempt).hostname} knows it, but {detail}"
    return Evidence(NAME, State.UNSURE, Reason.CONTRADICTORY, detail)


def _read_archive(attempt: Attempt) -> Evidence | None:
    """Take silence and refusals for the archive's limits; only its own words say that it has no copy."""
    if not CAPTURE.match(start(attempt).path):
        return None
    response, failure = attempt.response, attempt.failure
    if failure is not None and failure.code in SILENCE:
        return _busy(f"the archive gives no answer now: {failure.detail}")
    if response is None:
        return None
    if _is_capture(response):
        return _captured(response)
    if response.status >= 500 or response.status == 429:
        return _busy(f"status {response.status}: the archive is busy")
    page = seen(response)
    if is_missing(attempt) and not NOT_ARCHIVED.search(f"{page.title} {page.text}"):
        detail = f"status {response.status}, but the archive does not say that it has no copy"
        return Evidence(NAME, State.UNSURE, Reason.CONTRADICTORY, detail)
    return None


def _is_capture(response: Response) -> bool:
    return response.header("Memento-Datetime") is not None


def _captured(response: Response) -> Evidence | None:
    if response.status < 400:
        return None
    detail = f"the archive has it, but what it has is an error ({response.status})"
    return Evidence(NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, detail)


def _busy(detail: str) -> Evidence:
    return Evidence(NAME, State.UNREACHABLE, Reason.RATE_LIMITED, detail)


def _read_archive_today(attempt: Attempt) -> Evidence | None:
    if attempt.response is not None and attempt.response.status == 429:
        return Evidence(NAME, State.BLOCKED, Reason.CHALLENGE, "the archive wants proof of a human")
    return None


def _read_documents(attempt: Attempt) -> Evidence | None:
    page = seen(attempt.response) if attempt.response is not None else None
    if page is None or not is_good(attempt):
        return None
    shown = (page.title, *page.headings)
    return login("Google wants to know who asks") if any(KEPT_OUT.fullmatch(line) for line in shown) else None


def _read_lists(attempt: Attempt) -> Evidence | None:
    """Learn nothing from old addresses: they name the list behind `#!`, which no server sees."""
    behind = any(fragment.startswith("!") for fragment, _ in attempt.check.fragments)
    if is_good(attempt) and (behind or LISTS.fullmatch(start(attempt).path)):
        return undisclosed("what is cited stands behind `#!`, and the page before it is the same for all")
    return None


RESOLVER = Platform("the resolver", RESOLVERS, _read_resolver)
ARCHIVE = Platform("the Wayback Machine", ("web.archive.org",), _read_archive)
ARCHIVE_TODAY = Platform(
    "archive.today",
    tuple(f"archive.{end}" for end in ("today", "ph", "is", "li", "md", "vn", "fo")),
    _read_archive_today,
)
DOCUMENTS = Platform("Google Docs", ("docs.google.com", "drive.google.com"), _read_documents)
LISTS_OF_GOOGLE = Platform("Google Groups", ("groups.google.com",), _read_lists)
