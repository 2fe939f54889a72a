"""Ends blocks of HTML at their end tags, where Markdown's first readers end them: kramdown, Python-Markdown.

CommonMark takes all lines up to the next blank one for HTML, so a heading or a definition right behind `</div>` would
be lost, and so would the text below a `<br>` or an `<img>` in a line of its own. In a copy of the same length, tags
are overwritten where that ends the block; they are read as HTML all the same. Checked with kramdown 2.4.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    rb"(?P<fence>^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*$)|(?P<comment><!--)"
    rb"|<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:\s[^<>]*)?/?)>",
    re.MULTILINE,
)
_LINE_OF_HTML = re.compile(rb"^ {0,3}</?[A-Za-z]", re.MULTILINE)
_AT_START = re.compile(rb"(?:^|\n) {0,3}\Z")
_MARKDOWN = re.compile(rb"\bmarkdown\s*=\s*[\"']?(?:1|block|span)\b", re.IGNORECASE)
SPANS = frozenset(
    b"a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc"
    b" ruby samp select small span strong sub sup tt u var".split()
)
"""They begin a paragraph."""
VOID = frozenset(b"area base col embed hr link meta param source track wbr".split())
RAW = frozenset(b"math option pre script style textarea table tbody thead tfoot tr ul ol colgroup".split())
"""What is in them is no Markdown, even where that in blocks of HTML is."""


TO_END_TAG = frozenset(b"pre script style textarea".split())
"""CommonMark, too, ends these at their end tags."""


class _Tag(NamedTuple):
    start: int
    end: int
    name: bytes
    attributes: bytes
    at_start: bool
    """It begins its line."""


class EndedBlocks(NamedTuple):
    """The copy, and the pieces of HTML that are overwritten in it."""

    text: bytes
    html: Sequence[tuple[int, int]]


def with_block_ends(text: bytes, *, parsed: bool) -> EndedBlocks:
    """Return a copy of Markdown in which no block of HTML goes on behind its end tag.

    `<div markdown="1">` has Markdown inside; `parsed` says that every block has.
    """
    if b"<" not in text or not _LINE_OF_HTML.search(text):
        return EndedBlocks(text, ())
    copy, html = bytearray(text), list[tuple[int, int]]()
    behind = 0
    for tag, end in _blocks(text):
        if tag.start < behind:
            continue
        places = _overwritten(text, tag, end, parsed=parsed)
        behind = max(tag.end, places[-1][1] if places else 0) if end is None or len(places) == 1 else tag.end
        for start, stop in places:
            _overwrite(
                copy,
                start,
                stop,
                word=tag.name in SPANS or text.startswith(b"</", tag.start) or not _rest_is_blank(text, stop),
            )
        html += places
    return EndedBlocks(bytes(copy), sorted(html))


def _overwritten(text: bytes, tag: _Tag, end: _Tag | None, *, parsed: bool) -> Sequence[tuple[int, int]]:
    """Return what is overwritten of a block: its tags where there is Markdown inside, else its last line."""
    alone = tag.name in VOID or tag.attributes.endswith(b"/")
    if tag.name in SPANS or text.startswith(b"</", tag.start):
        return [(tag.start, tag.end)] if _rest_is_blank(text, tag.end) else []
    if tag.name in TO_END_TAG:
        return []
    if end is None:
        return [(tag.start, tag.end)] if alone else []
    if _MARKDOWN.search(tag.attributes) or (parsed and tag.name not in RAW):
        return [(tag.start, tag.end), (end.start, end.end)]
    return [(max(tag.start, text.rfind(b"\n", 0, end.start) + 1), end.end)]


def _blocks(text: bytes) -> Iterator[tuple[_Tag, _Tag | None]]:
    """Yield the tags that begin lines, each with its end tag where there is one."""
    opened: defaultdict[bytes, list[_Tag]] = defaultdict(list)
    ends: dict[int, _Tag] = {}
    starts: list[_Tag] = []
    for token in _tokens(text):
        at_start = _AT_START.search(text, max(0, token.start() - 4), token.start()) is not None
        tag = _Tag(token.start(), token.end(), token["name"].lower(), token["attributes"], at_start)
        if token["end"]:
            known = bool(opened[tag.name])
            if known:
                ends[opened[tag.name].pop().start] = tag
            if at_start and (tag.name in SPANS or not known):
                starts.append(tag)
            continue
        if tag.name not in VOID and not tag.attributes.endswith(b"/"):
            opened[tag.name].append(tag)
        if at_start:
            starts.append(tag)
    yield from ((tag, ends.get(tag.start)) for tag in starts)


def _tokens(text: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the tags that stand in no comment and no fenced code."""
    place = 0
    open_ended: set[bytes] = set()
    while token := _TOKEN.search(text, place):
        place = token.end()
        if token["comment"]:
            end = text.find(b"-->", place)
            place = end + 3 if end >= 0 else len(text)
        elif token["fence"]:
            mark = token["mark"]
            closing = (
                None if mark in open_ended else re.compile(rb"^ {0,3}%b+[ \t]*\r?$" % mark, re.M).search(text, place)
            )
            if closing is None:
                open_ended.add(mark)
            else:
                place = closing.end()
        else:
            yield token


def _rest_is_blank(text: bytes, place: int) -> bool:
    end = text.find(b"\n", place)
    return not text[place : end if end >= 0 else len(text)].strip()


def _overwrite(copy: bytearray, start: int, end: int, *, word: bool) -> None:
    """Make a word of what begins a paragraph, and blanks of all else."""
    letter = b"X" if word else b" "
    copy[start:end] = b"\n".join(letter * len(line) for line in bytes(copy[start:end]).split(b"\n"))
