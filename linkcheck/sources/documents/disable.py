"""Reads the comments by which an author switches checking off for a line or a stretch of a document.

They count wherever a comment can stand, front matter included, but not in code, where they are shown to readers: a page
that explains them must not switch itself off. Code is found here by its fences and backticks alone, which is
enough for comments and needs no parser. Comments for markdown-link-check, Linkspector and mlc mean the same; each
checker's end those of its own. What follows the order, after a blank, is a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from linkcheck.model import Reference, Span
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.spans import union

_ORDER = (
    rb"(?P<who>linkcheck|markdown-link-check|linkspector|mlc)-(?P<order>disable-next-line|disable-line|disable|enable)"
)
_REASON = rb"(?:[ \t]+(?:(?!-->|\*/)[^\n]){0,500})?"
_COMMENT = re.compile(
    rb"(?P<tick>`?)(?:<!--|\{/\*)\s*" + _ORDER + _REASON + rb"\s*(?:-->|\*/\})(?P<tock>`?)"  # the latter in MDX
)
_FENCE = re.compile(rb"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


def disabled(data: bytes) -> tuple[Span, ...]:
    """Return the regions switched off, sorted and disjoint; a reference that begins in one is not checked."""
    if b"-disable" not in data:
        return ()
    comments = [match for match in _COMMENT.finditer(data) if not (match["tick"] and match["tock"])]
    if not comments:
        return ()
    fences = list(_fences(data))
    live = [match for match in comments if not any(fence.start <= match.start() < fence.end for fence in fences)]
    return _union(live, data)


def disabled_by_lines(data: bytes, mark: bytes) -> tuple[Span, ...]:
    """Return the same for a format whose comments go from a mark to the end of their line."""
    if b"-disable" not in data:
        return ()
    begin = rb"(?:^|(?<=[ \t]))" + re.escape(mark) + rb"[ \t]*"
    blank_lines = rb"[ \t]*\r?$(?:\n[ \t]*\r?$)*+"  # reStructuredText wants one behind each comment
    comment = re.compile(begin + _ORDER + blank_lines, re.MULTILINE)
    return _union(list(comment.finditer(data)), data)


def _union(comments: list[re.Match[bytes]], data: bytes) -> tuple[Span, ...]:
    return union(region for region in _regions(comments, LineIndex(data), len(data)) if region.start < region.end)


def switched_off(references: Iterable[Reference], regions: Sequence[Span]) -> Iterator[Reference]:
    """Mark the references that begin in one of the regions."""
    for reference in references:
        index = bisect_right(regions, reference.span.start, key=lambda region: region.start) - 1
        off = index >= 0 and reference.span.start < regions[index].end
        yield replace(reference, disabled=True) if off else reference


def _regions(comments: list[re.Match[bytes]], lines: LineIndex, length: int) -> Iterator[Span]:
    off: dict[bytes, int] = {}
    for comment in comments:
        who = comment["who"]
        match comment["order"]:
            case b"disable-next-line":
                yield lines.line_span(lines.line_of(comment.end()) + 1)
            case b"disable-line":
                yield Span(lines.line_span(lines.line_of(comment.start())).start, comment.start())
                yield Span(comment.start(), lines.line_span(lines.line_of(comment.end())).end)
            case b"disable":
                off.setdefault(who, comment.end())
            case _:
                if who in off:
                    yield Span(off.pop(who), comment.start())
    yield from (Span(start, length) for start in off.values())


def _fences(data: bytes) -> Iterator[Span]:
    """Fenced code blocks, the unclosed last one included; a fence closes by at least as many of the same mark."""
    opened: re.Match[bytes] | None = None
    for fence in _FENCE.finditer(data):
        mark, info = fence[1], fence[2].strip()
        if opened is None:
            opened = None if mark.startswith(b"`") and b"`" in info else fence
        elif not info and mark.startswith(opened[1]):
            yield Span(opened.start(), fence.end())
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(data))
