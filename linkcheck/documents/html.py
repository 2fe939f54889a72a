"""Finds the attributes of HTML that hold a URI, with the bytes of their values.

No HTML parser for Python tells where an attribute's value stands, so this follows the tokenizer of the HTML
standard (§13.2.5) as far as start tags, comments and text that is not markup; it builds no tree. Linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from linkcheck.documents import disable, frontmatter, templates
from linkcheck.documents.calls import text_of
from linkcheck.documents.places import Places
from linkcheck.model import Dialect, Document, Engine, Extraction, Quoting, Reference, Span, Syntax

_SPACE = b" \t\n\f\r"
_TAG = re.compile(
    rb"<(?:(?P<open>[A-Za-z][^ \t\n\f\r/>]*)|(?P<close>/[A-Za-z][^ \t\n\f\r/>]*)|(?P<comment>!--)|(?P<bogus>[!?/]))"
)
_COMMENT_END = re.compile(rb"--!?>")
_NAME = re.compile(rb"[ \t\n\f\r/]*(?:(?P<end>>)|(?P<name>=?[^ \t\n\f\r/>=]*))")
_VALUE = re.compile(
    rb"""[ \t\n\f\r]*=[ \t\n\f\r]*(?:
        "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<unquoted>[^ \t\n\f\r>"'][^ \t\n\f\r>]*) | (?P<absent>["']?)
    )""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9A-Fa-f]+;?|[A-Za-z][A-Za-z0-9]*;?)(?P<on>=?)")

_TEXT_ONLY = {
    name: re.compile(rb"</" + name + rb"(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in (b"iframe", b"noembed", b"noframes", b"script", b"style", b"textarea", b"title", b"xmp")
}
"""Elements without markup inside, by what ends them. `noscript` is none: it is what readers without scripts get."""

_URI = frozenset((
    "background", "cite", "data", "href", "imagesrcset", "longdesc", "poster", "src", "srcset", "xlink:href",
))  # fmt: skip
_ONLY_ON = {"data": ("object",), "cite": ("blockquote", "q", "del", "ins")}
_CANDIDATES = frozenset(("srcset", "imagesrcset"))
_HINTS = frozenset(("preconnect", "dns-prefetch"))
"""Relations of a link that name a host to warm up, not a page to load."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a start tag."""

    tag: str
    name: str
    """Both in lower case."""
    value: str
    """Entities resolved, outer white space dropped."""
    span: Span
    """The bytes of that value, without quotes and outer white space."""
    quoting: Quoting


def attributes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Attribute]:
    """Yield every attribute that has a value, in order; of duplicates in one tag the first, as browsers do."""
    for tag in _tags(data, start, len(data) if end is None else end):
        yield from tag


def links(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Attribute]:
    """Yield the URIs of a document in order, each candidate of a `srcset` by itself; empty values are left out.

    Where a form is sent (`action`) is no link, nor is `base`, which only says what the others are relative to.
    """
    for tag in _tags(data, start, len(data) if end is None else end):
        for attribute in tag:
            if _holds_uri(attribute, tag):
                candidates = _candidates(data, attribute) if attribute.name in _CANDIDATES else (attribute,)
                yield from (candidate for candidate in candidates if candidate.value)


def _holds_uri(attribute: Attribute, tag: Sequence[Attribute]) -> bool:
    if attribute.name not in _URI or attribute.tag == "base":
        return False
    if attribute.tag == "link" and attribute.name == "href":
        relations = next((other.value for other in tag if other.name == "rel"), "")
        return _HINTS.isdisjoint(relations.lower().split())
    return attribute.tag in _ONLY_ON.get(attribute.name, (attribute.tag,))


# --- the tokenizer -----------------------------------------------------------------------------


def _tags(data: bytes, position: int, end: int) -> Iterator[list[Attribute]]:
    while markup := _TAG.search(data, position, end):
        position = markup.end()
        if markup["open"]:
            name = markup["open"].lower()
            tag = _tag(data, text_of(name), position, end)
            if tag is None:
                return
            yield tag[0]
            position = _behind_text(data, name, tag[1], end)
        elif markup["close"]:
            tag = _tag(data, "", position, end)  # an end tag may have attributes, and a `>` in their values
            if tag is None:
                return
            position = tag[1]
        elif markup["comment"]:
            position = _behind_comment(data, position, end)
        else:
            # Doctypes, processing instructions and CDATA end at the next `>`, whatever is in them.
            closing = data.find(b">", position, end)
            position = end if closing < 0 else closing + 1


