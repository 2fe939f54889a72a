"""The marks of a link to a copy, by choice: the title `"Archived 2018-07-04"`, which readers see, and attributes.

A title is written only where plain Markdown has room for one and none is there; an attribute list of kramdown
(`{:.archived}`) only behind an inline link, in no heading, whose source may be its id. Both go when the link goes back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linkcheck.model import Document, Quoting, Reference, Role, Syntax

_BEHIND = re.compile(
    rb'(?: "Archived [0-9]{4}-[0-9]{2}-[0-9]{2}")?(?P<end>[ \t]*\))?(?(end)(?:\{:[ .#="A-Za-z0-9_-]+\})?)'
)
_MARKS = re.compile(rb'(?: "Archived [0-9]{4}-[0-9]{2}-[0-9]{2}")?(?:(?P<end>[ \t]*\))\{:[ .#="A-Za-z0-9_-]+\})?\Z')
_END = re.compile(rb"[ \t]*\)")
_HEADING = re.compile(rb"[ \t>]*#|[^\n]*\n[ \t>]*(?:=+|-+)[ \t]*\r?(?:\n|\Z)")
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


class Behind(NamedTuple):
    """What stands behind an address, and what is to stand there."""

    old: bytes = b""
    new: bytes = b""


def behind_for(reference: Reference, document: Document, copy: str, attributes: bytes, *, titles: bool) -> Behind:
    """Return what a link gets with the address of a copy; `attributes` is empty where the document knows none."""
    title = title_for(reference, document, copy) if titles else b""
    end = _END.match(document.data, reference.span.end)
    if not attributes or end is None or not _may_have_attributes(reference, document, end.end()):
        return Behind(b"", title)
    return Behind(end[0], title + end[0] + attributes)


def behind_copy(reference: Reference, document: Document, attributes: bytes) -> Behind:
    """Return what goes with the address of a copy."""
    title = title_of(reference, document)
    end = _END.match(document.data, reference.span.end + len(title))
    if attributes and end is not None and document.data.startswith(attributes, end.end()):
        return Behind(title + end[0] + attributes, end[0])
    return Behind(title)


def _may_have_attributes(reference: Reference, document: Document, end: int) -> bool:
    line = document.data.rfind(b"\n", 0, reference.span.start) + 1
    is_plain = reference.syntax is Syntax.INLINE and reference.quoting is Quoting.MARKDOWN
    return (
        is_plain
        and reference.role is Role.LINKED
        and not document.data.startswith(b"{", end)
        and _HEADING.match(document.data, line) is None
    )


def are_marks(old: bytes, new: bytes) -> bool:
    """Tell whether what an edit has behind an address, before and after, differs in the marks of a copy alone."""
    before, after = _BEHIND.fullmatch(old), _BEHIND.fullmatch(new)
    return before is not None and after is not None and before["end"] == after["end"]


def without_marks(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Return the addresses of an edit without what stands behind them; where one has a list, both have its `)`."""
    ends = {found["end"] for one in (old, new) if (found := _MARKS.search(one)) is not None and found["end"]}
    bare = (_MARKS.sub(b"", one, count=1) for one in (old, new))
    before, after = (_MARKS.sub(b"", one.removesuffix(end), count=1) for one in bare for end in ends or {b""})
    return before, after
