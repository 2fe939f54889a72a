"""Makes of a text what stands in URLs and ids, as the `slug` crate and Python-Markdown do.

What a letter of another script becomes is decided by tables of thousands of lines, so it is not known here.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th",
    "Þ": "Th", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i",
})  # fmt: skip
_MARKS = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u00ab\u00bb\u00a0\u2022\u00b7")
"""Quotes, dashes and the like: whatever they become, it is neither a letter nor a digit."""
_OTHER = re.compile(r"[^a-z0-9]+")
_DROPPED = re.compile(r"[^\w\s-]")
_NOT_UNICODE = re.compile(r"[^\w\- ]")
_GAPS = re.compile(r"[-\s]+")


def slug(text: str) -> str | None:
    """Return ASCII letters and digits with a hyphen between words; None where a letter's spelling is not known.

    Source: the crates `slug` and `deunicode`, with which Zola 0.22 was compared.
    """
    if not text.isascii():
        text = "".join("-" if each in _MARKS else each for each in text.translate(_LETTERS))
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) != "Mn")
    return _OTHER.sub("-", text.lower()).strip("-") if text.isascii() else None


def toc_slug(text: str) -> str:
    """Return what the `toc` extension of Python-Markdown 3.11 makes of a heading."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _GAPS.sub("-", _DROPPED.sub("", text).strip().lower())


def toc_slug_unicode(text: str) -> str:
    """Return what `pymdownx.slugs.slugify` (13.1) makes of a heading with `case: lower`: `a & b` has two hyphens."""
    text = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    return _NOT_UNICODE.sub("", text).replace(" ", "-")