def _tag(data: bytes, tag: str, position: int, end: int) -> tuple[list[Attribute], int] | None:
    """Return a tag's attributes and where it ends; None where the text ends first, then there is no tag at all."""
    found: dict[str, Attribute | None] = {}
    while position < end and (name := _NAME.match(data, position, end)):
        position = name.end()
        if name["end"]:
            return [attribute for attribute in found.values() if attribute], position
        key = text_of(name["name"].lower())
        value = _VALUE.match(data, position, end)
        if value is None:
            found.setdefault(key, None)
            continue
        if value["absent"]:
            return None  # a quote that nothing closes
        position = value.end()
        found.setdefault(key, _attribute(tag, key, value))
    return None


_QUOTING = {
    "double": Quoting.HTML_DOUBLE,
    "single": Quoting.HTML_SINGLE,
    "unquoted": Quoting.HTML_UNQUOTED,
}


def _attribute(tag: str, name: str, value: re.Match[bytes]) -> Attribute | None:
    kind = value.lastgroup
    if kind is None or kind not in _QUOTING:
        return None
    written = value[kind]
    start = value.start(kind) + len(written) - len(written.lstrip(_SPACE))
    written = written.strip(_SPACE)
    return Attribute(tag, name, _resolved(text_of(written)), Span(start, start + len(written)), _QUOTING[kind])


def _behind_text(data: bytes, name: bytes, position: int, end: int) -> int:
    """Skip the text of an element that has no markup in it."""
    if name == b"plaintext":
        return end
    closing = _TEXT_ONLY[name].search(data, position, end) if name in _TEXT_ONLY else None
    if closing:
        return closing.start()
    return end if name in _TEXT_ONLY else position


def _behind_comment(data: bytes, position: int, end: int) -> int:
    for short in (b">", b"->"):
        if data.startswith(short, position, end):
            return position + len(short)
    closing = _COMMENT_END.search(data, position, end)
    return closing.end() if closing else end


def _resolved(value: str) -> str:
    """Resolve character references as in attributes: `&copy=1` and `&copyright` stay, for URLs' sake."""
    return _REFERENCE.sub(_resolve, value) if "&" in value else value


def _resolve(reference: re.Match[str]) -> str:
    written = reference[0]
    if written[1] == "#":
        return unescape(written.removesuffix("=")) + reference["on"]
    name = written[1:].removesuffix("=")
    if name not in html5 or (reference["on"] and not name.endswith(";")):
        return written
    return html5[name] + reference["on"]


def _candidates(data: bytes, attribute: Attribute) -> Iterator[Attribute]:
    """Split a `srcset` by the standard's rule: a URL may hold commas, but neither begin nor end with one."""
    position, end = attribute.span.start, attribute.span.end
    quoting = Quoting.SRCSET if attribute.quoting is not Quoting.HTML_UNQUOTED else attribute.quoting
    while url := _CANDIDATE.match(data, position, end):
        written = url[1].rstrip(b",")
        position = url.end()
        if written == url[1]:
            position = _behind_descriptors(data, position, end)
        value = _resolved(text_of(written))
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
    places = Places(document.data)
    front = frontmatter.read(document, places)
    # Hugo's layouts have Go's `{{ … }}` where its content has shortcodes only, so both languages are set aside.
    engine = Engine.PLAIN if dialect.engine is Engine.HUGO else dialect.engine
    masked = templates.mask(document.data, engine, front.end)
    found = [_reference(attribute, document, masked, places) for attribute in links(masked.text, front.end)]
    calls = templates.references_of(masked, document, places, [reference.span for reference in found])
    off = disable.disabled(document.data)
    references = sorted((*front.references, *found, *calls), key=lambda reference: reference.span)
    return Extraction(tuple(disable.switched_off(references, off)), front.problems, front.data)


def _reference(attribute: Attribute, document: Document, masked: templates.Masked, places: Places) -> Reference:
    templated = templates.touches(masked, attribute.span)
    written = text_of(document.data[attribute.span.start : attribute.span.end])
    return Reference(
        path=document.path,
        span=attribute.span,
        position=places.position(attribute.span.start),
        syntax=Syntax.HTML,
        destination=written if templated else attribute.value,
        quoting=Quoting.FIXED if templated else attribute.quoting,
        call=templates.call_at(masked, attribute.span),
    )
