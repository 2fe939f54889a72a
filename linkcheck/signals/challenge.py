"""Bot walls: the server refuses us, whatever the status says. No evidence of death, and never to be got past.

Signatures are facts published by the vendors or gathered by is-antibot; a widget on an ordinary page (hCaptcha,
Turnstile) is none, so body signatures need a blocking status or a page that holds little else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linkcheck.model import Evidence, Reason, Response, State
from linkcheck.signals.looks import Look
from linkcheck.signals.page import title, words

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


@dataclass(frozen=True, slots=True)
class Signature:
    """What gives a wall away: any of the marks, in lower case; a mark of several parts needs them all."""

    vendor: str
    marks: tuple[tuple[bytes, ...], ...]
    blocking_only: bool = True

    def found_in(self, body: bytes) -> bool:
        """Tell whether a body, in lower case, has one of the marks."""
        return any(all(part in body for part in mark) for mark in self.marks)


def _signature(vendor: str, *marks: bytes, blocking_only: bool = True) -> Signature:
    return Signature(vendor, tuple(tuple(mark.split(b" ... ")) for mark in marks), blocking_only)


SIGNATURES = (
    _signature("Cloudflare", b"_cf_chl_opt", b"/cdn-cgi/challenge-platform/", b"jschl", b"cf-browser-verification"),
    _signature("Cloudflare", b"<title>attention required! | cloudflare", b"sorry, you have been blocked"),
    _signature("Amazon", b"csm-captcha-instrumentation", b"opfcaptcha", b"api-services-support@amazon.com"),
    _signature("CloudFront", b"the request could not be satisfied"),
    _signature("Akamai", b"access denied ... reference #", b"access denied ... reference&#32;&#35;"),
    _signature("Imperva", b"_incapsula_resource", b"incapsula incident id", blocking_only=False),
    _signature("PerimeterX", b"px-captcha", b"_pxappid", b"_pxuuid"),
    _signature("Kasada", b"kpsdk", b"/ips.js?"),
    _signature("Sucuri", b"sucuri website firewall", b"sucuri.net/privacy-policy"),
    _signature("Reblaze", b"rbzns", b"window.rbz"),
    _signature("DataDome", b"captcha-delivery.com"),
    _signature(
        "Anubis",
        b'id="anubis_challenge',
        b"id=anubis_challenge",
        b"/.within.website/x/cmd/anubis/",
        blocking_only=False,
    ),
    _signature("proof of work", b"window.pow_challenge_data", b"securityverificationapp", blocking_only=False),
)

INTERSTITIAL = re.compile(
    r"just a moment|verif(?:y|ying) (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)|human verification"
    r"|security (?:check|verification)|pardon our interruption|bot verification|checking your browser",
    re.IGNORECASE,
)
SMALL = 64 * 1024
"""Bytes; no interstitial is larger."""
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
    if blocking or len(response.body) < SMALL:
        body = response.body.lower()
        for signature in SIGNATURES:
            telling = blocking or not signature.blocking_only
            if telling and signature.found_in(body) and (blocking or words(response.body) < FEW_WORDS):
                return signature.vendor
    if INTERSTITIAL.search(title(response.body)) and words(response.body) < FEW_WORDS:
        return "an interstitial page"
    return None


def read(look: Look) -> Evidence | None:
    """`blocked` for a wall."""
    vendor = challenged(look.response) if look.response is not None else None
    if vendor is None:
        return None
    return Evidence(NAME, State.BLOCKED, Reason.CHALLENGE, f"a bot wall answered ({vendor})")
