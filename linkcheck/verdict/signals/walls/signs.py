"""Holds signs against an answer: what is seen of each, in words."""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote, urlsplit

from linkcheck.model import Url
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.walls.providers import Provider, Sign, known, providers
from linkcheck.verdict.signals.walls.seen import APOSTROPHES, Seen, Situation

HONEST = {404, 410}
"""Beside these a page's words say nothing of walls: a page that is gone may well ask for JavaScript."""
MEASURED = 1000
"""Characters of an address that are searched: some patterns take the square of its length."""
NEAR = 40
"""Characters before a wall's words in which a quotation may begin."""
OPENING = re.compile(r"""(?:^|(?<=[\s(]))['"]|[«“„‚‘「『`>]""")
CLOSING = re.compile(r"""[»”’]|(?<=\S)['"](?!\w)""")
BESIDE = " .!?…¡¿:*"
"""Around a title, and no part of it."""


@functools.lru_cache(maxsize=1024)
def fitting(situation: Situation) -> tuple[tuple[Provider, Sign], ...]:
    """Return the signs that may tell in a situation, in the file's order: most answers have what few of them seek."""
    return tuple(
        (provider, sign)
        for provider in providers()
        for sign in provider.signs
        if sign.strength in situation.strengths
        and (not sign.statuses or situation.status in sign.statuses)
        and (situation.leads or sign.place is None)
        and (sign.header is None or any(map(_pattern(sign.header).fullmatch, situation.headers)))
        and (situation.cookies or not sign.cookies)
        and (situation.marks or not sign.marks)
        and (situation.titled or not sign.title)
        and (situation.speaks or not (sign.words or sign.subjects))
    )


def told(sign: Sign, seen: Seen) -> str | None:
    """Return what is seen of a sign, in words; None where anything of it is missing."""
    if sign.plain and not seen.is_plain:
        return None
    if sign.host is not None and not _pattern(sign.host).search(seen.host):
        return None
    found = []
    for is_asked, seek in (
        (sign.place is not None, _place),
        (sign.header is not None, _header),
        (bool(sign.cookies), _cookie),
        (bool(sign.marks), _mark),
        (bool(sign.title), _title),
        (bool(sign.words), _words),
        (bool(sign.subjects), _subjects),
    ):
        what = seek(sign, seen) if is_asked else ""
        if what is None:
            return None
        found.append(what)
    return ", ".join(filter(None, found)) or f"status {seen.response.status} from {seen.host}"


def _place(sign: Sign, seen: Seen) -> str | None:
    """Find where the way led; a link that names such a place itself is the author's own citation of it."""
    pattern = _pattern(sign.place or "")
    if pattern.search(_told_place(seen.asked)):
        return None
    for place in seen.places:
        if pattern.search(_told_place(place)) and not (sign.returns and not _returns(place, seen.asked)):
            return f"sends to {urlsplit(place).hostname}{urlsplit(place).path}"
    return None


def _told_place(url: Url) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"[:MEASURED]


def _returns(place: Url, asked: Url) -> bool:
    """Tell whether another host's address says where its visitor wanted to go."""
    there, wanted = urlsplit(place), urlsplit(asked)
    where = wanted.path if wanted.path.strip("/") else f"{wanted.hostname}"
    return there.hostname != wanted.hostname and where in unquote(unquote(there.query))


def _header(sign: Sign, seen: Seen) -> str | None:
    name, value = _pattern(sign.header or ""), _pattern(sign.value or "")
    found = (f"header {here}" for here, given in seen.headers if name.fullmatch(here) and value.search(given))
    return next(found, None)


def _cookie(sign: Sign, seen: Seen) -> str | None:
    return next((f"cookie {name}" for name in seen.cookies if name.startswith(sign.cookies)), None)


def _mark(sign: Sign, seen: Seen) -> str | None:
    found = next((name for name in sign.marks if marks.WALL + name in seen.page.marks), None)
    return f"«{found}» in its source" if found is not None else None


def _title(sign: Sign, seen: Seen) -> str | None:
    for line in seen.titles:
        bare = line.strip(BESIDE).translate(APOSTROPHES)
        if any(_pattern(one).fullmatch(bare) for one in sign.title):
            return f"«{line}»"
    return None


def _words(sign: Sign, seen: Seen) -> str | None:
    if seen.response.status in HONEST:
        return None
    return next((f"says «{said}»" for one in sign.words if (said := _said(one, seen.text)) is not None), None)


def _subjects(sign: Sign, seen: Seen) -> str | None:
    if seen.response.status in HONEST:
        return None
    found = [said for name in sign.subjects if (said := _said(known().subjects[name], seen.text)) is not None]
    return f"says «{'», «'.join(found)}»" if len(found) >= (sign.least or len(sign.subjects)) else None


def _said(pattern: str, text: str) -> str | None:
    """Find words that are not quoted."""
    found = (match for match in _pattern(pattern).finditer(text) if not _is_quoted(text, match.start()))
    return next((match[0][:80] for match in found), None)


def _is_quoted(text: str, start: int) -> bool:
    """Tell whether a quotation begins shortly before a place, and has not ended there."""
    before = text[max(start - NEAR, 0) : start]
    opened = [match.end() for match in OPENING.finditer(before)]
    return bool(opened) and CLOSING.search(before[opened[-1] :]) is None


@functools.cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
