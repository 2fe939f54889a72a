"""Finds the bare URLs and e-mail addresses that the site's dialect makes links of, and no others.

GFM and goldmark differ in ways that readers see, so each has its matcher; kramdown links none. Here
stands what they have in common: a bare URL lies in text, within one block, and in no unclosed bracket.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from linkcheck.model import Linkify
from linkcheck.sources.documents import gfm, linkify
from linkcheck.sources.documents.gfm import BareUrl
from linkcheck.sources.documents.spans import joined
from linkcheck.sources.documents.structure import Structure

Matcher = Callable[[bytes, int, int, int], BareUrl | None]
"""Text, place of an anchor, and the bounds that the link may not leave."""

_MATCHERS: Mapping[Linkify, Matcher] = {Linkify.GFM: gfm.match, Linkify.GOLDMARK: linkify.match}
_ANCHOR = re.compile(rb":(?=//)|w(?=ww\.)|@")
"""Every bare URL has one of these; `structure` looks for the same."""
_BRACKET = re.compile(rb"\\.|[\[\]]", re.DOTALL)


def bare_urls(
    text: bytes, structure: Structure, definitions: Iterable[tuple[int, int]], kind: Linkify
) -> Iterator[BareUrl]:
    """Yield the bare URLs of a text (UTF-8) in order; `definitions` are the spans of the link definitions."""
    matcher = _MATCHERS.get(kind)
    if matcher is None or not structure.anchored:
        return
    walls = _walls(structure, definitions)
    edges = sorted([0, len(text), *structure.edges, *chain.from_iterable(structure.cells)])
    brackets = _Brackets(text, walls)
    consumed = 0
    for anchor in _anchors(text, structure.anchored):
        if anchor < consumed:
            continue
        wall = bisect_right(walls, (anchor, sys.maxsize))
        behind = walls[wall - 1][1] if wall else 0
        if anchor < behind:  # in a code block, whose lines are text too
            continue
        edge = bisect_right(edges, anchor)
        block, limit = edges[edge - 1], edges[edge] if edge < len(edges) else len(text)
        if wall < len(walls):
            limit = min(limit, walls[wall][0])
        # cmark-gfm looks for addresses at last, when brackets do not matter any more.
        hidden = text[anchor] != ord("@") or kind is Linkify.GOLDMARK
        if hidden and brackets.open_at(anchor, block):
            continue
        floor = max(consumed, block, behind)
        bare = matcher(text, anchor, _line_head(text, anchor, floor), limit)
        if bare:
            consumed = bare.end
            yield bare._replace(meaning=bare.meaning.replace("\\|", "|")) if _in(structure.cells, anchor) else bare


def _anchors(text: bytes, anchored: Iterable[tuple[int, int]]) -> Iterator[int]:
    for start, end in anchored:
        for match in _ANCHOR.finditer(text, start, end):
            yield match.start()


def _in(cells: Sequence[tuple[int, int]], place: int) -> bool:
    cell = bisect_right(cells, (place, sys.maxsize))
    return cell > 0 and place < cells[cell - 1][1]


def _line_head(text: bytes, anchor: int, floor: int) -> int:
    """Return where the anchor's word begins if only the `>` of quotes stand before it on its line, else the floor."""
    word = anchor
    while word > floor and text[word - 1 : word].isalpha():
        word -= 1
    before = word
    while before > floor and text[before - 1] in b"> \t":
        before -= 1
    return word if before > floor and text[before - 1] in b"\r\n" else floor


def _walls(structure: Structure, definitions: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return, sorted and disjoint, all that is no text: links, code, raw HTML and definitions."""
    links = ((link.start, link.end) for link in structure.links)
    return joined([*links, *structure.code, *structure.html, *definitions])


class _Brackets:
    """Tells whether a place lies behind a `[` of its block that is still open there.

    Both parsers look for no bare URL then: it might become a link's text. Asked in ascending order, so each byte is
    looked at once.
    """

    def __init__(self, text: bytes, walls: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._walls = walls
        self._wall_ends = [end for _, end in walls]
        self._place = 0
        self._depth = 0

    def open_at(self, place: int, block: int) -> bool:
        if block > self._place:
            self._place, self._depth = block, 0
        wall = bisect_right(self._wall_ends, self._place)
        while self._place < place:
            start, end = self._walls[wall] if wall < len(self._walls) else (place, place)
            self._count(self._place, min(start, place))
            self._place = max(self._place, min(end, place))
            wall += 1
        return self._depth > 0

    def _count(self, start: int, end: int) -> None:
        for token in _BRACKET.finditer(self._text, start, end):
            if token[0] == b"[":
                self._depth += 1
            elif token[0] == b"]" and self._depth:
                self._depth -= 1
