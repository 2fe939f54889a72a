"""Gathers what signs are held against.

A wall's own words count only on a page that belongs to no site and is not about them. Vendors, articles and forums use
the same words, but their titles name what their addresses name, and their pages have menus, feeds and forms.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.model import Page, Response, Url
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import path_words, words_in
from linkcheck.verdict.signals.walls.providers import Strength, known, providers

REFUSALS = {401, 403, 405, 406, 412, 418, 429, 500, 502, 503, 504}
MOST_WORDS = {Strength.BARE: 12, Strength.SMALL: 60, Strength.SHORT: marks.EXPLAINED}
LONG_WORD = 5
"""Letters; shorter words are parts of many others: `man` of `human`."""
WORD = re.compile(r"[^\W\d_]+")
COOKIE = "set-cookie"
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is of an answer, as far as it tells which signs are worth a look."""

    status: int
    strengths: frozenset[Strength]
    leads: bool
    headers: frozenset[str]
    """Names, of those that a sign names, in lower case."""
    cookies: bool
    """One begins as a sign's does."""
    marks: bool
    titled: bool
    """Its title or first heading may be a sign's; a wall's words count: it holds few, and belongs to no site."""
    speaks: bool
    """So may be something that it says."""


@dataclass(frozen=True)
class Seen:
    """What signs are held against: an answer and its page, who was asked for what, and where it led."""

    response: Response
    page: Page
    asked: Url
    """What was cited."""
    host: str
    """Who answered."""
    places: tuple[Url, ...]
    """Where the way led, or leads on."""

    @functools.cached_property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers that a sign names, names in lower case."""
        named = ((name.lower(), value) for name, value in self.response.headers)
        return tuple((name, value) for name, value in named if name == COOKIE or _is_known(name))

    @functools.cached_property
    def cookies(self) -> tuple[str, ...]:
        """Return the names of the cookies that are set."""
        return tuple(value.partition("=")[0].strip() for name, value in self.headers if name == COOKIE)

    @functools.cached_property
    def titles(self) -> tuple[str, ...]:
        """Return the title and the first heading."""
        return (self.page.title, *self.page.headings[:1])

    @functools.cached_property
    def text(self) -> str:
        """Return the title and the text that is kept, with one kind of apostrophe."""
        return f"{self.page.title}\n{self.page.text}".translate(APOSTROPHES)

    @property
    def situation(self) -> Situation:
        """Return which kinds of signs there may be."""
        small = marks.LARGE not in self.page.marks
        counts = self.page.words < marks.EXPLAINED and not self._is_about_it()
        strengths = {one for one, most in MOST_WORDS.items() if small and self.page.words < most}
        return Situation(
            self.response.status,
            frozenset({Strength.ALWAYS, *strengths, *([Strength.REFUSAL] if self.response.status in REFUSALS else [])}),
            leads=bool(self.places),
            headers=frozenset(name for name, _ in self.headers if name != COOKIE),
            cookies=any(name.startswith(_cookies()) for name in self.cookies),
            marks=any(mark.startswith(marks.WALL) for mark in self.page.marks),
            titled=counts and any(_titles().may(line.translate(APOSTROPHES)) for line in self.titles),
            speaks=counts and _sayings().may(self.text),
        )

    @functools.cached_property
    def is_plain(self) -> bool:
        """Tell whether a title says nothing but what walls' titles say, and the host's own name."""
        own = set(WORD.findall(self.host))
        left = _unspaced().sub(" ", self.page.title.lower())
        return all(word in own or _vocabulary().fullmatch(word) for word in WORD.findall(left))

    def _is_about_it(self) -> bool:
        """Tell whether a page belongs to a site, asks for more than an answer, or names what its address names.

        A wall knows nothing of what it hides, though it may repeat the whole address.
        """
        if not self.page.marks.isdisjoint({marks.PUBLISHED, marks.FIELDS}):
            return True
        words = path_words(self.asked)
        shown = words_in(self.page.title, *self.page.headings)
        named = [word for word in words if (word in shown if len(word) >= LONG_WORD else word in WORD.findall(shown))]
        return bool(words) and 2 * len(named) >= len(words)


@functools.cache
def _vocabulary() -> re.Pattern[str]:
    return re.compile("|".join(known().vocabulary))


@functools.cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(known().unspaced)


@functools.cache
def _titles() -> SievedPattern:
    return _one_of(title for provider in providers() for sign in provider.signs for title in sign.title)


@functools.cache
def _sayings() -> SievedPattern:
    words = (word for provider in providers() for sign in provider.signs for word in sign.words)
    return _one_of((*words, *known().subjects.values()))


def _one_of(patterns: Iterable[str]) -> SievedPattern:
    return SievedPattern("|".join(f"(?:{one})" for one in dict.fromkeys(patterns)), ignore_case=True)


@functools.cache
def _cookies() -> tuple[str, ...]:
    return tuple(start for provider in providers() for sign in provider.signs for start in sign.cookies)


@functools.lru_cache(maxsize=1024)  # servers send few names, and all the same
def _is_known(name: str) -> bool:
    return _headers().fullmatch(name) is not None


@functools.cache
def _headers() -> re.Pattern[str]:
    names = {sign.header for provider in providers() for sign in provider.signs if sign.header is not None}
    return re.compile("|".join(sorted(names)), re.IGNORECASE)
