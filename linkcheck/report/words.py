"""The words of every report: what each verdict and each reason code means, and text made safe to show.

The codes are the contract, these sentences are for people; the tables of the reference are made from them too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from linkcheck.model import Reason, State

VERDICTS: Mapping[State, str] = MappingProxyType(
    {
        State.ALIVE: "the page is there",
        State.MOVED: "the page is there, at a new address for good",
        State.DEAD: "the page is gone",
        State.BLOCKED: "the server refuses this program; nothing says that the page is gone",
        State.UNREACHABLE: "no usable answer this time; it may come back",
        State.UNSURE: "the answers contradict each other, or say too little",
        State.INVALID: "this cannot be a URL as it is written",
        State.UNCHECKED: "not asked",
    }
)

REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.OK: "the server gave the page",
        Reason.ACCEPTED: "the settings accept this status",
        Reason.OTHER_SCHEME: "it redirects to an address that is not for the web",
        Reason.CONSENT: "a consent page stands before the content",
        Reason.PERMANENT_REDIRECT: "permanent redirects lead to the new address",
        Reason.HTTPS_UPGRADE: "the same address with https",
        Reason.GONE: "the server says 404 or 410, to a browser too",
        Reason.DNS_GONE: "the host name does not exist any more",
        Reason.SOFT_404: "the server shows the same page for any address",
        Reason.PARKED: "the domain is parked or for sale",
        Reason.USURPED: "somebody else's site stands in its place",
        Reason.PERSISTENT_FAILURE: "it has failed for several nights",
        Reason.CHALLENGE: "the server wants proof of a human",
        Reason.FORBIDDEN: "the server forbids it",
        Reason.AUTHENTICATION: "the server wants a user name and a password",
        Reason.LOGIN: "it leads to a login page",
        Reason.PAYWALL: "the server wants to be paid",
        Reason.LEGAL: "the server withholds it for legal reasons",
        Reason.REFUSED_CLIENT: "the server does not like this kind of client",
        Reason.CLIENT_CERTIFICATE: "the server wants a certificate of the visitor",
        Reason.GATE: "a gate or a waiting room stands before it",
        Reason.TIMEOUT: "the server did not answer in time",
        Reason.REFUSED: "the server refused the connection",
        Reason.RESET: "the server broke the connection off",
        Reason.NO_ROUTE: "no way leads to the server's address",
        Reason.EMPTY_REPLY: "the server closed the connection without a word",
        Reason.MALFORMED_HTTP: "what answers there does not speak HTTP",
        Reason.TLS: "no secure connection could be made",
        Reason.DNS_FAILURE: "the name servers did not answer properly",
        Reason.SERVER_ERROR: "the server reports a fault of its own",
        Reason.RATE_LIMITED: "the server says that it was asked too often",
        Reason.SILENT_HOST: "not asked: its host had given no answer to the others",
        Reason.PROXY: "the proxy did not pass the request on",
        Reason.NO_CONTENT: "the server answered without any content",
        Reason.NO_ADDRESS: "the host name exists, but has no usable address",
        Reason.REDIRECT_LOOP: "the redirects go round in circles",
        Reason.BAD_REDIRECT: "a redirect leads nowhere",
        Reason.CONTRADICTORY: "the answers contradict each other",
        Reason.ODD_STATUS: "the server answered with a status that says too little",
        Reason.ERROR_WITH_CONTENT: "an error status, but with a page that looks real",
        Reason.REDIRECT_TO_ROOT: "it leads to the front page of the site",
        Reason.REDIRECT_TO_ERROR: "it leads to an error page",
        Reason.TLS_IDENTITY: "the certificate belongs to another name",
        Reason.APP_SHELL: "404 with a page that a browser may fill in",
        Reason.SAYS_NOT_FOUND: "the page says that it was not found, the server does not",
        Reason.RESEMBLES_MISSING: "it is nearly what the site shows for any address",
        Reason.DIFFERENT_SITE: "it leads to another site",
        Reason.SAME_EVERYWHERE: "every address shows or leads to one page, as outages do",
        Reason.UNDISCLOSED: "the platform does not tell strangers whether it is there",
        Reason.INTERNAL_ERROR: "linkcheck itself failed here; please report it",
        Reason.BAD_SCHEME: "the beginning of the URL is misspelt",
        Reason.BAD_HOST: "there can be no host of this name",
        Reason.BAD_PORT: "there can be no such port",
        Reason.BAD_CHARACTER: "it holds characters that no URL can hold",
        Reason.EXCLUDED: "excluded by the settings",
        Reason.DISABLED: "switched off by a comment in the file",
        Reason.SCHEME: "not a web address",
        Reason.PLACEHOLDER: "an example address",
        Reason.PRIVATE_ADDRESS: "an address of a private network",
        Reason.TEMPLATE: "a template fills it in",
        Reason.OFFLINE: "offline",
        Reason.INTERRUPTED: "the run ended before",
        Reason.ENVIRONMENT: "this machine's connection is at fault",
        Reason.OVER_BUDGET: "the budget of this run was used up",
        Reason.UNTOUCHED: "the change does not touch it",
    }
)

COPIES: Mapping[str, str] = MappingProxyType(
    {
        "budget": "the look-ups of this run were used up; it comes first next time",
        "offline": "no archive was asked in this run",
        "excluded": "the archive withholds this address",
        "secret": "the address holds a password or a token, which no archive is told",
        "rate-limited": "the archive says that it was asked too often",
        "refused": "the archive refuses connections",
        "timeout": "the archive did not answer in time",
        "unavailable": "the archive is out of order",
        "unreadable": "the archive's answer could not be read",
        "not-archived": "never archived",
        "too-far": "more than five years after the post",
        "other-address": "it is of the address without its tracking parameters",
        "redirect-capture": "the copy is only a redirect",
        "error-capture": "the copy is of an error page",
        "soft-404": "the copy says itself that there is nothing",
        "parked": "the copy is of a domain that is for sale",
        "usurped": "the copy is of another owner's site",
        "login": "the copy is of a log-in page",
        "wall": "the copy is of a wall that kept the archive out",
        "outage": "the copy is of an outage",
        "empty": "the copy is empty",
        "app-shell": "the copy is of an application, without its content",
        "elsewhere": "the copy leads to another page",
        "unverified": "the copy could not be opened",
    }
)
"""The reasons why no copy can be written, by `Memento.detail`."""

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that must not reach a terminal raw: controls and escapes, marks that turn the direction of text or hide
it, halves of characters (a file name that is not UTF-8). Joiners stay: emoji and several scripts need them."""


def visible(text: str) -> str:
    """Return text on one line with everything unsafe for a terminal written as an escape, such as `\\x1b`."""
    return text if text.isprintable() else _UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode-escape").decode("ascii")


def shortened(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, an ellipsis standing for what is cut off."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `1 link`, `2 links`, `1,234 links`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
