"""Reads the tables of words in `words/`: each line is an alternative of one regular expression, `#` begins a comment.

They are data because they are long and in forty languages: who adds a language writes no code. All of it is in lower
case, as the text is made before it is searched: `re` then skips by the first letter, and is sixty times as fast.
"""

from __future__ import annotations

import functools
from importlib.resources import files

from linkcheck.strangers import SievedPattern

APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ё": "е"})
AT_WORD = r"\b"


def said(table: str, *texts: str) -> frozenset[str]:
    """Return what of texts a table has."""
    return frozenset(match[0] for text in _worth_a_look(table, texts) for match in _pattern(table).finditer(text))


def first(table: str, *texts: str) -> str | None:
    """Return the first words of texts that a table has; None without any."""
    found = map(_pattern(table).search, _worth_a_look(table, texts))
    return next((match[0] for match in found if match is not None), None)


def _worth_a_look(table: str, texts: tuple[str, ...]) -> list[str]:
    """Return texts as they are searched; none where no one of them can have anything of a table."""
    plain = [_plain(text) for text in texts]
    return plain if _pattern(table).may("\n".join(plain)) else []


@functools.lru_cache(maxsize=64)  # a title is looked through for several tables
def _plain(text: str) -> str:
    return " ".join(text.lower().translate(APOSTROPHES).split())


@functools.cache
def _pattern(table: str) -> SievedPattern:
    """Return the pattern of a table, compiled when it is first asked for.

    Lines that begin where a word does are tried there only, others, of scripts without spaces, not at ASCII letters.
    """
    text = (files("linkcheck.verdict.signals") / "words" / f"{table}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    words = [line.removeprefix(AT_WORD) for line in lines if line.startswith(AT_WORD)]
    others = [line for line in lines if not line.startswith(AT_WORD)]
    starts = (*((r"\b", word) for word in words), *((r"(?=[^\x00-\x7f]|\d)", other) for other in others))
    return SievedPattern("|".join(f"{start}(?:{line})" for start, line in starts))
