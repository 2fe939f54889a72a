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
    """Bytes of a body that give a wall away."""

    vendor: str
    pattern: re.Pattern[bytes]
    blocking_only: bool = True


def _signature(vendor: str, pattern: bytes, *, blocking_only: bool = True) -> Signature:
    return Signature(vendor, re.compile(pattern, re.IGNORECASE), blocking_only)


SIGNATURES = (
    _signature("Cloudflare", rb"_cf_chl_opt|/cdn-cgi/challenge-platform/|jschl[-_]|cf-browser-verification"),
    _signature("Cloudflare", rb"<title>Attention Required! \| Cloudflare|Sorry, you have been blocked"),
    _signature("Amazon", rb"csm-captcha-instrumentation|opfcaptcha|api-services-support@amazon\.com"),
    _signature("CloudFront", rb"The request could not be satisfied"),
    _signature("Akamai", rb"Access Denied.{0,2000}Reference(?:&#32;| )?(?:&#35;|#)\s*[\d.a-f]+"),
    _signature("Imperva", rb"_Incapsula_Resource|Incapsula incident ID", blocking_only=False),
    _signature("PerimeterX", rb"px-captcha|_pxAppId|_pxUuid"),
    _signature("Kasada", rb"KPSDK|/ips\.js\?"),
    _signature("Sucuri", rb"Sucuri WebSite Firewall|sucuri\.net/privacy-policy"),
    _signature("Reblaze", rb"rbzns|window\.rbz"),
    _signature("DataDome", rb"captcha-delivery\.com"),
    _signature("Anubis", rb"id=\"?anubis_challenge|/\.within\.website/x/cmd/anubis/", blocking_only=False),
    _signature("proof of work", rb"window\.POW_CHALLENGE_DATA|SecurityVerificationApp", blocking_only=False),
)

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
    small = len(response.body) < 64 * 1024
    for signature in SIGNATURES:
        telling = blocking or (small and not signature.blocking_only)
        if telling and signature.pattern.search(response.body) and (blocking or words(response.body) < FEW_WORDS):
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
