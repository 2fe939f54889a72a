"""Matches GFM's extended autolinks (§6.9), as cmark-gfm has them where the text of the specification is silent."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from linkcheck.sources.documents.destinations import decode

_SCHEME = re.compile(rb"(?i:https?|ftp)://")
_RUN = re.compile(rb"[^ \t\n\v\f\r<]*")
_DOMAIN = re.compile(rb"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+")
_RESOURCE = re.compile(rb"(?:[A-Za-z0-9_/-]|\.(?=[A-Za-z0-9]))+")
_ADDRESS_SCHEME = re.compile(rb"(?:.*[^A-Za-z0-9])?(mailto|xmpp):", re.DOTALL)
_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-")
_BEFORE_WWW = b"*_~( \t\n\v\f\r"
_ENOUGH_DOTS = 10
"""A host of more dots is taken whatever else is in it: cmark-gfm will not look at it for ever."""
_TRAILING = frozenset("?!.,:*_~'\"")


class BareUrl(NamedTuple):
    """One bare link: its bytes, and the URL that they mean."""

    start: int
    end: int
    meaning: str


def match(text: bytes, anchor: int, floor: int, limit: int) -> BareUrl | None:
    """Return the link around a `://`, a `www.` or an `@`; nothing outside `text[floor:limit]` belongs to it."""
    match text[anchor]:
        case 0x3A:
            return _match_url(text, anchor, floor, limit)
        case 0x40:
            return _match_address(text, anchor, floor, limit)
        case _:
            return _match_web(text, anchor, floor, limit)


def _match_url(text: bytes, colon: int, floor: int, limit: int) -> BareUrl | None:
    begin = colon
    while begin > floor and text[begin - 1 : begin].isalpha():
        begin -= 1
    if not _SCHEME.match(text, begin, limit):
        return None
    written = _run(text, begin, limit)
    return _trimmed(begin, written) if _is_host(written[colon + 3 - begin :], short=True) else None


def _match_web(text: bytes, begin: int, floor: int, limit: int) -> BareUrl | None:
    if begin > floor and text[begin - 1] not in _BEFORE_WWW:
        return None
    written = _run(text, begin, limit)
    return _trimmed(begin, written, prefix="http://") if _is_host(written, short=False) else None


def _run(text: bytes, begin: int, limit: int) -> str:
    run = _RUN.match(text, begin, limit)
    return run[0].decode() if run else ""


def _trimmed(begin: int, written: str, prefix: str = "") -> BareUrl | None:
    kept = written[: _link_end(written)]
    return BareUrl(begin, begin + len(kept.encode()), prefix + kept) if kept else None


def _is_host(written: str, *, short: bool) -> bool:
    """Return whether a host stands at the beginning; `short` allows one without a dot."""
    if not written or not _in_host(written[0]):
        return False
    dots = before_last = last = 0  # the latter two: underscores in the last two labels
    for character in written[1:]:
        if character == "_":
            last += 1
        elif character == ".":
            before_last, last = last, 0
            dots += 1
            if dots > _ENOUGH_DOTS:
                return True
        elif character != "-" and not _in_host(character):
            break
    return not before_last and not last and (short or dots > 0)


def _in_host(character: str) -> bool:
    return character.isalnum() if character.isascii() else unicodedata.category(character)[0] not in "PZ"


def _link_end(written: str) -> int:
    """Return how much is left when what rather belongs to the sentence is taken off the end."""
    end = len(written)
    surplus = written.count(")") - written.count("(")
    while end:
        character = written[end - 1]
        if character == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif character in _TRAILING:
            end -= 1
        elif character == ";":
            end = _before_entity(written, end)
        else:
            break
    return end


def _before_entity(written: str, end: int) -> int:
    """Return where `&name;` begins that ends here, else what is left without the semicolon."""
    start = end - 2
    while start > 0 and written[start].isascii() and written[start].isalpha():
        start -= 1
    return start if start < end - 2 and written[start] == "&" else end - 1


def _match_address(text: bytes, at: int, floor: int, limit: int) -> BareUrl | None:
    start = at
    # An escaped `+` counts: addresses are looked for when escapes are resolved already.
    while start > floor and (text[start - 1] in _LOCAL or (text[start - 1] == ord("\\") and text[start] in b"+._-")):
        start -= 1
    scheme = _ADDRESS_SCHEME.fullmatch(text, max(floor, start - len("xmailto:")), start)
    domain = (_RESOURCE if scheme and scheme[1] == b"xmpp" else _DOMAIN).match(text, at + 1, limit)
    if start == at or not domain or text[domain.end() : min(domain.end() + 1, limit)] == b"@":
        return None
    end = domain.end()
    while text[end - 1] == ord("_") == text[start]:  # emphasis, which is taken off before addresses are looked for
        start, end = start + 1, end - 1
    if b"." not in text[at:end] or not text[end - 1 : end].isalpha():
        return None
    if scheme:
        return BareUrl(scheme.start(1), end, text[scheme.start(1) : end].decode())
    return BareUrl(start, end, f"mailto:{decode(text[start:end].decode())}")
