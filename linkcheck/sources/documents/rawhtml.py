"""The raw HTML inside Markdown, read as the browser reads it: all pieces of the document joined.

A tag may go over the lines of a quote, whose `> ` belong to no piece; so the pieces are joined, searched once, and
what is found is mapped back. A value that does not stand in one piece cannot be rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from linkcheck.model import Quoting, Role, Span
from linkcheck.sources.documents.html import links, role_of
from linkcheck.sources.documents.spans import joined

_RAW_TEXT = (b"<pre", b"<script", b"<style", b"<textarea")
_BLOCK = re.compile(rb"^[ \t>]*<(pre|script|style|textarea)(?=[ \t>\r\n])", re.IGNORECASE | re.MULTILINE)
_PREFIX = re.compile(rb"[ \t>]*")
"""The marks that the containers of a block put before its lines."""
_END_TAG = re.compile(rb"</(pre|script|style|textarea)>", re.IGNORECASE)


def with_ends(text: bytes) -> bytes:
    """Return Markdown in which pulldown-cmark ends a block of `<pre>` … `</script>` where CommonMark ends it.

    Any of four end tags ends a block that begins with one of these tags (§4.6, start condition 1); pulldown-cmark
    waits for the same one, so what follows would be no Markdown. The end tag is overwritten, the length is kept.
    """
    if not any(tag in text for tag in _RAW_TEXT):
        return text
    ends = list(_END_TAG.finditer(text))
    starts = [end.start() for end in ends]
    patched = bytearray(text)
    behind = 0
    for block in _BLOCK.finditer(text):
        number = bisect_left(starts, block.end())
        if block.start() < behind or number == len(ends):
            continue
        end, wanted = ends[number], b"</" + block[1] + b">"
        behind = end.end()
        if end[1].lower() != block[1].lower() and len(wanted) <= len(end[0]):
            patched[end.start() : end.end()] = wanted.ljust(len(end[0]))
    return bytes(patched)


def comments(text: bytes, pieces: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the HTML comments that begin in pieces of raw HTML; one without an end goes to the end of the text."""
    found: list[Span] = []
    for start, end in pieces:
        position = max(start, found[-1].end if found else 0)
        while (begin := text.find(b"<!--", position, end)) >= 0:
            close = text.find(b"-->", begin)
            position = len(text) if close < 0 else close + 3
            found.append(Span(begin, position))
    return found


class HtmlLink(NamedTuple):
    """A URI in an attribute; offsets are bytes of the document."""

    start: int
    end: int
    meaning: str
    quoting: Quoting
    role: Role


def html_links(data: bytes, pieces: Sequence[tuple[int, int]]) -> Iterator[HtmlLink]:
    """Yield the URIs in the pieces of `data` that are raw HTML."""
    joints = joined(pieces)  # every line of a block is a piece of its own
    lengths = [0, *accumulate(end - start for start, end in joints)]
    for attribute in links(b"".join(data[start:end] for start, end in joints)):
        first = bisect_right(lengths, attribute.span.start) - 1
        last = bisect_right(lengths, max(attribute.span.end - 1, attribute.span.start)) - 1
        if any(not _PREFIX.fullmatch(data, joints[n][1], joints[n + 1][0]) for n in range(first, last)):
            continue  # a quote left open in one tag and closed in another: no author meant that for a URL
        start = joints[first][0] + attribute.span.start - lengths[first]
        end = joints[last][0] + attribute.span.end - lengths[last]
        quoting = attribute.quoting if first == last else Quoting.FIXED
        yield HtmlLink(start, end, attribute.value, quoting, role_of(attribute))
