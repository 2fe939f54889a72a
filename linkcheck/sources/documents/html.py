"""Reads HTML: which attributes hold a URI, and HTML files as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkcheck.model import Dialect, Document, Extraction, Quoting, Reference, Role, Span, Syntax, TemplateLanguage
from linkcheck.sources.documents import disable, frontmatter, templates
from linkcheck.sources.documents.anchors import in_html, make_no_ids
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.tags import Attribute, Tag, attributes, resolved, tags
from linkcheck.sources.documents.utf8 import readable

__all__ = ["Attribute", "attributes", "extract", "links", "role_of"]

_URI = frozenset((
    b"background", b"cite", b"data", b"href", b"imagesrcset", b"longdesc", b"poster", b"src", b"srcset", b"xlink:href",
))  # fmt: skip
_ONLY_ON = {b"data": ("object",), b"cite": ("blockquote", "q", "del", "ins")}
_CANDIDATES = frozenset((b"srcset", b"imagesrcset"))
_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE)
_HINTS = frozenset(("preconnect", "dns-prefetch"))
"""Relations of a link that name a host to warm up, not a page to load."""


def links(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Attribute]:
    """Yield the URIs of a document in order, each candidate of a `srcset` by itself; empty values are left out.

    Where a form is sent (`action`) is no link, nor is `base`, which only says what the others are relative to.
    """
    for tag in tags(data, start, end):
        for name in tag.values:
            if name in _URI and (attribute := _uri(tag, name)):
                candidates = _candidates(data, attribute) if name in _CANDIDATES else (attribute,)
                yield from (candidate for candidate in candidates if candidate.value)


_LINKING = frozenset(("a", "area"))
_PICTURES = frozenset(("background", "imagesrcset", "poster", "srcset"))
_SHOWING = frozenset(("img", "image", "input"))


def role_of(attribute: Attribute) -> Role:
    """Return what a browser does with a URI: `<link>` too is taken in, or tells programs what a page is."""
    if attribute.tag in _LINKING or attribute.name in ("cite", "longdesc"):
        return Role.LINKED
    if attribute.name in _PICTURES or attribute.tag in _SHOWING:
        return Role.LOADED if attribute.tag == "link" else Role.SHOWN
    return Role.LOADED


def _uri(tag: Tag, name: bytes) -> Attribute | None:
    if tag.name not in _ONLY_ON.get(name, (tag.name,)) or tag.name == "base":
        return None
    if tag.name == "link" and name == b"href":
        relations = tag.attribute(b"rel")
        if relations and not _HINTS.isdisjoint(relations.value.lower().split()):
            return None
    return tag.attribute(name)


def _candidates(data: bytes, attribute: Attribute) -> Iterator[Attribute]:
    """Split a `srcset` by the standard's rule: a URL may hold commas, but neither begin nor end with one."""
    position, end = attribute.span.start, attribute.span.end
    quoting = Quoting.SRCSET if attribute.quoting is not Quoting.HTML_UNQUOTED else attribute.quoting
    while url := _CANDIDATE.match(data, position, end):
        written = url[1].rstrip(b",")
        position = url.end()
        if written == url[1]:
            position = _behind_descriptors(data, position, end)
        value = resolved(readable(written))
        yield Attribute(attribute.tag, attribute.name, value, Span(url.start(1), url.start(1) + len(written)), quoting)


_CANDIDATE = re.compile(rb"[ \t\n\f\r,]*([^ \t\n\f\r,][^ \t\n\f\r]*)")
_DESCRIPTOR_STOP = re.compile(rb"[,(]")


def _behind_descriptors(data: bytes, position: int, end: int) -> int:
    while stop := _DESCRIPTOR_STOP.search(data, position, end):
        if stop[0] == b",":
            return stop.end()
        closing = data.find(b")", stop.end(), end)
        if closing < 0:
            return end
        position = closing + 1
    return end


# --- files -------------------------------------------------------------------------------------


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return all that an HTML file says: its front matter, its attributes, and the template calls in it."""
    lines = LineIndex(document.data)
    front = frontmatter.read(document, lines, dialect)
    # Layouts have Go's `{{ … }}` where content has shortcodes only.
    shortcodes = dialect.templates is TemplateLanguage.SHORTCODES
    language = TemplateLanguage.EITHER if shortcodes else dialect.templates
    masked = templates.mask(document.data, language, front.end)
    found = [_reference(attribute, document, masked, lines) for attribute in links(masked.text, front.end)]
    calls = templates.references_of(masked, document, lines, [reference.span for reference in found])
    off = disable.disabled(document.data)
    references = sorted((*front.references, *found, *calls), key=lambda reference: reference.span)
    anchors = _anchors(document, masked, front.end, language)
    return Extraction(tuple(disable.switched_off(references, off)), front.problems, front.data, anchors)


def _anchors(
    document: Document, masked: templates.Masked, start: int, language: TemplateLanguage
) -> tuple[str, ...] | None:
    """Return the ids in a page; None where templates or scripts may make others."""
    if _SCRIPT.search(masked.text) or not make_no_ids(masked, document.data, language):
        return None
    return tuple(sorted(set(in_html(masked.text[start:]))))


def _reference(attribute: Attribute, document: Document, masked: templates.Masked, lines: LineIndex) -> Reference:
    templated = templates.touches(masked, attribute.span)
    written = readable(document.data[attribute.span.start : attribute.span.end])
    return Reference(
        path=document.path,
        span=attribute.span,
        position=lines.position(attribute.span.start),
        syntax=Syntax.HTML,
        destination=written if templated else attribute.value,
        quoting=Quoting.FIXED if templated else attribute.quoting,
        call=templates.call_at(masked, attribute.span),
        role=role_of(attribute),
    )
