"""Cuts HTML into start tags and says where each attribute's value stands.

No HTML parser for Python tells that, so this follows the tokenizer of the HTML standard (§13.2.5) as far as start tags,
comments and text that is not markup; it builds no tree. Linear: what is not closed ends at the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.entities import html5

from msgspec import Struct

from linkcheck.model import Quoting, Span
from linkcheck.sources.documents.utf8 import readable

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


class Attribute(Struct, frozen=True):
    """One attribute of a start tag."""

    tag: str
    name: str
    """Both in lower case."""
    value: str
    """Entities resolved, outer white space dropped."""
    span: Span
    """The bytes of that value, without quotes and outer white space."""
    quoting: Quoting


class Tag(Struct, frozen=True):
    """One start tag as written."""

    name: str
    values: Mapping[bytes, re.Match[bytes] | None]
    """By name in lower case, in order; of duplicates the first, as browsers do; None where there is no value."""

    def attribute(self, name: bytes) -> Attribute | None:
        """Return an attribute that has a value, else None."""
        value = self.values.get(name)
        return _attribute(self.name, readable(name), value) if value else None


def attributes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Attribute]:
    """Yield every attribute that has a value, in order; of duplicates in one tag the first, as browsers do."""
    for tag in tags(data, start, end):
        for name in tag.values:
            if attribute := tag.attribute(name):
                yield attribute


def tags(data: bytes, position: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Yield the start tags of a text in order."""
    end = len(data) if end is None else end
    while markup := _TAG.search(data, position, end):
        position = markup.end()
        if markup["open"]:
            name = markup["open"].lower()
            tag = _values(data, position, end)
            if tag is None:
                return
            yield Tag(readable(name), tag[0])
            position = _behind_text(data, name, tag[1], end)
        elif markup["close"]:
            tag = _values(data, position, end)  # an end tag may have attributes, and a `>` in their values
            if tag is None:
                return
            position = tag[1]
        elif markup["comment"]:
            position = _behind_comment(data, position, end)
        else:
            # Doctypes, processing instructions and CDATA end at the next `>`, whatever is in them.
            closing = data.find(b">", position, end)
            position = end if closing < 0 else closing + 1


def _values(data: bytes, position: int, end: int) -> tuple[dict[bytes, re.Match[bytes] | None], int] | None:
    """Return a tag's values and where it ends; None where the text ends first, then there is no tag at all."""
    found: dict[bytes, re.Match[bytes] | None] = {}
    while position < end and (name := _NAME.match(data, position, end)):
        position = name.end()
        if name["end"]:
            return found, position
        value = _VALUE.match(data, position, end)
        if value:
            if value["absent"]:
                return None  # a quote that nothing closes
            position = value.end()
        found.setdefault(name["name"].lower(), value)
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
    return Attribute(tag, name, resolved(readable(written)), Span(start, start + len(written)), _QUOTING[kind])


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


def resolved(value: str) -> str:
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
