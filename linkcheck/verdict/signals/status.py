"""Judges by the status once walls, redirects and landings are ruled out. The last signal: it always speaks."""

from __future__ import annotations

import re

from linkcheck.model import Evidence, Reason, Response, State
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.moved import moved
from linkcheck.verdict.signals.page import is_shell, seen

NAME = "status"

BLOCKED = {
    401: (Reason.AUTHENTICATION, "asks for a login"),
    402: (Reason.PAYWALL, "asks for payment"),
    403: (Reason.FORBIDDEN, "refuses this client"),
    451: (Reason.LEGAL, "unavailable for legal reasons"),
}
BUSY = {420, 429, 509}
SHELL_WORDS = 50
CONTENT_WORDS = 150
"""From so many words on, a page sent with status 500 is a page."""
ERROR_TITLE = re.compile(r"error|exception|5\d\d|wrong|unavailable|maintenance", re.IGNORECASE)


def read(attempt: Attempt) -> Evidence | None:
    """Judge the last answer by its status; None only where there was no answer."""
    response = attempt.response
    if response is None:
        return None
    status = response.status
    if status < 200 or status in (204, 205) or (status < 300 and _empty(response)):
        return Evidence(NAME, State.UNSURE, Reason.NO_CONTENT, f"status {status} without content")
    if status == 202 and is_shell(seen(response)):  # taken note of, and left to a script: walls do so
        return Evidence(NAME, State.UNSURE, Reason.NO_CONTENT, f"status {status}, with nothing but a script")
    if status < 300:
        return moved(attempt) or Evidence(NAME, State.ALIVE, Reason.OK, f"status {status}")
    if status in (404, 410):
        return _gone(response)
    if status in BLOCKED:
        reason, detail = BLOCKED[status]
        return Evidence(NAME, State.BLOCKED, reason, f"status {status}: {detail}")
    if status == 407:
        return Evidence(NAME, State.BLOCKED, Reason.PROXY, "status 407: a proxy asks for a login")
    if status in BUSY or (status == 503 and response.header("Retry-After") is not None):
        return Evidence(NAME, State.UNREACHABLE, Reason.RATE_LIMITED, f"status {status}: too many requests")
    if status in (408, 425):
        return Evidence(NAME, State.UNREACHABLE, Reason.TIMEOUT, f"status {status}")
    if status < 400:
        return Evidence(NAME, State.UNSURE, Reason.ODD_STATUS, f"status {status}")
    if 500 <= status < 600:
        return _server_error(response)
    return Evidence(NAME, State.BLOCKED, Reason.REFUSED_CLIENT, f"status {status}: refuses this request, not the page")


def _empty(response: Response) -> bool:
    """Tell whether a page came without a byte; what is no text was not read and says nothing."""
    return (
        response.complete
        and marks.CONTENT not in seen(response).marks
        and response.header("Content-Length") in (None, "0")
    )


def _gone(response: Response) -> Evidence:
    page = seen(response)
    if marks.APP_SHELL in page.marks and page.words < SHELL_WORDS:
        detail = f"status {response.status}, but with an application that may show the page in a browser"
        return Evidence(NAME, State.UNSURE, Reason.APP_SHELL, detail)
    return Evidence(NAME, State.DEAD, Reason.GONE, f"status {response.status}")


def _server_error(response: Response) -> Evidence:
    page = seen(response)
    if page.title and not ERROR_TITLE.search(page.title) and page.words >= CONTENT_WORDS:
        detail = f"status {response.status}, but with a whole page: {page.title[:80]}"
        return Evidence(NAME, State.UNSURE, Reason.ERROR_WITH_CONTENT, detail)
    return Evidence(NAME, State.UNREACHABLE, Reason.SERVER_ERROR, f"status {response.status}")
