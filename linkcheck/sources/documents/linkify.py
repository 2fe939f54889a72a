"""Matches bare URLs as goldmark's linkify extension does with its defaults, and with Hugo's `https` for `www.`.

It knows ASCII only, wants a top domain of small letters, and begins a link only at the start of a line, behind a
blank or one of `*_~(`, and behind anything that goldmark has just made a node of.
"""

from __future__ import annotations

import re

from linkcheck.sources.documents.gfm import BareUrl

_SCHEMES = (b"https", b"http", b"ftp")
_URL = re.compile(
    rb"(?:https?|ftp)://[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?::[0-9]+)?"
    rb"(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*)?"
)
_WWW = re.compile(
    rb"www\.[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?:[/#?][-a-zA-Z0-9@:%_+.~#!?&/=();,'\">^{}\[\]`]*)?",
)
_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-")
_LABEL = rb"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_DOMAIN = re.compile(_LABEL + rb"(?:\." + _LABEL + rb")*")
_OPENERS = b"*_~( \t\n\v\f\r"
_TYPOGRAPHY = (b'"', b"'", b"`", b"--", b"...", b"<<", b">>")
"""The typographer makes nodes of these, and of a stray backtick the code span parser does."""


def match(text: bytes, anchor: int, floor: int, limit: int) -> BareUrl | None:
    """Return the link around a `://`, a `www.` or an `@`; nothing outside `text[floor:limit]` belongs to it."""
    match text[anchor]:
        case 0x3A:
            before = text[max(floor, anchor - 5) : anchor]
            scheme = next((scheme for scheme in _SCHEMES if before.endswith(scheme)), None)
            return _match_url(text, anchor - len(scheme), floor, limit, _URL) if scheme else None
        case 0x40:
            return _match_address(text, anchor, floor, limit)
        case _:
            return _match_url(text, anchor, floor, limit, _WWW, prefix="https://")


def _match_url(
    text: bytes, begin: int, floor: int, limit: int, pattern: re.Pattern[bytes], prefix: str = ""
) -> BareUrl | None:
    found = pattern.match(text, begin, limit) if _may_begin(text, begin, floor) else None
    if not found:
        return None
    written = _without_end(found[0].rstrip(b"?!.,:*_~"))
    return BareUrl(begin, begin + len(written), prefix + written.decode()) if written else None


def _may_begin(text: bytes, begin: int, floor: int) -> bool:
    before = text[max(floor, begin - 3) : begin]
    return not before or before[-1] in _OPENERS or before.endswith(_TYPOGRAPHY)


def _without_end(written: bytes) -> bytes:
    """Take off parentheses without a partner, or an entity; what then is the end stays."""
    if written.endswith(b")"):
        surplus = written.count(b")") - written.count(b"(")
        return written[: len(written) - surplus] if surplus > 0 else written
    entity = re.search(rb"&[A-Za-z0-9]+;\Z", written[-40:]) if written.endswith(b";") else None
    return written[: len(written) - len(entity[0])] if entity else written


def _match_address(text: bytes, at: int, floor: int, limit: int) -> BareUrl | None:
    start = at
    while start > floor and text[start - 1] in _LOCAL:
        start -= 1
    while start < at and text[start] in b"*_~":
        start += 1
    domain = _DOMAIN.match(text, at + 1, limit)
    if start == at or not text[start : start + 1].isalnum() or not _may_begin(text, start, floor):
        return None
    if not domain or b"." not in domain[0] or text[domain.end() : min(domain.end() + 1, limit)] in (b"-", b"_"):
        return None
    return BareUrl(start, domain.end(), f"mailto:{text[start : domain.end()].decode()}")
