"""Sitemaps and feeds: each address with its place; what a stranger wrote does no harm."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.sources.sitemaps import ListingKind, read, unpacked

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc>
      https://x.example/ö?a=1&amp;b=2 </loc>
    <image:image><image:loc>https://x.example/p.png</image:loc></image:image>
  </url>
  <url><loc><![CDATA[https://x.example/b]]></loc></url>
  <url><loc></loc></url>
</urlset>
"""
INDEX = "<sitemapindex><sitemap><loc>https://x.example/s1.xml</loc></sitemap></sitemapindex>"
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://x.example/</link>
<atom:link rel="self" href="https://x.example/f.xml"/><item><link>https://x.example/1</link><guid>7</guid></item></channel></rss>"""
RDF = '<rdf:RDF xmlns:rdf="r"><item><link>https://x.example/old</link></item></rdf:RDF>'
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.example/"/>
<entry><link rel="edit" href="https://x.example/e"/><link href='https://x.example/2'/></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "kind", "urls"),
    [
        (SITEMAP, ListingKind.SITEMAP, ["https://x.example/ö?a=1&b=2", "https://x.example/b"]),
        (INDEX, ListingKind.INDEX, ["https://x.example/s1.xml"]),
        (RSS, ListingKind.FEED, ["https://x.example/1"]),
        (RDF, ListingKind.FEED, ["https://x.example/old"]),
        (ATOM, ListingKind.FEED, ["https://x.example/2"]),
        ("<html><body><a href='/x'>x</a></body></html>", None, []),
        ("no xml at all", None, []),
        ("", None, []),
    ],
)
def test_addresses(text: str, kind: ListingKind | None, urls: list[str]) -> None:
    """Those of pages and of other sitemaps; none of pictures, of the channel, of the list itself."""
    listing = read(text.encode())
    assert (listing.kind, [entry.url for entry in listing.entries]) == (kind, urls)


def test_places() -> None:
    """The bytes as they are written, and line and column of their beginning."""
    data = SITEMAP.encode()
    first, _ = read(data).entries
    assert data[first.span.start : first.span.end].decode() == "https://x.example/ö?a=1&amp;b=2"
    assert (first.position.line, first.position.column) == (5, 7)
    (link,) = read(ATOM.encode()).entries
    assert ATOM[link.span.start : link.span.end] == "https://x.example/2"


def test_what_stands_before_a_fault_counts() -> None:
    """The fault is told with its place."""
    listing = read(SITEMAP.encode()[:-20] + b"<")
    assert len(listing.entries) == 2
    assert listing.fault is not None
    assert listing.fault.startswith("9:16: ")


def test_a_bomb_of_entities_does_not_go_off() -> None:
    """Nor is anything read that an entity names."""
    bomb = (
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
    )
    listing = read(bomb.encode())
    assert not listing.entries
    assert listing.fault is not None
    assert "entities" in listing.fault


def test_packed() -> None:
    """As `sitemap.xml.gz`; what only begins like it is left as it is."""
    assert unpacked(gzip.compress(SITEMAP.encode())) == SITEMAP.encode()
    assert unpacked(b"\x1f\x8bno") == b"\x1f\x8bno"


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;urlsetoc \n", max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    """Never raises, and each span lies within."""
    for entry in read(unpacked(data)).entries:
        assert 0 <= entry.span.start < entry.span.end <= len(data)
