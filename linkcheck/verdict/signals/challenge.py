"""Recognises bot walls: the server refuses us, whatever the status says. They are no evidence of death, and we never
try to get past them.

The marks of the vendors are in `marks`; a widget on an ordinary page (hCaptcha,
Turnstile) is none, so body signatures need a blocking status or a page that holds little else.
"""

from __future__ import annotations

import re

from linkcheck.model import Evidence, Reason, Response, State
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen

NAME = "challenge"

HEADERS = {
    "cf-mitigated": "Cloudflare",
    "x-amzn-waf-action": "AWS WAF",
    "x-vercel-mitigated": "Vercel",
}
"""Sent with challenges only."""

BLOCKING = {401, 403, 405, 406, 412, 418, 429, 500, 502, 503, 504}

BLOCKING_HEADERS = {"x-datadome": "DataDome", "x-dd-b": "DataDome", "x-kpsdk-ct": "Kasada"}
"""Sent with ordinary pages too; telling only beside a blocking status."""


UNMISTAKABLE = {"Imperva", "Anubis", "proof of work"}
"""Their marks tell beside any status; those of others stand on ordinary pages too."""

INTERSTITIAL = re.compile(
    r"just a moment|verif(?:y|ying) (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)|human verification"
    r"|security (?:check|verification)|pardon our interruption|bot verification|checking your browser",
    re.IGNORECASE,
)
FEW_WORDS = 60
"""An interstitial holds little else than its question."""


def challenged(response: Response) -> str | None:
    """Name the wall that an answer is; None for an ordinary answer."""
    for header, vendor in HEADERS.items():
        if response.header(header) is not None:
            return vendor
    blocking = response.status in BLOCKING
    if blocking:
        for header, vendor in BLOCKING_HEADERS.items():
            if response.header(header) is not None:
                return vendor
    page = seen(response)
    small = page.words < FEW_WORDS
    for vendor in marks.WALLS:
        telling = blocking or (vendor in UNMISTAKABLE and small and marks.LARGE not in page.marks)
        if telling and marks.WALL + vendor in page.marks:
            return vendor
    if small and INTERSTITIAL.search(page.title):
        return "an interstitial page"
    return None


def read(attempt: Attempt) -> Evidence | None:
    """Say `blocked` of a wall."""
    vendor = challenged(attempt.response) if attempt.response is not None else None
    if vendor is None:
        return None
    return Evidence(NAME, State.BLOCKED, Reason.CHALLENGE, f"a bot wall answered ({vendor})")
