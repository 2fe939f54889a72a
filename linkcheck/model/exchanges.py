"""The wire: one request, and what it gave."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linkcheck.model.urls import Url


class Profile(StrEnum):
    """The client that a request names as its sender."""

    HONEST = "honest"
    BROWSER = "browser"


class Tls(StrEnum):
    """The strictness of the TLS handshake."""

    VERIFIED = "verified"
    COMPLETED = "completed"
    """Verified, with the intermediate certificate that the server did not send."""
    LOOSE = "loose"
    """No verification, old protocols and ciphers: only to learn whether a server is there."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request to make; a redirect is a request of its own."""

    url: Url
    profile: Profile = Profile.HONEST
    method: str = "GET"
    tls: Tls = Tls.VERIFIED
    headers: tuple[tuple[str, str], ...] = ()
    """Added to the profile's; a chain's cookies come this way."""
    delay: float = 0.0
    """Seconds to wait before it, holding no slot."""
    hop: int = 0
    """0 begins a look at the target; each redirect that is followed adds one."""
    timeout: float | None = None
    """Seconds from connecting to the first byte, and for all attempts together; None: the run's, and twice that."""
    max_body: int | None = None
    """Bytes of the body to read; None: the run's."""
    any_type: bool = False
    """Read the body whatever its type; else one that is text."""
    body: bytes | None = None
    """What is sent with it; links are only asked for."""


class FailureCode(StrEnum):
    """The closed set of ways to fail; one table in `web/network/failures.py` maps the exceptions to them."""

    DNS_NXDOMAIN = "dns-nxdomain"  # of a resolver that knows the top-level domain
    DNS_DENIED = "dns-denied"  # NXDOMAIN of a resolver that denies the top-level domain, too
    DNS_UNPROVEN = "dns-unproven"  # NXDOMAIN of a resolver that tells nothing of the top-level domain
    DNS_NODATA = "dns-nodata"
    DNS_FAILURE = "dns-failure"  # SERVFAIL, REFUSED, FORMERR, no resolver, timeout
    CONNECT_REFUSED = "connect-refused"
    CONNECT_TIMEOUT = "connect-timeout"
    NO_ROUTE = "no-route"
    NO_IPV6 = "no-ipv6"  # our side: it has no other addresses, and this machine no way to those
    RESET = "reset"
    EMPTY_REPLY = "empty-reply"
    TIMEOUT = "timeout"
    TLS_EXPIRED = "tls-expired"
    TLS_NOT_YET_VALID = "tls-not-yet-valid"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_INCOMPLETE_CHAIN = "tls-incomplete-chain"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_WEAK = "tls-weak"
    TLS_NOT_TLS = "tls-not-tls"  # plain HTTP answered
    TLS_CLIENT_CERTIFICATE = "tls-client-certificate"
    TLS_HANDSHAKE = "tls-handshake"
    TLS_ALERT = "tls-alert"  # refused with any other alert
    TLS_HUNG_UP = "tls-hung-up"  # closed without a word during the handshake
    MALFORMED = "malformed-http"  # what came is no HTTP
    PRIVATE_ADDRESS = "private-address"
    BAD_URL = "bad-url"
    RATE_LIMITED = "rate-limited"  # given up: the host keeps refusing
    SILENT_HOST = "silent-host"  # not sent: the host never answered in this run
    OVER_BUDGET = "over-budget"  # not sent: the run has used up its requests
    PROXY = "proxy"
    LOCAL = "local"  # our side: no sockets left, no memory
    INTERNAL = "internal-error"  # a bug of ours; the traceback is in detail


@dataclass(frozen=True, slots=True)
class Page:
    """The visible part of an answer's body; nothing else of it is kept between runs."""

    title: str = ""
    headings: tuple[str, ...] = ()
    """The first three of h1 to h3."""
    text: str = ""
    """The first 2 KB of the visible text."""
    words: int = 0
    """The number of words in the whole visible text that was read."""
    language: str = ""
    """`<html lang>`; empty where it is not said."""
    sketch: tuple[int, ...] = ()
    """Smallest hashes of its shingles (three words each): equal shares estimate the Jaccard similarity."""
    simhash: int = 0
    """64 bits; near pages differ in few of them."""
    marks: frozenset[str] = frozenset()
    """Names of the marks in its source that signals look for: a password field, an app shell, a vendor."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `body` is capped, and empty where it is not text."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """As sent, in order; values decoded as UTF-8, else Latin-1. `header()` reads them."""
    body: bytes = b""
    complete: bool = True
    """False where the body was cut off, by us or by the server."""
    malformed: str | None = None
    """What is odd in an answer that only a lenient second reader could read; else None."""
    page: Page | None = None
    """The page that the body shows, once it was read; it stays when the body is let go (`signals.page.seen`)."""
    digest: bytes = b""
    """Of the body and its type, once the page was read: who shows the same again need not be read again."""
    unchanged: bool = False
    """The page is the one that an earlier run read: the server said so (304), or sent the same bytes again."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells that a page is still the one that was read: RFC 9110 §8.8, and the digest of what was sent."""

    url: Url
    """Of the page itself, where redirects ended."""
    etag: str | None
    modified: str | None
    """`Last-Modified`, as it was sent."""
    digest: bytes
    """As in `Response`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer: a value, not an exception."""

    code: FailureCode
    detail: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what it gave."""

    request: Request
    outcome: Response | Failure
    elapsed_ms: int
    """The time from connecting to the last byte read; waiting for a slot does not count."""


class Fetch(Protocol):
    """The one interface to the network: makes a request, politely and with retries.

    Returns every attempt, the deciding one last; never raises for what the world does.
    """

    def __call__(self, request: Request, /) -> Awaitable[tuple[Exchange, ...]]: ...
