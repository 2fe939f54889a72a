"""Spells paths as Hugo does, and fills in the tokens of its `permalinks`.

Sources: gohugo.io, "URL management" and "Permalinks", and what Hugo 0.168 writes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote_plus

from msgspec import Struct

TOKEN = re.compile(r":(?P<name>[a-z]+)(?:\[(?P<slice>[^\]]*)\])?")
SLICE = re.compile(r"(?P<first>last|\d{1,3})?(?P<colon>:)?(?P<end>last|\d{1,3})?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEPT = frozenset("./\\_#+~-@")
NO_DATE = datetime(1, 1, 1)  # noqa: DTZ001  what Hugo takes for the date of a page without one; its zone plays no part


class HugoFacts(Struct, frozen=True):
    """The values of the tokens of one page; texts as written."""

    date: datetime | None
    """None where it cannot be told."""
    title: str
    """Empty where there is none."""
    slug: str
    name: str
    """The file's name, or its bundle's folder, without suffix and language."""
    section: str
    sections: Sequence[str]
    section_slugs: Sequence[str]


def sanitize(text: str, *, lower: bool = True, accents: bool = True) -> str:
    """Return a text as it stands in a path: letters, digits and a few signs, a hyphen for spaces between them."""
    kept: list[str] = []
    space = False
    for index, sign in enumerate(text):
        if _is_kept(text, index, sign):
            if space and sign != "-":
                kept.append("-")
            space = False
            kept.append(sign)
        elif kept and kept[-1] != "-" and sign.isspace():
            space = True
    path = "".join(kept)
    if not accents:
        path = "".join(sign for sign in unicodedata.normalize("NFD", path) if unicodedata.category(sign) != "Mn")
        path = unicodedata.normalize("NFC", path)
    return path.lower() if lower else path


def _is_kept(text: str, index: int, sign: str) -> bool:
    if sign == "%":
        return re.match(r"%[0-9A-Fa-f]{2}", text[index : index + 3]) is not None
    return sign in KEPT or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd"


def expand(pattern: str, facts: HugoFacts, spell: Callable[[str], str]) -> str | None:
    """Fill in a pattern; None where a token is not known, or stands for what cannot be told.

    Hugo takes the whole for a part of a query, so that `+` and `%20` are blanks.
    """
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        found = _value(match["name"], match["slice"], facts, spell)
        unknown = unknown or found is None
        return found or ""

    filled = TOKEN.sub(value, pattern)
    return None if unknown or ":" in filled else unquote_plus(spell(filled))


def _value(name: str, cut: str | None, facts: HugoFacts, spell: Callable[[str], str]) -> str | None:
    if name in ("sections", "sectionslugs"):
        parts = facts.sections if name == "sections" else facts.section_slugs
        chosen = _sliced(parts, cut)
        return None if chosen is None else "/".join(map(spell, chosen))
    if name in TEXTS and cut is None:
        text = TEXTS[name](facts)
        return None if "#" in text else spell(text)  # Hugo takes what follows for a fragment
    if name in DAYS and cut is None and facts.date is not None:
        return DAYS[name](facts.date)
    return None


def _sliced(parts: Sequence[str], cut: str | None) -> Sequence[str] | None:
    """Return a part of a list by `1:`, `:2`, `last`, `0`; None for what is no such part."""
    if cut is None:
        return parts
    match = SLICE.fullmatch(cut)
    if match is None:
        return None
    last = len(parts) - 1
    start = last if match["first"] == "last" else int(match["first"] or 0)
    stop = last if match["end"] == "last" else int(match["end"]) if match["end"] else len(parts)
    return parts[start:stop] if match["colon"] else parts[start : start + 1]


TEXTS: Mapping[str, Callable[[HugoFacts], str]] = {
    "title": lambda facts: facts.title,
    "slug": lambda facts: facts.slug or facts.title,
    "filename": lambda facts: facts.name,
    "contentbasename": lambda facts: facts.name,
    "slugorfilename": lambda facts: facts.slug or facts.name,
    "slugorcontentbasename": lambda facts: facts.slug or facts.name,
    "section": lambda facts: facts.section,
    "sectionslug": lambda facts: facts.section_slugs[-1] if facts.section_slugs else "",
}
DAYS: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda day: str(day.year),
    "month": lambda day: f"{day.month:02}",
    "monthname": lambda day: MONTHS[day.month - 1],
    "day": lambda day: f"{day.day:02}",
    "weekday": lambda day: str(day.isoweekday() % 7),
    "weekdayname": lambda day: WEEKDAYS[day.weekday()],
    "yearday": lambda day: str(day.timetuple().tm_yday),
}
