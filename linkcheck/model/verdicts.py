"""Opinion: the verdict on a target, its reason and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The conclusion for a target. Each target has exactly one."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    UNSURE = "unsure"
    INVALID = "invalid"
    UNCHECKED = "unchecked"

    @property
    def is_good(self) -> bool:
        """The page is there, here or where it moved to."""
        return self is State.ALIVE or self is State.MOVED

    @property
    def is_broken(self) -> bool:
        """Somebody has to act, whatever the settings say of exit codes."""
        return self is State.DEAD or self is State.INVALID

    @property
    def is_undecided(self) -> bool:
        """It was asked for, and this run cannot tell whether the page is there."""
        return self is State.UNREACHABLE or self is State.UNSURE or self is State.BLOCKED


class Reason(StrEnum):
    """The reason for a verdict: a closed set of stable codes, documented by the reference."""

    # alive
    OK = "ok"
    ACCEPTED = "accepted"  # a status that the user accepts
    OTHER_SCHEME = "redirects-to-scheme"  # a redirect to mailto:, an app …
    CONSENT = "consent"  # a consent page stands before the content
    # moved
    PERMANENT_REDIRECT = "permanent-redirect"
    HTTPS_UPGRADE = "https-upgrade"
    # dead
    GONE = "gone"
    DNS_GONE = "dns-gone"
    SOFT_404 = "soft-404"  # a page, but the same for any address
    PARKED = "parked"
    USURPED = "usurped"  # another owner's site stands in its place
    PERSISTENT_FAILURE = "persistent-failure"  # established over several nights
    # blocked
    CHALLENGE = "challenge"
    FORBIDDEN = "forbidden"
    AUTHENTICATION = "authentication"
    LOGIN = "login"
    PAYWALL = "paywall"
    LEGAL = "legal"
    REFUSED_CLIENT = "refused-client"  # 400, 406, 418, 999 …: this client, not the page
    CLIENT_CERTIFICATE = "client-certificate"
    GATE = "gate"  # age, consent, region, subscription, a waiting room
    # unreachable
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    NO_ROUTE = "no-route"
    EMPTY_REPLY = "empty-reply"
    MALFORMED_HTTP = "malformed-http"  # what answers speaks no HTTP: SSH, mail, noise
    TLS = "tls"
    DNS_FAILURE = "dns-failure"
    SERVER_ERROR = "server-error"
    RATE_LIMITED = "rate-limited"
    SILENT_HOST = "silent-host"  # not asked: its host answered none of the requests before
    PROXY = "proxy"
    # unsure
    NO_CONTENT = "no-content"
    NO_ADDRESS = "no-address"  # the name exists, but has no usable address
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_TO_ROOT = "redirect-to-root"
    REDIRECT_TO_ERROR = "redirect-to-error-page"
    ERROR_WITH_CONTENT = "error-with-content"  # a 500 that carries a whole page
    BAD_REDIRECT = "bad-redirect"
    CONTRADICTORY = "contradictory"
    ODD_STATUS = "odd-status"
    TLS_IDENTITY = "tls-identity"  # the certificate is for another name
    APP_SHELL = "app-shell"  # a 404 with a page that a browser may fill
    SAYS_NOT_FOUND = "says-not-found"  # the page says so, the server does not
    RESEMBLES_MISSING = "resembles-missing-page"  # nearly what the site shows for any address
    DIFFERENT_SITE = "different-site"  # redirects to another owner's domain
    SAME_EVERYWHERE = "same-everywhere"  # every address shows or leads to one page, as outages do
    UNDISCLOSED = "undisclosed"  # a platform that does not tell strangers
    INTERNAL_ERROR = "internal-error"
    # invalid
    BAD_SCHEME = "bad-scheme"
    BAD_HOST = "bad-host"
    BAD_PORT = "bad-port"
    BAD_CHARACTER = "bad-character"
    # unchecked
    EXCLUDED = "excluded"
    DISABLED = "disabled"  # by a comment in the document
    SCHEME = "scheme"
    PLACEHOLDER = "placeholder"
    PRIVATE_ADDRESS = "private-address"
    TEMPLATE = "template"
    OFFLINE = "offline"
    INTERRUPTED = "interrupted"
    ENVIRONMENT = "environment"
    OVER_BUDGET = "over-budget"  # --max-requests or --max-time
    UNTOUCHED = "untouched"  # --since: not part of the change


class Flag(StrEnum):
    """A remark beside the verdict."""

    INSECURE = "insecure"  # TLS fault that browsers warn of
    INCOMPLETE_CHAIN = "tls-incomplete-chain"
    MALFORMED = "malformed-http"
    LONG_CHAIN = "long-chain"
    HTTPS_TO_HTTP = "https-to-http"
    UNVERIFIED = "unverified"  # reachable, content unseen
    FRAGMENT_MISSING = "fragment-missing"  # the page is there, the place in it is not
    DRIFT = "drift"  # the page's text has become another's
    UNCONFIRMED = "unconfirmed"  # dead for the first time; a later night is to agree
    MISTYPED = "mistyped"  # never archived, and a page that is spelt nearly so was
    NEVER_ARCHIVED = "never-archived"  # while the pages beside it were


@dataclass(frozen=True, slots=True)
class Evidence:
    """The opinion of one signal on a check."""

    signal: str
    state: State
    reason: Reason
    detail: str
    """In words, for `explain` and the report."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conclusion for a target, with the evidence for it (the deciding one first)."""

    state: State
    reason: Reason
    detail: str
    """The reason in words."""
    status: int | None = None
    """The status of the last answer; None where there was none."""
    final_url: str | None = None
    """The end of the redirects, if there were any; for `moved` the end of the unbroken permanent prefix."""
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
