"""Leads moved links to their new address, where nothing that the author meant can be lost.

A redirect tells where the server sends people today, not where the page went: sites send all they have lost to the
front page, shorteners and identifiers are meant to stay, sessions are written into addresses. So all of it must hold
that is asked here; the rest is left to a person's eye.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from linkcheck.model import Finding, Reference, State
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement, only_told

STANDING_HOSTS = re.compile(
    r"(?:.+\.)?(?:doi\.org|hdl\.handle\.net|purl\.[a-z]+(?:\.[a-z]+)*|w3id\.org|n2t\.net|perma\.cc|archive\.org"
    r"|archive\.(?:is|ph|today)|bit\.ly|t\.co|tinyurl\.com|goo\.gl|ow\.ly|is\.gd|buff\.ly|amzn\.to|aka\.ms|git\.io)"
)
"""Persistent identifiers, archives and shorteners: the address itself is the promise."""

WRITABLE = re.compile(r"https?://[\x21-\x7e]+")
"""An http(s) URL as it is sent: ASCII without blanks."""

STANDING_SEGMENTS = frozenset({"latest", "stable", "current"})
"""Parts of a path that lead to something newer each time."""

EXIT_SEGMENTS = frozenset(
    {"404", "error", "errors", "not-found", "notfound", "page-not-found", "login", "signin", "sign-in", "signup"}
)
"""Parts of a path to which servers send those whom they have nothing to show."""


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    ends = crowds(findings)
    for reference, finding in links:
        url, final_url = finding.target.url, finding.verdict.final_url
        if final_url is not None:
            refused = FROM_A_FILE if only_told(finding) else objection(url, final_url, ends)
            yield Replacement(reference, finding, destination(reference, final_url), refused)


PLANNER = Planner(State.MOVED, "to its new address", _replacements)


def destination(reference: Reference, final_url: str) -> str:
    """Return where the redirects ended, with the author's fragment if there was one."""
    _, mark, fragment = reference.destination.partition("#")
    return final_url.partition("#")[0] + mark + fragment if fragment else final_url


def objection(url: str, final_url: str, ends: Mapping[str, int]) -> str | None:
    """Return why a redirect from `url` to `final_url` is left to a person, or None where it may be written.

    `ends` counts the different pages that end at each address (see `crowds`).
    """
    if not WRITABLE.fullmatch(final_url):
        return "the new address is no URL"
    old, new = urlsplit(url), urlsplit(final_url)
    if new.scheme not in {"http", "https"} or (old.scheme == "https" and new.scheme == "http"):
        return "it leads away from https"
    if _host(old) != _host(new) or new.username is not None:
        return "it leads to another site"
    if STANDING_HOSTS.fullmatch(_host(old)):
        return "addresses of this site are meant to stay as they are"
    return _path_objection(old, new) or _crowd_objection(ends.get(_page(final_url), 0))


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
    return None


def _crowd_objection(pages: int) -> str | None:
    return f"{pages} different links end at the same page" if pages > 1 else None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _segments(parts: SplitResult) -> frozenset[str]:
    return frozenset(segment.lower() for segment in parts.path.split("/") if segment)


def _page(url: str) -> str:
    """Return the address without what commonly differs between two addresses of one page."""
    parts = urlsplit(url)
    return f"{_host(parts)}{parts.path.rstrip('/')}?{parts.query}"
