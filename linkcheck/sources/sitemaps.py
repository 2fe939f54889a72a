"""Sitemaps and feeds → the addresses in them, with their places: sitemaps.org 0.9, RSS 0.9 to 2.0, Atom (RFC 4287).

Whoever wrote one is a stranger: no entity is defined, nothing outside is read, and what stands before a fault counts.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum
from xml.parsers import expat

from msgspec import Struct

from linkcheck.model import Position, Span

MOST_BYTES = 50 * 1024 * 1024
"""Of a sitemap, unpacked (sitemaps.org); what is behind them is left out."""
GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024


class ListingKind(StrEnum):
    """The kinds of lists that a site has of itself."""

    INDEX = "an index of sitemaps"
    SITEMAP = "a sitemap"
    FEED = "a feed"


_ROOTS = {
    "sitemapindex": ListingKind.INDEX,
    "urlset": ListingKind.SITEMAP,
    "rss": ListingKind.FEED,
    "rdf": ListingKind.FEED,
    "feed": ListingKind.FEED,
}
_PLACES = {
    ListingKind.INDEX: ("sitemap", "loc"),
    ListingKind.SITEMAP: ("url", "loc"),
    ListingKind.FEED: ("item", "link"),
}
"""What an address stands in, and what around that."""


class Entry(Struct, frozen=True):
    """One address in a list."""

    url: str
    span: Span
    """The bytes of it in the list."""
    position: Position


class Listing(Struct, frozen=True):
    """What a list says."""

    kind: ListingKind | None
    """None for what is no list at all."""
    entries: tuple[Entry, ...] = ()
    fault: str | None = None
    """What is wrong with it, and where: `line:column: words`."""


def unpacked(data: bytes) -> bytes:
    """Return a list as it was before gzip; as it is where it is not packed."""
    if not data.startswith(GZIP):
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES)
    except zlib.error:
        return data


def read(data: bytes) -> Listing:
    """Read a list; never raises."""
    reading = _Reading(data[:MOST_BYTES])
    try:
        reading.parse()
    except (expat.ExpatError, _EntityError) as error:
        parser = reading.parser
        place = f"{parser.ErrorLineNumber or parser.CurrentLineNumber}:{parser.ErrorColumnNumber + 1}"
        words = "it defines entities of its own" if isinstance(error, _EntityError) else expat.ErrorString(error.code)
        return Listing(reading.kind, tuple(reading.entries), f"{place}: {words}")
    return Listing(reading.kind, tuple(reading.entries))


class _EntityError(Exception):
    """A list that defines entities may be a bomb, and no list has a use for them."""


class _Reading:
    """One pass over a list."""

    def __init__(self, data: bytes) -> None:
        self.parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        self.kind: ListingKind | None = None
        self.entries: list[Entry] = []
        self._data = data
        self._open: list[str] = []
        self._said: list[str] | None = None
        self._position = Position(1, 1)
        self._at = 0

    def parse(self) -> None:
        """Read all; raises expat's error at the first fault."""
        for start in range(0, len(self._data), _PIECE):
            self.parser.Parse(self._data[start : start + _PIECE], False)
        self.parser.Parse(b"", True)

    def _refuse(self, *_: object) -> None:
        raise _EntityError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if not self._open:
            self.kind = _ROOTS.get(name)
        self._open.append(name)
        if self.kind is None:
            return
        if self._open[-2:] == ["entry", "link"] and attributes.get("rel", "alternate") == "alternate":
            self._take_attribute(attributes.get("href", ""))
        elif tuple(self._open[-2:]) == _PLACES[self.kind]:
            self._said = []

    def _text(self, text: str) -> None:
        if self._said is None:
            return
        blank = len(text) - len(text.lstrip())
        if not self._said and blank < len(text):
            parser = self.parser
            self._at = parser.CurrentByteIndex + blank
            self._position = Position(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1 + blank)
        if self._said or blank < len(text):
            self._said.append(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._said is None or self.kind is None or _local(name) != _PLACES[self.kind][1]:
            return
        url, self._said = "".join(self._said).strip(), None
        if url:
            written = self._data[self._at : self.parser.CurrentByteIndex].rstrip()
            self.entries.append(Entry(url, Span(self._at, self._at + len(written)), self._position))

    def _take_attribute(self, url: str) -> None:
        parser = self.parser
        start = parser.CurrentByteIndex
        written = _HREF.search(self._data, start)
        if not url.strip() or written is None:
            return
        span = Span(*written.span("double" if written["double"] is not None else "single"))
        self.entries.append(
            Entry(url.strip(), span, Position(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
        )


_HREF = re.compile(rb"""\bhref\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")


def _local(name: str) -> str:
    """Return a name without its prefix, but for names that other vocabularies have, too (`image:loc`)."""
    prefix, mark, local = name.lower().rpartition(":")
    return local if not mark or local in _ROOTS else f"{prefix}:{local}"
