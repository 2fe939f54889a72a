"""A page as a site publishes it → its references, which are led to where a browser would go."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from linkcheck.model import Document, Quoting, Reference, Syntax
from linkcheck.sources.documents import disable
from linkcheck.sources.documents.html import links, role_of
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.tags import tags

FEEDS = frozenset(("application/rss+xml", "application/atom+xml"))


def references_of(page: Document, url: str) -> tuple[Reference, ...]:
    """Return the references of a page at an address; comments that switch the checks off count."""
    base, lines = base_of(page.data, url), LineIndex(page.data)
    found = [
        Reference(
            path=page.path,
            span=one.span,
            position=lines.position(one.span.start),
            syntax=Syntax.HTML,
            destination=led_to(base, one.value),
            quoting=Quoting.FIXED,
            role=role_of(one),
        )
        for one in links(page.data)
    ]
    return tuple(disable.switched_off(sorted(found, key=lambda one: one.span), disable.disabled(page.data)))


def base_of(data: bytes, url: str) -> str:
    """Return what the addresses of a page are relative to: `<base href>`, else its own address."""
    for tag in tags(data):
        if tag.name == "base" and (href := tag.attribute(b"href")) is not None:
            return led_to(url, href.value)
    return url


def feeds_of(data: bytes, url: str) -> tuple[str, ...]:
    """Return the feeds that a page names."""
    base, found = base_of(data, url), []
    for tag in tags(data):
        if tag.name == "link" and (href := tag.attribute(b"href")) is not None:
            kind = tag.attribute(b"type")
            if kind is not None and kind.value.lower() in FEEDS:
                found.append(led_to(base, href.value))
    return tuple(dict.fromkeys(found))


def led_to(base: str, destination: str) -> str:
    """Return where a destination leads from an address; one that is no URL, and one of no page, as it is."""
    try:
        if urlsplit(destination).scheme not in ("", "http", "https"):
            return destination
        return urljoin(base, destination)
    except ValueError:
        return destination
