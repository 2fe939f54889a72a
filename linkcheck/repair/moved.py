"""Leads moved links to their new address, where nothing that the author meant can be lost.

A redirect tells where the server sends people today, not where the page went: sites send all they have lost to the
front page, shorteners and identifiers are meant to stay, sessions are written into addresses. So all of it must hold
that is asked here; the rest is left to a person's eye. That it is seen on a second night, `plan` asks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import SplitResult, urlsplit

from linkcheck.model import Check, Finding, Fragment, MovedPage, Reference, Response, State
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement, only_told

STANDING_HOSTS = re.compile(
    r"(?:.+\.)?(?:doi\.org|hdl\.handle\.net|purl\.[a-z]+(?:\.[a-z]+)*|w3id\.org|n2t\.net|perma\.cc|archive\.org"
    r"|archive\.(?:is|ph|today)|bit\.ly|t\.co|tinyurl\.com|goo\.gl|ow\.ly|is\.gd|buff\.ly|amzn\.to|aka\.ms|git\.io"
    r"|(?:apps|itunes)\.apple\.com|play\.google\.com)"
)
"""Persistent identifiers, archives, shorteners, shops that send each visitor elsewhere: the address is the promise."""

WRITABLE = re.compile(r"https?://[\x21-\x7e]+")
"""An http(s) URL as it is sent: ASCII without blanks."""

STANDING_SEGMENTS = frozenset({"latest", "stable", "current"})
"""Parts of a path that lead to something newer each time."""

EXIT_SEGMENTS = frozenset(
    {"404", "error", "errors", "not-found", "notfound", "page-not-found", "login", "signin", "sign-in", "signup"}
)
"""Parts of a path to which servers send those whom they have nothing to show."""

LISTINGS = frozenset({
    "all", "archive", "archives", "articles", "blog", "browse", "catalog", "catalogue", "categories", "category",
    "collection", "collections", "explore", "home", "index", "library", "list", "news", "overview", "pages", "posts",
    "products", "search", "section", "shop", "sitemap", "store", "tag", "tags", "topic", "topics",
})  # fmt: skip
"""Last parts of a path that hold many pages."""

FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|zip|gz|tgz|docx?|xlsx?|pptx?|epub|ps|exe|dmg|csv|mp[34])$", re.IGNORECASE
)

PERMANENT = frozenset({301, 308})
MOST_HOPS = 5


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    ends = crowds(findings)
    for reference, finding in links:
        url, final_url = finding.target.url, finding.verdict.final_url
        if final_url is not None:
            page = finding.past.moved_page if finding.past is not None else None
            refused = (
                (FROM_A_FILE if only_told(finding) else None)
                or objection(url, final_url, ends, page)
                or _way_objection(finding.check)
                or _fragment_objection(reference, finding.check)
            )
            yield Replacement(reference, finding, destination(reference, final_url), refused)


PLANNER = Planner(State.MOVED, "to its new address", _replacements)


def destination(reference: Reference, final_url: str) -> str:
    """Return where the redirects ended, with the author's fragment if there was one."""
    _, mark, fragment = reference.destination.partition("#")
    return final_url.partition("#")[0] + mark + fragment if fragment else final_url


def objection(url: str, final_url: str, ends: Mapping[str, int], page: MovedPage | None = None) -> str | None:
    """Return why a redirect from `url` to `final_url` is left to a person, or None where it may be written.

    `ends` counts the different pages that end at each address (see `crowds`); `page` is what is known of its end.
    """
    from linkcheck.verdict.signals.addresses import registrable, says_missing  # few runs repair anything

    if not WRITABLE.fullmatch(final_url):
        return "the new address is no URL"
    old, new = urlsplit(url), urlsplit(final_url)
    if new.scheme not in {"http", "https"} or (old.scheme == "https" and new.scheme == "http"):
        return "it leads away from https"
    if new.username is not None:
        return "it leads to an address with a user's name"
    if registrable(old.hostname) != registrable(new.hostname) and page is not MovedPage.SAME:
        return "it leads to another site"
    if STANDING_HOSTS.fullmatch(_host(old)):
        return "addresses of this site are meant to stay as they are"
    if page is MovedPage.GONE or (says_missing(final_url) and old.path != new.path):
        return "it leads to a page that says it is gone"
    crowd = _crowd_objection(ends.get(_page(final_url), 0))
    return _path_objection(old, new) or crowd or _name_objection(url, final_url)


def crowds(findings: Iterable[Finding]) -> dict[str, int]:
    """Count for each address at which redirects end how many different pages end there."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.verdict.state is State.MOVED and finding.verdict.final_url is not None:
            sources[_page(finding.verdict.final_url)].add(_page(finding.target.url))
    return {end: len(pages) for end, pages in sources.items()}


def _path_objection(old: SplitResult, new: SplitResult) -> str | None:
    before, after = _segments(old), _segments(new)
    if before and not after:
        return "it leads to the front page"
    if (before - after) & STANDING_SEGMENTS:
        return "the address is meant to lead to the newest each time"
    if (after - before) & EXIT_SEGMENTS:
        return "it leads to a page for errors or for signing in"
    # Also catches tracking, sessions and languages: whatever the author did not write is not written for them.
    if old.query != new.query or (";" in new.path and ";" not in old.path):
        return "it changes the query of the address"
    if FILE.search(old.path) and not new.path.lower().endswith(old.path.lower().rpartition(".")[2]):
        return "a file was cited, and it leads to a page"
    return None


def _name_objection(url: str, final_url: str) -> str | None:
    from linkcheck.verdict.signals.addresses import is_ancestor, path_words, slug

    if is_ancestor(final_url, url):
        return "it leads to a section above the page"
    last = [urlsplit(one).path.rstrip("/").rpartition("/")[2].lower().partition(".")[0] for one in (url, final_url)]
    if last[1] in LISTINGS and last[0] not in LISTINGS:
        return "it leads to a list of pages"
    if len(slug(url)) >= 2 and not slug(url) & path_words(final_url):
        return "it leads to a page of another name"
    return None


def _crowd_objection(pages: int) -> str | None:
    return f"{pages} different links end at the same page" if pages > 1 else None


def _way_objection(check: Check | None) -> str | None:
    """Return what is wrong with the redirects themselves: each must be one for good, and they must be few."""
    if check is None:
        return None
    hops = [one for one, after in pairwise(check.exchanges) if after.request.hop == one.request.hop + 1]
    if any(not isinstance(one.outcome, Response) or one.outcome.status not in PERMANENT for one in hops):
        return "a page or a script sends its readers on, not the server"
    return f"it takes more than {MOST_HOPS} redirects" if len(hops) > MOST_HOPS else None


def _fragment_objection(reference: Reference, check: Check | None) -> str | None:
    """Return why the place that a reference names cannot be carried along."""
    fragment = reference.destination.partition("#")[2]
    if not fragment:
        return None
    found = dict(check.fragments).get(fragment, Fragment.UNKNOWN) if check is not None else Fragment.UNKNOWN
    match found:
        case Fragment.OK:
            return None
        case Fragment.MISSING:
            return f"the new page has no place #{fragment}"
        case Fragment.UNKNOWN:
            return f"nobody knows whether the new page has a place #{fragment}"


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _segments(parts: SplitResult) -> frozenset[str]:
    return frozenset(segment.lower() for segment in parts.path.split("/") if segment)


def _page(url: str) -> str:
    """Return the address without what commonly differs between two addresses of one page."""
    parts = urlsplit(url)
    return f"{_host(parts)}{parts.path.rstrip('/')}?{parts.query}"
