"""Takes kramdown's own marks out of a text: attribute lists in lines of their own, and extensions.

`{: .class}` ends a paragraph and is no text; what stands in `{::comment}` is not on the page, and what stands in
`{::nomarkdown}` is HTML. In a copy of the same length, blanks stand for them. Checked with kramdown 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_LINE = re.compile(rb"^([ \t>]*)(\{:(?!/)(?:\\\}|[^}\n])+\})(?=[ \t]*\r?$)", re.MULTILINE)
_OPENING = re.compile(rb"\{::(comment|nomarkdown)\b[^}\n]*(?<!/)\}")
_CLOSING = b"{:/"


class PlainText(NamedTuple):
    """The copy, and the pieces of HTML that are blank in it."""

    text: bytes
    html: Sequence[tuple[int, int]]


def without_attribute_lists(text: bytes) -> PlainText:
    """Return a copy of Markdown without attribute lists and extensions that stand in lines of their own."""
    if b"{:" not in text:
        return PlainText(text, ())
    copy, html = bytearray(text), list[tuple[int, int]]()
    place = 0
    while opening := _OPENING.search(text, place):
        closing = text.find(_CLOSING, opening.end())
        if closing < 0:
            break
        place = text.find(b"}", closing) + 1 or len(text)
        if opening[1] == b"nomarkdown":
            html.append((opening.end(), closing))
        copy[opening.start() : place] = _blank(text[opening.start() : place], followed=_followed(text, place))
    return PlainText(_LINE.sub(lambda found: found[1] + b" " * len(found[2]), bytes(copy)), html)


def _followed(text: bytes, place: int) -> bool:
    end = text.find(b"\n", place)
    return bool(text[place : end if end >= 0 else len(text)].strip())


def _blank(text: bytes, *, followed: bool) -> bytes:
    """Return blanks; a word where text follows in the last line, which would be indented code behind blanks."""
    *lines, last = text.split(b"\n")
    return b"\n".join([*(b" " * len(line) for line in lines), (b"X" if followed else b" ") * len(last)])
