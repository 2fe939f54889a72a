"""The nouns of linkcheck, one frozen type each; every type that crosses a module lives here.

Data flows one way, and each arrow is one function:

    files → documents → references → targets → checks → verdicts → mementos → findings → report | edits

Evidence and opinion are kept apart: an `Exchange` is what happened on the wire, `Evidence` is what a
signal says of it, a `Verdict` is what is concluded. Nothing here imports more than the standard library.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, Protocol

Url = NewType("Url", str)
"""An absolute URL without fragment as it is sent; made only by `targets.canonicalise` and for redirects."""


# --- documents and references ------------------------------------------------------------------


class Engine(StrEnum):
    """What renders the site; it decides which text is a link."""

    HUGO = "hugo"
    JEKYLL = "jekyll"
    PLAIN = "plain"


class HeadingIds(StrEnum):
    """How the ids of headings are made of their text."""

    GITHUB = "github"
    HUGO = "hugo"
    """Hugo's `github`, which differs from GitHub in letters, links and duplicates."""
    HUGO_ASCII = "github-ascii"
    BLACKFRIDAY = "blackfriday"
    KRAMDOWN = "kramdown"
    KRAMDOWN_GFM = "kramdown-gfm"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the site's engine reads a document."""

    engine: Engine = Engine.PLAIN
    math: bool = False
    """`$…$` hides links; only where the site turns it on."""
    raw_html: bool = True
    """Hugo's `unsafe`: raw HTML reaches the page, and template calls in comments run."""
    heading_ids: HeadingIds = HeadingIds.GITHUB


@dataclass(frozen=True, slots=True)
class Document:
    """A file as bytes, never text: CRLF, BOM and bad UTF-8 survive."""

    path: str
    """Relative to the working directory, with `/`."""
    data: bytes


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open byte offsets into a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place for people: line and column count from 1, columns in characters."""

    line: int
    column: int


class Syntax(StrEnum):
    """How a reference is written; CommonMark's words where it has them."""

    DEFINITION = "definition"
    INLINE = "inline"
    IMAGE = "image"
    AUTOLINK = "autolink"
    BARE = "bare"
    HTML = "html"
    FRONTMATTER = "frontmatter"
    SHORTCODE = "shortcode"


class Quoting(StrEnum):
    """What stands around the destination's bytes, and so how another one must be escaped there."""

    MARKDOWN = "markdown"
    """A destination without `<…>`: no spaces, parentheses balanced."""
    ANGLE = "angle"
    """Inside `<…>` of a link or definition."""
    AUTOLINK = "autolink"
    """Inside `<…>` in text."""
    TEXT = "text"
    """A bare URL in running text."""
    HTML_DOUBLE = "html-double"
    HTML_SINGLE = "html-single"
    HTML_UNQUOTED = "html-unquoted"
    SRCSET = "srcset"
    """One candidate of a quoted `srcset`: no spaces, no comma at either end, HTML-escaped."""
    YAML_PLAIN = "yaml-plain"
    YAML_FLOW = "yaml-flow"
    """A plain scalar inside `[…]` or `{…}`, which a comma or bracket would end."""
    YAML_SINGLE = "yaml-single"
    YAML_DOUBLE = "yaml-double"
    TOML_BASIC = "toml-basic"
    TOML_LITERAL = "toml-literal"
    JSON = "json"
    TEMPLATE_DOUBLE = "template-double"
    TEMPLATE_SINGLE = "template-single"
    """Liquid's single quotes or Hugo's backticks: nothing can be escaped inside."""
    TEMPLATE_BARE = "template-bare"
    FIXED = "fixed"
    """Never rewritten: a template stands in it, or its bytes could not be proved."""


