"""Finds at the end of URLs what is no part of them: a parenthesis, a quote, the punctuation of a sentence.

Single full stops and balanced parentheses end real URLs, so only what is unbalanced or doubled counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote

from linkcheck.links.rules.material import AllReferences
from linkcheck.model import Problem, Rule, Syntax

WEB = ("http://", "https://", "//")
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<", "\uff09": "\uff08", "\u300d": "\u300c", "\u201d": "\u201c"}
"""Closing marks and what opens them: parentheses, brackets, CJK parentheses and quotes, curly quotes."""
QUOTES = ('"', "%22")
STOPS = frozenset("\u3002\uff0c\u3001")
"""CJK full stops and commas."""
PUNCTUATION = frozenset(".,;:!")
_LAST = frozenset({*PAIRS, '"', "2", *STOPS, *PUNCTUATION})
_DOTS = re.compile(r"(?:^|/)\.+$|\.\.\.$")
"""A dot segment, or what was left out of an example."""
LONG = 20
UNCHANGED = (Syntax.DATA, Syntax.FRONTMATTER, Syntax.SHORTCODE)
"""Values that are sentences or templates as often as URLs."""


def trailing_junk(references: AllReferences) -> Iterator[Problem]:
    """Yield the URLs that end in what is no part of them."""
    for reference in chain.from_iterable(references.documents):
        destination = reference.destination
        if destination and destination[-1] in _LAST and destination.startswith(WEB) and not reference.disabled:
            junk = junk_of(destination)
            if junk and reference.syntax not in UNCHANGED and "{{" not in destination and ":~:" not in destination:
                shown = junk if len(junk) < LONG else f"{junk[:LONG]}…"
                words = f"{shown} at the end is probably no part of the URL: {destination.removesuffix(junk)}"
                yield Problem.at(reference, Rule.TRAILING_JUNK, words)


def junk_of(url: str) -> str:
    """Return what is too much at the end of a URL; `%22` and `%28` open what `"` and `)` close."""
    last = url[-1]
    if last in PUNCTUATION:
        return url[-2:] if url[-2] in PUNCTUATION and not _DOTS.search(url) else ""
    read = unquote(url)
    if last in STOPS or (last in PAIRS and read.count(last) > read.count(PAIRS[last])):
        junk = url[_first_too_much(url) :]
        return last if "/" in junk and junk.isascii() else junk
    return next((quote for quote in QUOTES if url.endswith(quote) and read.count('"') % 2), "")


def _first_too_much(url: str) -> int:
    """Return where the first closing mark stands that nothing opens, or the first CJK stop: no blank need follow it."""
    depths: Counter[str] = Counter()
    for place, character in enumerate(url):
        depths[character] += 1
        if character in STOPS or (character in PAIRS and depths[character] > depths[PAIRS[character]]):
            return place
    return len(url) - 1
