"""Finds the addresses in the running text of AsciiDoc by the patterns of Asciidoctor (4.1), on the text as written.

Asciidoctor looks for links when `<` is an entity and `*bold*` is a tag already; so a mark of formatting may stand
before an address, and one that closes what was opened before ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_PASSED = re.compile(
    r"(?:link:)?(?P<mark>\+\+\+?|\$\$)(?P<held>[\s\S]{0,300}?)(?P=mark)"
    r"|(?:link:)?(?<!\\)pass:[a-z,-]*\[(?P<macro>[\s\S]{0,300}?)(?<!\\)\]"
    r"|(?<!\\)(?:stem|latexmath|asciimath):[a-z,-]*\[[\s\S]{0,300}?(?<!\\)\]"
    r"|(?<![\w;:\\+])\+(?![\s+])[^+]{0,300}?(?<!\s)\+(?!\w)"
)
_PICTURE = re.compile(
    r"(?<!\\)\b(?:image|icon)::?(?P<address>[^:\s\[][^\n\[]{0,2000}?)\[(?P<more>(?:[^\]\\]|\\.){0,2000})\]"
)
_LINK_OF_PICTURE = re.compile(r"\blink=\"?(?P<address>[^\s,\"\]]+)")
_LINK = re.compile(
    r"(?:^|(?<=link:)|(?<=[ \t\u00a0<>()\[\];\"'*_`#|]))"
    r"(?P<address>(?:(?:https?|ftp)://|\{[\w-]+\})[^\s\[\]<>]{0,2000}(?=\[(?:[^\]\\]|\\[\s\S]){0,500}\])"
    r"|(?:https?|ftp)://[^\s\[\]<>]{0,2000}[^\s,.?!\[\]<>)])",
    re.MULTILINE | re.IGNORECASE,
)
_UP_TO_ANGLE = re.compile(r"[^\s]{1,2000}?(?=>)")
_MARKS = "*_`#"
_OPENED = {mark: re.compile(rf"(?<!\w){re.escape(mark)}(?=\S)") for mark in _MARKS}
_CLOSED = {mark: re.compile(rf"{re.escape(mark)}+(?!\w)") for mark in _MARKS}
_FORMATTED = re.compile(r"(?<![\w])([*_`#])(?=\S)[^\s]{0,200}?(?<=\S)\1(?!\w)")


class AdocAddress(NamedTuple):
    """An address; offsets are characters of the text."""

    start: int
    end: int
    bare: bool
    """Nothing ends it but what cannot belong to it."""
    picture: bool = False


def inline_addresses(text: str) -> Iterator[AdocAddress]:
    """Yield the addresses of a paragraph."""
    for passed in _PASSED.finditer(text):
        group = "macro" if passed["macro"] is not None else "held"
        if passed[0].startswith("link:") and passed[group] and text[passed.end() : passed.end() + 1] == "[":
            yield AdocAddress(*passed.span(group), bare=False)
    text = _PASSED.sub(lambda passed: "\x00" * len(passed[0]), text)
    for picture in _PICTURE.finditer(text):
        yield AdocAddress(*picture.span("address"), bare=False, picture=True)
        if link := _LINK_OF_PICTURE.search(picture["more"]):
            start = picture.start("more")
            yield AdocAddress(start + link.start("address"), start + link.end("address"), bare=False)
    text = _PICTURE.sub(lambda picture: "\x00" * len(picture[0]), text)
    opened = {mark: found.start() for mark in _MARKS if (found := _OPENED[mark].search(text))}
    for link in _LINK.finditer(text):
        start, end = link.span("address")
        if text[end : end + 1] == "[":
            yield AdocAddress(start, end, bare=False)
        elif (stop := _end_of_bare(text, start, end, opened)) is not None:
            yield AdocAddress(start, stop, bare=text[start - 1 : start] != "<")


def _end_of_bare(text: str, start: int, end: int, opened: Mapping[str, int]) -> int | None:
    """Return where an address without brackets ends; None where it is none. `opened` is where formatting begins."""
    before = text[start - 1 : start]
    if before in ('"', "'", ":") and start:
        return None
    if before == "<":
        return end if text[end : end + 1] == ">" else _to_angle(text, start)
    address = text[start:end]
    for mark in _MARKS:
        closes = _CLOSED[mark].search(address) if opened.get(mark, start) < start else None
        if closes:
            address = address[: closes.start()]
        elif before == mark:
            return None
    if address.endswith("::"):  # the term of a list
        address = address.rstrip(":")
    if address[-1:] in (";", ":"):
        address = address[:-1].removesuffix(")")
    if _FORMATTED.search(address) or len(address) <= len("https://"):
        return None
    return start + len(address)


def _to_angle(text: str, start: int) -> int | None:
    match = _UP_TO_ANGLE.match(text, start)
    return match.end() if match else None
