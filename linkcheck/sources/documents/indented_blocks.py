"""Makes list items of lines such as `!!! note`, so that a parser of CommonMark reads what is indented below them.

Python-Markdown and its extensions (`admonition`, `pymdownx.details`, `pymdownx.tabbed`) take that for a block of its
own; to CommonMark it is code. `-   ` is a list item whose text is indented by four, too, and no byte moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

DEFINITION = ":"
"""The mark of what a term means, which CommonMark's dialects take for a paragraph below HTML, as comments are."""
_DEFINED = re.compile(rb"^([ >]*):(?=[ ]{1,3}\S)", re.MULTILINE)
_MOST_TITLE = 1000


def with_blocks(text: bytes, marks: Sequence[str]) -> bytes:
    """Return a text of the same length in which lines that begin with one of the marks begin list items.

    The title stays, for there may be a link in it; other words become a rule, below which any block may begin.
    """
    if DEFINITION in marks:
        text = _DEFINED.sub(rb"\1-", text)
    marks = [mark for mark in marks if mark != DEFINITION and mark.encode() in text]
    if not marks:
        return text
    line = re.compile(
        rb"^([ \t>]*)((?:%s)[+!]{0,2} ?[\w -]*)(\"[^\r\n]{0,%d}\")?(?=[ \t]*\r?$)"
        % (b"|".join(re.escape(mark.encode()) for mark in marks), _MOST_TITLE),
        re.MULTILINE,
    )
    return line.sub(_as_item, text)


def _as_item(line: re.Match[bytes]) -> bytes:
    before, words, title = line[1], len(line[2]) - len("-   "), line[3]
    if words < 0 or (title is None and line[2].startswith(b"=")):
        return line[0]  # the line below a heading
    return before + b"-   " + (b"x" * words + title if title else b"_" * words)
