"""A site as it is published → inventories: of the lists of its pages, and of these pages.

What leads from a page is a link as any other, also to pages of the same site: whoever has no sources asks the server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from linkcheck.config import Settings
from linkcheck.links.urls import canonicalise, redact
from linkcheck.model import Document, Extraction, LinkcheckError, Quoting, Reference, Syntax, Url
from linkcheck.run.checker import job_of, open_checker
from linkcheck.run.collect import Inventory, collected_of
from linkcheck.run.elsewhere.joining import bare, faulty
from linkcheck.run.elsewhere.published import Fetched, PublishedSite, ReadList
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.sources import site
from linkcheck.sources.extraction import Extracted, Source
from linkcheck.sources.site_pages import references_of
from linkcheck.sources.sitemaps import ListingKind
from linkcheck.verdict.signals.charset import decoded
from linkcheck.web.network import system_resolver

AT_ONCE = 100
"""Pages whose references are gathered at the same time."""
QUOTED_BYTES = 1 << 26
"""Of pages that are kept to quote their lines in reports; of pages behind these none is quoted."""


async def of_site(
    address: str, settings: Settings, cwd: Path, services: Services, progress: Progress
) -> AsyncIterator[Inventory]:
    """Yield what stands in a site's lists of its pages, and in the pages; raises LinkcheckError where there is none."""
    start = canonicalise(address)
    if not isinstance(start, str):
        raise LinkcheckError(f"{redact(address)}: {start.detail}")
    resolver = services.resolver or system_resolver()
    async with open_checker(job_of(settings, services), services, resolver) as checker:
        published = PublishedSite(start, checker.fetch, services.now, settings.max_redirects)
        first = await published.open()
        if isinstance(first, str):
            raise LinkcheckError(f"{redact(address)}: {first}")
        read = _Reading(published, settings, cwd, progress)
        async for inventory in read.lists(first):
            yield inventory
        async for inventory in read.pages(start, first):
            yield inventory


class _Reading:
    """Reads the lists of one site, and then the pages that they name."""

    def __init__(self, published: PublishedSite, settings: Settings, cwd: Path, progress: Progress) -> None:
        self._published, self._settings, self._cwd, self._progress = published, settings, cwd, progress
        self._named: dict[Url, None] = {}
        self._seen = set[Url]()
        self._room = QUOTED_BYTES
        self._has_list = self._is_list = False

    async def lists(self, first: Fetched) -> AsyncIterator[Inventory]:
        """Yield the lists: each address in them is a reference."""
        async for one in self._published.lists(first):
            if isinstance(one, tuple):
                yield faulty([(redact(one[0]), one[1])], self._settings, self._cwd)
                continue
            if one.url in self._seen:  # an index and robots.txt may name the same
                continue
            self._seen.add(one.url)
            self._has_list, self._is_list = True, self._is_list or one.url == first.url
            if one.listing.fault is not None:
                yield faulty(
                    [(redact(one.url), f"{one.listing.fault}; what stands before is read")], self._settings, self._cwd
                )
            yield self._inventory([(one.url, one.data, self._references(one))])

    def _references(self, read: ReadList) -> tuple[Reference, ...]:
        found = []
        for entry in read.listing.entries:
            url = canonicalise(urljoin(read.url, entry.url))
            if isinstance(url, str) and read.listing.kind is not ListingKind.INDEX:
                self._named[Url(url.partition("#")[0])] = None
            destination = url if isinstance(url, str) else entry.url
            found.append(
                Reference(redact(read.url), entry.span, entry.position, Syntax.DATA, destination, Quoting.FIXED)
            )
        return tuple(found)

    async def pages(self, start: Url, first: Fetched) -> AsyncIterator[Inventory]:
        """Yield the pages that the lists name, as far as they are below the start; else the start alone."""
        below = "" if self._is_list or not self._has_list else self._published.start.rpartition("/")[0] + "/"
        own = [url for url in self._named if self._published.is_own(url) and url.startswith(below)]
        if not self._has_list:
            own = [first.url]
            yield self._saying(f"{redact(start)}: it names no sitemap and no feed, so this one page is read")
        forbidden = sum(not self._published.allows(url) for url in own)
        if forbidden:
            yield self._saying(f"{redact(start)}: its robots.txt forbids to read {forbidden:,} of {len(own):,} pages")
        self._progress.pages_planned(len(own))
        for begin in range(0, len(own), AT_ONCE):
            yield await self._read(own[begin : begin + AT_ONCE])

    async def _read(self, urls: Sequence[Url]) -> Inventory:
        """Read pages; one that cannot be read is a link of its list, and judged as that."""
        pages = list[tuple[str, bytes, tuple[Reference, ...]]]()
        for url in urls:  # one at a time, as a reader would
            answer = await self._published.page(url)
            self._progress.page_read()
            if answer is not None and answer.url not in self._seen:  # several addresses may lead to one page
                self._seen.add(answer.url)
                # A browser reads a page in its own encoding, and sends paths in UTF-8.
                data = decoded(answer.body, answer.kind).encode("utf-8", "replace")
                pages.append((answer.url, data, references_of(Document(redact(answer.url), data), answer.url)))
        return self._inventory(pages)

    def _inventory(self, pages: Iterable[tuple[str, bytes, tuple[Reference, ...]]]) -> Inventory:
        """Return the inventory of documents: address, bytes and references of each."""
        sources = tuple(
            Source(self._cwd / redact(url), redact(url), b"", Extraction(references), self._quoted(redact(url), data))
            for url, data, references in pages
        )
        blog = site.Site(self._cwd)  # its sources are elsewhere
        collected, problems = collected_of(Extracted(sources, ()), blog, self._settings, self._cwd, None, self._cwd)
        bodies = tuple(replace(one, extraction=replace(one.extraction, references=())) for one in sources)
        empty = bare(problems, self._settings, self._cwd)
        return replace(empty, extracted=Extracted(bodies, ()), targets=collected.targets, rows=collected.rows)

    def _quoted(self, path: str, data: bytes) -> Document:
        self._room -= len(data)
        return Document(path, data if self._room >= 0 else b"")

    def _saying(self, words: str) -> Inventory:
        return replace(bare((), self._settings, self._cwd), messages=(words,))
