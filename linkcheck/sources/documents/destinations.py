"""Finds the bytes of a Markdown destination behind a link's text or a definition's label, and proves them.

The parser says what a destination means, the scan here says where it may stand; only when the bytes, read as
CommonMark reads them, give that meaning is the place believed. So a scan that errs costs a repair, never a file.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple

from linkcheck.model import Quoting

_GAP = re.compile(rb"[ \t\r\n>]*")
"""Before a destination: blanks, one line ending, and the `>` of the quotes that the next line stands in."""
_USUAL = re.compile(rb" ([^\x00-\x20\x7f<>][^\x00-\x20\x7f]*)")
"""A blank, and a destination that neither stands in `<…>` nor begins like the mark of a quote."""
_ANGLE = re.compile(rb"<((?:\\[^\r\n]|[^<>\\\r\n])*)>")
_BARE = re.compile(rb"[^\x00-\x20\x7f]*")
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]*));")
_ESCAPE_OR_ENTITY = re.compile(r"\\([!-/:-@\[-`{-~])|" + _ENTITY.pattern)


class DestinationPlace(NamedTuple):
    """The bytes of a destination, without `<` and `>`."""

    start: int
    end: int
    quoting: Quoting


def find(text: bytes, start: int, limit: int, meaning: str, *, in_table: bool = False) -> DestinationPlace | None:
    """Return the place of the destination that begins in `text[start:limit]` after blanks and means `meaning`.

    None where no reading of these bytes gives that meaning.
    """
    usual = _USUAL.match(text, start, limit)
    if usual is not None and usual[1] == meaning.encode():
        return DestinationPlace(*usual.span(1), Quoting.MARKDOWN)
    gap = _GAP.match(text, start, limit)
    begin = gap.end() if gap else start
    # A `>` directly before the destination may be its own first character instead of a quote's.
    own = len(meaning) - len(meaning.lstrip(">"))
    for taken in range(min(own, begin - start, 2) + 1):
        place = _scan(text, begin - taken, limit)
        if place and means(text[place.start : place.end], meaning, in_table=in_table):
            return place
    return None


def _scan(text: bytes, begin: int, limit: int) -> DestinationPlace | None:
    if text[begin : begin + 1] == b"<":
        angle = _ANGLE.match(text, begin, limit)
        return DestinationPlace(begin + 1, angle.end() - 1, Quoting.ANGLE) if angle else None
    bare = _BARE.match(text, begin, limit)
    return DestinationPlace(begin, bare.end(), Quoting.MARKDOWN) if bare else None


def means(raw: bytes, meaning: str, *, in_table: bool = False) -> bool:
    """Return whether these bytes of a destination say `meaning`."""
    written = raw.decode()
    if written == meaning or decode(written) == meaning:
        return True
    return in_table and decode(written.replace("\\|", "|")) == meaning


def decode(written: str) -> str:
    """Resolve CommonMark's backslash escapes and entities (§2.4, §2.5)."""
    if "\\" not in written and "&" not in written:
        return written
    return _ESCAPE_OR_ENTITY.sub(_resolve, written)


def decode_entities(written: str) -> str:
    """Resolve entities only: between the `<` and `>` of an autolink a backslash is itself."""
    return _ENTITY.sub(_resolve_entity, written) if "&" in written else written


def _resolve(match: re.Match[str]) -> str:
    return match[1] or _character(match[0], *match.groups()[1:])


def _resolve_entity(match: re.Match[str]) -> str:
    return _character(match[0], *match.groups())


def _character(written: str, decimal: str | None, hexadecimal: str | None, name: str | None) -> str:
    if name:
        # Only names with their semicolon: `&copy` in a query is no entity.
        return html5.get(f"{name};", written)
    number = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return chr(number)
