"""The title `"Archived 2018-07-04"` behind the address of a copy, by choice: readers see it, and CSS can pick it out.

It is written only where plain Markdown has room for a title and none is there, and goes when the link goes back.
"""

from __future__ import annotations

import re

from linkcheck.model import Document, Quoting, Reference, Role, Syntax

TITLE = re.compile(rb' "Archived [0-9]{4}-[0-9]{2}-[0-9]{2}"')
_DAY = re.compile(r"/([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{6}(?:[a-z]{2}_)?/")
_FREE = {
    Syntax.INLINE: re.compile(rb"[ \t]*\)"),
    # A title may stand in the next line: with one before it, that would become text.
    Syntax.DEFINITION: re.compile(rb"[ \t]*(?:\r?\n(?![ \t>]*[\"'(])|\Z)"),
}


def title_for(reference: Reference, document: Document, copy: str) -> bytes:
    """Return the title that a link gets with the address of a copy; nothing where it has one, or can have none."""
    free = _FREE.get(reference.syntax)
    if free is None or reference.quoting is not Quoting.MARKDOWN or reference.role is not Role.LINKED:
        return b""
    return title_at(copy) if free.match(document.data, reference.span.end) else b""


def title_of(reference: Reference, document: Document) -> bytes:
    """Return the title behind the address of a copy, where it is the one that goes with it."""
    title = title_at(reference.destination)
    return title if title and document.data.startswith(title, reference.span.end) else b""


def title_at(copy: str) -> bytes:
    """Return the title by the digits of an address, which say more than any history; nothing where it has none."""
    day = _DAY.search(copy)
    return b' "Archived %s"' % "-".join(day.groups()).encode() if day else b""


def is_title(rest: bytes) -> bool:
    """Tell whether what an edit has behind an address is nothing, or a title."""
    return not rest or TITLE.fullmatch(rest) is not None
