"""Reads a site as it is published: robots.txt, the lists that it has of its pages, and these pages.

Only what its robots.txt allows is read, at the pace that it asks for, and nothing of other hosts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from linkcheck.links.urls import canonicalise
from linkcheck.model import Check, Failure, Fetch, Request, Response, Url
from linkcheck.sources import sitemaps
from linkcheck.sources.site_pages import feeds_of
from linkcheck.sources.sitemaps import Listing, ListingKind
from linkcheck.web.check import next_request
from linkcheck.web.probing import robots
from linkcheck.web.probing.robots import Robots

MOST_LISTS = 200
"""Lists of one site that are read: so many sitemaps of 50,000 pages each hold ten million."""
MOST_HOPS = 10
PAGE_BYTES = 8 * 1024 * 1024
USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml")
USUAL_FEEDS = ("/index.xml", "/feed.xml", "/atom.xml", "/rss.xml", "/feed/")


class Fetched(Struct, frozen=True):
    """What stands at an address."""

    url: Url
    """Where it was at last."""
    body: bytes
    kind: str
    """Its Content-Type in lower case."""


class ReadList(Struct, frozen=True):
    """A list of pages that was read."""

    url: Url
    data: bytes
    listing: Listing


class PublishedSite:
    """Reads one site."""

    def __init__(self, start: Url, fetch: Fetch, now: Callable[[], datetime], max_redirects: int) -> None:
        """Take the address that the user gave."""
        self.start = start
        self._fetch, self._now = fetch, now
        self._hops = min(max_redirects, MOST_HOPS)
        self._robots = Robots(None)

    async def open(self) -> Fetched | str:
        """Read what stands at the start, and the site's robots.txt; return words where that is not to be had."""
        answer = await self._get(Request(self.start, max_body=sitemaps.MOST_BYTES, any_type=True))
        if isinstance(answer, str):
            return answer
        self.start = answer.url  # of a site that moved to `www.`, the pages are there
        made = await self._followed(Request(self._at("/robots.txt")))
        self._robots = robots.read(made.exchanges)
        return answer

    async def lists(self, first: Fetched) -> AsyncIterator[ReadList | tuple[Url, str]]:
        """Yield the lists of its pages, or why one cannot be read: the start, those of robots.txt, or usual ones."""
        listing = sitemaps.read(sitemaps.unpacked(first.body))
        if listing.kind is not None:
            async for each in self._and_its_own(ReadList(first.url, sitemaps.unpacked(first.body), listing)):
                yield each
            return
        named = [urljoin(self.start, url) for url in self._robots.sitemaps]
        for urls, is_named in ((named, True), (map(self._at, USUAL), False), (self._feeds(first), False)):
            found = False
            for url in dict.fromkeys(urls):
                one = await self._list(url)
                if isinstance(one, ReadList):
                    found = True
                    async for each in self._and_its_own(one):
                        yield each
                    if not is_named:
                        break  # of the usual places the first that has one is enough
                elif is_named:
                    yield one
            if found:
                return

    async def page(self, url: Url) -> Fetched | None:
        """Return a page of this site; None where it is none, or may not or cannot be read."""
        if not self.allows(url):
            return None
        answer = await self._get(Request(url, delay=self._robots.delay, max_body=PAGE_BYTES))
        if isinstance(answer, str):
            return None
        return answer if self.is_own(answer.url) and "html" in answer.kind else None

    def is_own(self, url: str) -> bool:
        """Tell whether an address is one of this site."""
        one, own = urlsplit(url), urlsplit(self.start)
        return (one.scheme, one.netloc) == (own.scheme, own.netloc)

    def allows(self, url: Url) -> bool:
        """Tell whether the site's robots.txt lets its pages be read."""
        return self._robots.allows(url)

    def _feeds(self, first: Fetched) -> Iterable[str]:
        return (*feeds_of(first.body, first.url), *map(self._at, USUAL_FEEDS))

    async def _and_its_own(self, first: ReadList) -> AsyncIterator[ReadList | tuple[Url, str]]:
        """Yield a list and those that it is an index of."""
        yield first
        if first.listing.kind is not ListingKind.INDEX:
            return
        for entry in first.listing.entries[:MOST_LISTS]:
            yield await self._list(urljoin(first.url, entry.url))
        if len(first.listing.entries) > MOST_LISTS:
            yield first.url, f"only its first {MOST_LISTS} sitemaps are read"

    async def _list(self, url: str) -> ReadList | tuple[Url, str]:
        address = canonicalise(url)
        if not isinstance(address, str):
            return Url(url), address.detail
        if not self.is_own(address):
            return address, "it is on another host"
        answer = await self._get(Request(address, max_body=sitemaps.MOST_BYTES, any_type=True))
        if isinstance(answer, str):
            return address, answer
        data = sitemaps.unpacked(answer.body)
        listing = sitemaps.read(data)
        if listing.kind is None:
            return address, "this is neither a sitemap nor a feed"
        return ReadList(answer.url, data, listing)

    async def _get(self, request: Request) -> Fetched | str:
        """Return what stands at an address, redirects followed, or words for why it cannot be read."""
        made = await self._followed(request)
        last = made.exchanges[-1]
        if isinstance(last.outcome, Failure):
            return last.outcome.detail or last.outcome.code
        if not 200 <= last.outcome.status < 300:
            return f"status {last.outcome.status}"
        return Fetched(
            last.request.url, last.outcome.body, (last.outcome.header("Content-Type") or "text/html").lower()
        )

    async def _followed(self, first: Request) -> Check:
        """Make one attempt: no second profile, no other scheme."""
        made, request = Check(first.url, (), self._now()), first
        while True:
            made = Check(made.url, made.exchanges + await self._fetch(request), made.checked_at)
            last = made.exchanges[-1].outcome
            following = (
                next_request(made, self._hops) if isinstance(last, Response) and 300 <= last.status < 400 else None
            )
            if following is None or following.hop == 0:
                return made
            request = Request(
                following.url,
                headers=following.headers,
                hop=following.hop,
                max_body=first.max_body,
                any_type=first.any_type,
            )

    def _at(self, path: str) -> Url:
        parts = urlsplit(self.start)
        return Url(urlunsplit((parts.scheme, parts.netloc, path, "", "")))
