"""Finds the addresses in the running text of reStructuredText, as docutils' inliner does (checked with 0.22).

Standalone URIs count outside of all other inline markup only, so that has to be found first. A backslash hides the
character behind it: both are masked by NUL and that character, as docutils does, which keeps all places.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_SCRIPTS = (range(0xA1, 0x3100), range(0xFE10, 0xFFEF))
_NAME = r"(?:(?!_)\w)+(?:[-._+:](?:(?!_)\w)+)*"
_URI_CHARACTER = r"[-_.!~*'()\[\];/:@&=+$,%a-zA-Z0-9\x00]"
_URI_LAST = rf"(?:[_~*/=+a-zA-Z0-9]|{_URI_CHARACTER}(?=>))"
_RUN = rf"{_URI_CHARACTER}{{0,4000}}{_URI_LAST}"
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PAIRS = {'"': '"', "'": "'", "(": ")", "<": ">", "[": "]", "{": "}", "\u201c": "\u201d", "\u2018": "\u2019", "«": "»"}


class InlineAddress(NamedTuple):
    """An address; offsets are characters of the text."""

    start: int
    end: int
    bare: bool
    """It stands alone; else between `<` and `>`."""


class _Patterns(NamedTuple):
    start: re.Pattern[str]
    uri: re.Pattern[str]
    ends: dict[str, re.Pattern[str]]


@functools.cache
def _patterns() -> _Patterns:
    kinds: dict[str, list[str]] = {"open": [], "close": [], "between": []}
    for character in (chr(code) for script in _SCRIPTS for code in script):
        category = unicodedata.category(character)
        kinds["open"] += [character] if category in ("Ps", "Pi", "Pf") else []
        kinds["close"] += [character] if category in ("Pe", "Pi", "Pf") else []
        kinds["between"] += [character] if category in ("Pd", "Po") else []
    opening, closing, between = ("".join(map(re.escape, characters)) for characters in kinds.values())
    before = rf"(?:^|(?<=[\s\"'(<\[{{\-/:{opening}{between}]))"
    after = rf"(?:$|(?=[\s\x00\\.,;!?\-/:\"')>\]}}{closing}{between}]))"
    return _Patterns(
        re.compile(
            rf"{before}(?:(?P<mark>\*\*|\*(?!\*)|``|_`|\|(?!\|))(?!\s)"
            rf"|(?P<role>:{_NAME}:)?(?P<quote>`)(?!`)(?!\s)"
            rf"|(?P<whole>{_NAME}__?|\[(?:\d+|\#(?:{_NAME})?|\*|{_NAME})\]_){after})"
        ),
        re.compile(rf"{before}(?:https?|ftp)://{_RUN}(?:\?{_RUN})?(?:\#{_RUN})?{after}", re.IGNORECASE),
        {
            "*": re.compile(rf"(?<![\s\x00])\*{after}"),
            "**": re.compile(rf"(?<![\s\x00])\*\*{after}"),
            "``": re.compile(rf"(?<!\s)``{after}"),
            "_`": re.compile(rf"(?<![\s\x00])`{after}"),
            "|": re.compile(rf"(?<![\s\x00])\|_{{0,2}}{after}"),
            "`": re.compile(rf"(?<![\s\x00])`(?P<suffix>(?::{_NAME}:)?(?:__?)?){after}"),
        },
    )


def inline_addresses(text: str) -> Iterator[InlineAddress]:
    """Yield the addresses of a paragraph in order: `` `text <address>`_ `` and those that stand alone."""
    patterns = _patterns()
    masked = _ESCAPE.sub("\x00\\1", text)
    without_end: set[str] = set()
    position = done = 0
    while start := patterns.start.search(masked, position):
        if start["whole"]:
            yield from _standing_alone(patterns, masked, done, start.start())
            position = done = start.end()
            continue
        mark = start["mark"] or "`"
        position = start.end()
        if mark in without_end or (not start["role"] and _is_quoted(masked, start)):
            continue
        end = patterns.ends[mark].search(masked, position + 1)
        if end is None:
            without_end.add(mark)
            continue
        yield from _standing_alone(patterns, masked, done, start.start())
        if mark == "`" and end["suffix"].endswith("_") and not start["role"]:
            yield from _embedded(masked, start.end(), end.start())
        position = done = end.end()
    yield from _standing_alone(patterns, masked, done, len(masked))


def _is_quoted(text: str, start: re.Match[str]) -> bool:
    """Tell whether a mark stands between quotes, as in `"*"`, and so begins nothing."""
    begin = start.start("mark") if start["mark"] else start.start("quote")
    return begin > 0 and start.end() < len(text) and _PAIRS.get(text[begin - 1]) == text[start.end()]


def _standing_alone(patterns: _Patterns, text: str, start: int, end: int) -> Iterator[InlineAddress]:
    for uri in patterns.uri.finditer(text, start, end):
        if "\x00" not in uri[0]:
            yield InlineAddress(*uri.span(), bare=True)


def _embedded(text: str, start: int, end: int) -> Iterator[InlineAddress]:
    opening = text.rfind("<", start, end)
    if text[end - 1] != ">" or opening < 0 or not (opening == start or text[opening - 1] in " \n"):
        return
    if text[opening + 1 : opening + 2].strip() and text[end - 2].strip(" \n\x00"):
        yield InlineAddress(opening + 1, end - 1, bare=False)