@dataclass(frozen=True, slots=True)
class Call:
    """A template call that names a page of the site: Hugo's `ref`/`relref`, Jekyll's `link`/`post_url`."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One occurrence of a URI in a document."""

    path: str
    span: Span
    """The destination's bytes as written, without `<` and `>`."""
    position: Position
    syntax: Syntax
    destination: str
    """What the syntax means: escapes and entities resolved; a template call stands as written."""
    quoting: Quoting
    label: str | None = None
    """A definition's label as written; None for other syntaxes."""
    used: bool | None = None
    """For a definition, whether a link uses it (a duplicate that loses is not used); else None."""
    used_at: tuple[Position, ...] = ()
    call: Call | None = None
    """Set when the whole destination is a template call that names a page."""
    disabled: bool = False
    """Switched off by a `linkcheck-disable` comment."""
    unrendered: bool = False
    """In raw HTML that the site's engine leaves out of the page: no reader meets it, and no call in it runs."""
    untouched: bool = False
    """Neither its line nor a line that uses it is part of the change that `--since` asks about."""


class Level(StrEnum):
    """How much a problem matters; `ERROR` fails a run by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """Problems of references and documents, nearly all without the network. The names are stable."""

    EMPTY_DEFINITION = "empty-definition"
    LOST_DEFINITION = "lost-definition"
    BAD_FRONT_MATTER = "bad-front-matter"
    BAD_ENCODING = "bad-encoding"
    UNREADABLE_FILE = "unreadable-file"
    UNPARSED_DOCUMENT = "unparsed-document"
    MISSING_PAGE = "missing-page"
    MISSING_FILE = "missing-file"
    MISSING_HEADING = "missing-heading"
    BROKEN_REF = "broken-ref"
    AMBIGUOUS_REF = "ambiguous-ref"
    DRAFT_TARGET = "draft-target"
    UNDEFINED_REFERENCE = "undefined-reference"
    UNUSED_DEFINITION = "unused-definition"
    DUPLICATE_DEFINITION = "duplicate-definition"
    CONFLICTING_DEFINITION = "conflicting-definition"
    LABEL_CONFLICT = "label-conflict-across-posts"
    INSECURE_LINK = "insecure-link"
    TYPO_SCHEME = "typo-scheme"
    BARE_DOMAIN = "bare-domain"
    SPACE_IN_DESTINATION = "space-in-destination"
    TRAILING_JUNK = "trailing-junk"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a reference or a document that needs no network."""

    rule: Rule
    level: Level
    path: str
    position: Position
    span: Span
    message: str
    """What is wrong and what to do, in one sentence."""
    untouched: bool = False
    """Old: the change that `--since` asks about neither touches nor causes it."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says."""

    references: tuple[Reference, ...]
    """In the order of their spans; no two overlap unless one contains a template of the other."""
    problems: tuple[Problem, ...] = ()
    front_matter: Mapping[str, object] = field(default_factory=dict)
    """The post's metadata as the format's own parser gives it; empty where it could not be read."""
    anchors: tuple[str, ...] | None = None
    """The ids and names in the page that it becomes; None where templates may make others than can be seen."""


# --- targets -----------------------------------------------------------------------------------


