"""Finds `[text](http://x.org/a b)`: a blank ends the destination, and what is no title behind it ends the link.

CommonMark then shows all of it as text, kramdown takes the blank into the URL. Words in parentheses behind brackets
are common prose, so only what can be nothing but a destination counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkcheck.model import Certainty, Problem, Rule, Span
from linkcheck.sources.documents import templates
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import Structure
from linkcheck.sources.documents.utf8 import readable

_INSIDE = re.compile(rb"\(((?:[^()\r\n]|\([^()\r\n]{0,200}\)){1,500})\)")
"""Bounded, so that a hostile line is not read again for each of its brackets."""
_TITLE = re.compile(rb"""(?<![ \t])[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\))$""")
_LONG_TITLE = re.compile(rb"""(?<![ \t])[ \t]+(["']).*\1$""")
"""Quotes may stand in it, where blanks are part of destinations."""
_BLANK = re.compile(rb"[ \t]")
_ADDRESS = re.compile(rb"(?:https?://|www\.)[^\s/]|mailto:\S", re.IGNORECASE)
_ENDING = rb"\.(?:avif|gif|html?|jpe?g|md|mp3|mp4|pdf|png|svg|webp|zip)"
_FILE = re.compile(rb"[^\s:,;?!*]+/[^:,;?!*]*" + _ENDING, re.IGNORECASE)
_PICTURE = re.compile(rb"[^:,;?!*]*" + _ENDING, re.IGNORECASE)


def spaces_in_destinations(page: MarkdownPage, structure: Structure) -> Iterator[Problem]:
    """Yield the links that a blank in their destination undoes."""
    title = _LONG_TITLE if page.dialect.destinations_hold_blanks else _TITLE
    for each in structure.undefined:
        if page.text[each.end : each.end + 1] == b"(" and (inside := _INSIDE.match(page.text, each.end)):
            written = title.sub(b"", inside[1].strip(b" \t"))
            start = page.text.index(written, inside.start(1))
            span = Span(start, start + len(written))
            if page.dialect.links_hold_blanks and not _ADDRESS.match(written):
                continue
            image = page.text[each.start : each.start + 1] == b"!"
            if _is_destination(written, image=image) and not templates.touches(page.masked, span):
                yield _problem(page, span.start, span.end)


def _is_destination(written: bytes, *, image: bool) -> bool:
    if not _BLANK.search(written) or written.startswith(b"<"):
        return False
    file = _PICTURE if image else _FILE
    return _ADDRESS.match(written) is not None or file.fullmatch(written) is not None


def _problem(page: MarkdownPage, start: int, end: int) -> Problem:
    written = readable(page.document.data[start:end])
    if page.dialect.destinations_hold_blanks or page.dialect.links_hold_blanks:
        words = f"the blank in {written} is part of the URL: delete it or write %20"
        return page.problem(Rule.SPACE_IN_DESTINATION, start, end, words, Certainty.MISTAKEN)
    words = f"no link, but text: what follows the blank in {written} is no title; write %20 for the blank, or mend it"
    return page.problem(Rule.SPACE_IN_DESTINATION, start, end, words)
