"""Reads a URL alone: whose it is, what its words say, whether it is a home page."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from linkcheck.strangers import SievedPattern

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

SHARED = re.compile(
    r"(?:^|\.)([^.]+\.(?:blogspot\.[a-z.]+|wordpress\.com|tumblr\.com|readthedocs\.org|substack\.com|medium\.com"
    r"|livejournal\.com|typepad\.com|weebly\.com|neocities\.org|sourceforge\.(?:net|io)|bandcamp\.com|itch\.io))$"
)
"""Suffixes under which each name is somebody else's, and which the public suffix list does not have."""

HOME = re.compile(
    r"/*(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home|main|welcome)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
ABOUT_ERRORS = SievedPattern(
    r"(?<!\d)(?:40[34]|410)(?!\d)|not-?_?found|missing|broken-?_?link|link-?_?rot|dead-?_?link|error|http-?status|status-?codes?|redirect"
    r"|parked|expired|suspended|maintenance",
    ignore_case=True,
)
STRAY = SievedPattern(
    r"404|410|not-?_?found|missing|error|expired?|suspend|search|sorry|oops|unavailable|removed|deleted|default",
    ignore_case=True,
)
SAYS_MISSING = SievedPattern(
    r"(?:^|[/._?&=+-])(?:404|410|(?:page-?_?|item-?_?|file-?_?)?not-?_?found|missing|gone|removed|deleted|expired|does-?_?not-?_?exist"
    r"|no-?_?longer[\w-]*|no-?_?such[\w-]*|dead-?_?link|broken-?_?link|invalid-?_?(?:link|url|id)|unknown-?_?\w+)(?=$|[/._?&=+-])",
    ignore_case=True,
)
OF_THE_VISIT = re.compile(
    r"(?:missing|expired|invalid|unknown|removed|deleted)[-_]?(?:sessions?|cookies?|tokens?|csrf|nonce|signature|referr?er|client|device"
    r"|browser|agent|origin|errors?|exception|failure|fault|reason)"
    r"|(?:sessions?|cookies?|tokens?|csrf|nonce|signature|referr?er)[-_]?(?:missing|expired|invalid|removed|deleted|gone)",
    re.IGNORECASE,
)
"""Said of who asks, or of nothing in particular: of the page it says nothing."""
IDENTITY = re.compile(
    r"(?:\w*[-_]?id|p|t|v|f|q|s|page|post|article|art|item|doc|document|news|story|title|name|topic|thread|user|u|product"
    r"|entry|msg|message|num|no|nr|key|slug|view|video|show|file|query|search)",
    re.IGNORECASE,
)
"""Parameters whose value says which page it is."""
KEPT = 256
"""Addresses: a dozen signals ask the same of one."""
WORD = re.compile(r"[^\W\d_]{3,}")
STOP_WORDS = frozenset({
    "the", "and", "for", "with", "from", "that", "this", "how", "why", "what", "when", "are", "was", "you", "your",
    "not", "html", "htm", "php", "asp", "aspx", "jsp", "index", "www", "com", "org", "net", "pdf", "page", "pages",
    "post", "posts", "der", "die", "das", "und", "les", "des", "une", "del", "los", "las", "een", "het", "van",
    "blog", "article", "wiki",
})  # fmt: skip


@functools.lru_cache(maxsize=KEPT)
def registrable(host: str | None) -> str:
    """Return the part of a host name that somebody registered, by the public suffix list; an address is all its own."""
    name = (host or "").lower().rstrip(".")
    shared = SHARED.search(name)
    if shared is not None:
        return shared[1]
    return name if is_address(name) else _suffixes().privatesuffix(name) or name


def is_top_level(name: str) -> bool:
    """Tell whether a name without a dot is a top-level domain of the world, by the public suffix list."""
    return _suffixes().publicsuffix(f"name.{name}", accept_unknown=False) is not None


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address, which belongs to no name."""
    return ":" in host or all(label.isdigit() for label in host.split("."))


@functools.cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads fifteen thousand lines, which few runs need

    return PublicSuffixList()


def brand(host: str | None) -> str:
    """Return the first label of what was registered: the name of the site."""
    return registrable(host).partition(".")[0]


@functools.lru_cache(maxsize=KEPT)
def is_home(url: str) -> bool:
    """Tell whether a URL is a home page: no path but a language or an index, and no query that names a page."""
    parts = urlsplit(url)
    return HOME.fullmatch(parts.path) is not None and not identity(url)


@functools.lru_cache(maxsize=KEPT)
def identity(url: str) -> tuple[str, ...]:
    """Return the names of the parameters that say which page it is."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=False)
    return tuple(name for name, value in pairs if IDENTITY.fullmatch(name) and value)


@functools.lru_cache(maxsize=KEPT)
def is_about_errors(url: str) -> bool:
    """Tell whether the address itself speaks of errors and missing pages: the page may well do so, too."""
    parts = urlsplit(url)
    return ABOUT_ERRORS.search(unquote(parts.path)) is not None


def is_stray(url: str) -> bool:
    """Tell whether an address may be where a site sends those who ask for what it has not: an error page, a search."""
    parts = urlsplit(url)
    return STRAY.search(f"{parts.path}?{parts.query}") is not None


def says_missing(url: str) -> bool:
    """Tell whether an address says, by a whole word of path or query, that something is not there."""
    parts = urlsplit(url)
    return SAYS_MISSING.search(OF_THE_VISIT.sub("", f"{unquote(parts.path)}?{unquote(parts.query)}")) is not None


def is_ancestor(above: str, below: str) -> bool:
    """Tell whether one address is a folder on the way to another of the same host, as listings and sections are."""
    one, other = urlsplit(above), urlsplit(below)
    folder = f"{one.path.rstrip('/')}/"
    same = (one.hostname or "").removeprefix("www.") == (other.hostname or "").removeprefix("www.")
    return same and len(other.path.rstrip("/")) > len(folder) and other.path.startswith(folder) and not one.query


@functools.lru_cache(maxsize=KEPT)
def slug(url: str) -> frozenset[str]:
    """Return the words of the last segment of the path that say what the page is about."""
    segments = [segment for segment in unquote(urlsplit(url).path).split("/") if segment]
    return _words(segments[-1]) if segments else frozenset()


@functools.lru_cache(maxsize=KEPT)
def path_words(url: str) -> frozenset[str]:
    """Return the words of the path and of the query's values, but not those of the host's own name."""
    parts = urlsplit(url)
    values = " ".join(value for _, value in parse_qsl(parts.query))
    own = brand(parts.hostname)
    return frozenset(word for word in _words(f"{unquote(parts.path)} {values}") if word not in own)


def words_in(*texts: str) -> str:
    """Return texts as one string in lower case to look for words in; accents and hyphens stay."""
    return " ".join(texts).lower()


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(text.lower()) if word not in STOP_WORDS)