class State(StrEnum):
    """What is concluded of a target. Exactly one for each."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    UNSURE = "unsure"
    INVALID = "invalid"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """Why; a closed set of stable codes, documented in the README."""

    # alive
    OK = "ok"
    ACCEPTED = "accepted"  # a status that the user accepts
    MALFORMED_HTTP = "malformed-http"  # the server answered, only our client objected
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
    # unreachable
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    NO_ROUTE = "no-route"
    EMPTY_REPLY = "empty-reply"
    TLS = "tls"
    DNS_FAILURE = "dns-failure"
    SERVER_ERROR = "server-error"
    RATE_LIMITED = "rate-limited"
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
    """What is worth knowing beside the verdict."""

    INSECURE = "insecure"  # TLS fault that browsers warn of
    INCOMPLETE_CHAIN = "tls-incomplete-chain"
    MALFORMED = "malformed-http"
    LONG_CHAIN = "long-chain"
    HTTPS_TO_HTTP = "https-to-http"
    UNVERIFIED = "unverified"  # reachable, content unseen
    FRAGMENT_MISSING = "fragment-missing"  # the page is there, the place in it is not
    DRIFT = "drift"  # the page's text has become another's


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one signal says of a check."""

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
    """Where the redirects ended, if anywhere else; for `moved` the end of the unbroken permanent prefix."""
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One unique absolute URL without its fragment, owning all its references."""

    url: str
    references: tuple[Reference, ...]
    """Never empty; in document order."""
    preset: Verdict | None = None
    """Concluded without a request: `invalid` and `unchecked`."""

    @property
    def untouched(self) -> bool:
        """Whether the change that `--since` asks about touches none of its references."""
        return bool(self.references) and all(reference.untouched for reference in self.references)


# --- the wire ----------------------------------------------------------------------------------


class Profile(StrEnum):
    """Who we say we are."""

    HONEST = "honest"
    BROWSER = "browser"


class Tls(StrEnum):
    """How strictly the handshake is done."""

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


class FailureCode(StrEnum):
    """Every way a request can fail, closed; one table in `network/failures.py` maps the exceptions."""

    DNS_NXDOMAIN = "dns-nxdomain"
    DNS_NODATA = "dns-nodata"
    DNS_FAILURE = "dns-failure"  # SERVFAIL, REFUSED, FORMERR, no resolver, timeout
    CONNECT_REFUSED = "connect-refused"
    CONNECT_TIMEOUT = "connect-timeout"
    NO_ROUTE = "no-route"
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
    MALFORMED = "malformed-http"
    PRIVATE_ADDRESS = "private-address"
    BAD_URL = "bad-url"
    RATE_LIMITED = "rate-limited"  # given up: the host keeps refusing
    OVER_BUDGET = "over-budget"  # not sent: the run has used up its requests
    PROXY = "proxy"
    LOCAL = "local"  # our side: no sockets left, no memory
    INTERNAL = "internal-error"  # a bug of ours; the traceback is in detail


@dataclass(frozen=True, slots=True)
class Page:
    """What people would see of an answer's body; all that is kept of it between runs."""

    title: str = ""
    headings: tuple[str, ...] = ()
    """The first three of h1 to h3."""
    text: str = ""
    """The first 2 KB of the visible text."""
    words: int = 0
    """Of the whole visible text that was read."""
    language: str = ""
    """`<html lang>`; empty where it is not said."""
    sketch: tuple[int, ...] = ()
    """Smallest hashes of its shingles (three words each): equal shares estimate the Jaccard similarity."""
    simhash: int = 0
    """64 bits; near pages differ in few of them."""
    marks: frozenset[str] = frozenset()
    """Names of the marks in its source that signals look for: a password field, an app shell, a vendor."""


class Fragment(StrEnum):
    """Whether a page has the place that a link names."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """Nobody can tell without running the page's scripts."""


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
    """What aiohttp objected to when a lenient second reader got this answer; else None."""
    page: Page | None = None
    """What the body showed, once the body itself was let go; `signals.page.seen` reads either."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


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
    """From connecting to the last byte read; waiting for a slot does not count."""


class Fetch(Protocol):
    """The one interface to the network: makes a request, politely and with retries.

    Returns every attempt, the deciding one last; never raises for what the world does.
    """

    def __call__(self, request: Request, /) -> Awaitable[tuple[Exchange, ...]]: ...


@dataclass(frozen=True, slots=True)
class Check:
    """All exchanges made for one target: the evidence."""

    url: Url
    exchanges: tuple[Exchange, ...]
    checked_at: datetime
    """With time zone, UTC."""
    probes: tuple[Exchange, ...] = ()
    """Requests for random siblings: what the host says of a page that cannot be there."""
    fragments: tuple[tuple[str, Fragment], ...] = ()
    """The fragments that references ask for, as written, and whether the page has them."""
    sources: int = 0
    """How many other targets of the run ended at the same address (a sink)."""


# --- nights ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept of a target between runs, beside the evidence itself. All instants are UTC."""

    url: str
    checked_at: datetime
    verdict: Verdict
    """What was concluded then; without its evidence."""
    failing_since: datetime | None = None
    """The first check in a row that did not find it alive."""
    last_alive_at: datetime | None = None
    strikes: tuple[datetime, ...] = ()
    """Runs in a row, a night apart, in which it failed as something that is gone would."""
    failures: int = 0
    """Checks in a row that did not find it alive."""
    first_page: Page | None = None
    """Title, headings and simhash at the first check that found it alive."""


class Change(StrEnum):
    """What became of a target since the run before."""

    NEW = "new"
    """Dead, and was not."""
    STILL = "still"
    """Dead, as it was."""
    BACK = "back"
    """Alive again."""


FailOn = State | Level | Change
"""What may make a run fail: a verdict, a level of problems, and `Change.NEW` for what no baseline knows."""


# --- mementos, findings, edits -----------------------------------------------------------------


class Answer(StrEnum):
    """Archives answer three ways."""

    FOUND = "found"
    NONE = "none"
    """Asked, and nothing there."""
    UNKNOWN = "unknown"
    """Could not ask."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One usable copy of a page that an archive lists."""

    timestamp: str
    """14 digits as the archive writes them; impossible dates occur."""
    digest: str | None = None
    """Two captures with the same digest have the same bytes."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive says that it holds of one URL."""

    answer: Answer
    captures: tuple[Capture, ...] = ()
    """Sorted by timestamp; empty unless the answer is `FOUND`."""
    detail: str | None = None
    """Why the answer is `UNKNOWN`."""


@dataclass(frozen=True, slots=True)
class Memento:
    """An archived copy with its capture time (RFC 7089), or why there is none."""

    near: date | None
    """The day it should be close to; None for the newest."""
    answer: Answer
    url: str | None = None
    captured_at: datetime | None = None
    fit: str | None = None
    """How far from `near`, in words: `exact`, `12 days after` …"""
    probed: bool = False
    """The chosen capture itself was asked for and is good; only then may it be written."""
    detail: str | None = None
    """Why there is none or why it is unknown: `budget`, `excluded`, `rate-limited` …"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Target + verdict + mementos: one row of a report."""

    target: Target
    verdict: Verdict
    check: Check | None = None
    mementos: tuple[Memento, ...] = ()
    """One for each day asked for; `memento_for` in `archive` picks."""
    past: Past | None = None
    """What is kept of it, this run included; None where nothing is."""
    from_history: bool = False
    """Judged by evidence of an earlier run: it was not due."""
    change: Change | None = None
    """None where there is nothing to compare with, or nothing to say."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace these bytes by those, in this document."""

    path: str
    span: Span
    old: bytes
    new: bytes
    reason: str
    applied: bool = False
    refused: str | None = None
    """Why it was not written; None where it was or would be."""
    destination: str | None = None
    """What `new` means to its syntax, which the proof compares; None where that is not known (undo)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A reference and what became of it."""

    reference: Reference
    url: str | None
    """Its target's URL; None where there is none (a link inside the blog, a template)."""
    rules: tuple[Rule, ...] = ()
    """The problems that belong to it."""
    fragment: Fragment | None = None
    """None where it names no place in a page, or the page was not looked at."""


@dataclass(frozen=True, slots=True)
class Post:
    """A document as its readers know it."""

    path: str
    date: date | None = None
    """When it was published; None where nothing says so."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """What one run came to, kept for the pictures of later reports."""

    at: datetime
    """When it began, UTC."""
    verdicts: Mapping[State, int]
    """Targets by verdict; a verdict that nothing had may be left out."""
    repaired: int = 0
    """Edits that were written."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run knows at its end; every format renders this."""

    exit_code: int
    offline: bool
    duration_s: float
    requests: int
    environment_fault: str | None
    documents: int
    rows: tuple[Row, ...]
    """Sorted by path, then span."""
    findings: tuple[Finding, ...]
    """Sorted by URL."""
    problems: tuple[Problem, ...]
    edits: tuple[Edit, ...]
    baseline: frozenset[str] | None = None
    """Keys of what was broken when the baseline was drawn; None where none was. `report.outcome` makes them."""
    started_at: datetime | None = None
    """UTC; None where nobody knows (a report of an older version)."""
    posts: tuple[Post, ...] = ()
    """Sorted by path."""
    nights: tuple[Night, ...] = ()
    """The runs that are remembered, this one last; oldest first."""
    paths: tuple[str, ...] = ()
    """What the run was asked to read, as it was given; empty where nobody knows."""
    since: str | None = None
    """The revision of `--since`: only what changed since then was judged; None where everything was."""
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Path and line → that line as written, without its end: where what is wrong stands. At most 400 characters."""
