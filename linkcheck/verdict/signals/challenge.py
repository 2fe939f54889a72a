"""Recognises walls: the server refuses us, whatever the status says. They are no evidence of death, and we never try
to get past them.

Who builds walls and what each is known by is data: `walls/providers.toml`. What the data cannot say is here: a wall's
own words count only on a page that belongs to no site and is not about them. Vendors, articles and forums use the same
words, but their titles name what their addresses name, and their pages have links, feeds and forms.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from linkcheck.links.urls.redirects import destination
from linkcheck.model import Evidence, Page, Reason, Response, State, Url
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.addresses import path_words, words_in
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.walls.providers import Provider, Sign, Strength, providers

NAME = "challenge"

REFUSALS = {401, 403, 405, 406, 412, 418, 429, 500, 502, 503, 504}
HONEST = {404, 410}
"""Beside these a page's words say nothing of walls: a page that is gone may well ask for JavaScript."""
BARE_WORDS = 12
FEW_WORDS = 60
"""An interstitial holds little else than its question."""
EXPLAINED = 350
"""Words; those that explain themselves hold fewer."""
LONG_WORD = 5
"""Letters; shorter words are parts of many others: `man` of `human`."""
MEASURED = 1000
"""Characters of an address that are searched: some patterns take the square of its length."""
WORD = re.compile(r"[^\W\d_]+")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})
QUOTE = re.compile(r"""(?:^|(?<=[\s(]))['"]|[«“„‚‘「『`>]""")
NEAR = 40
"""Characters before a wall's words in which a quotation may begin."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall that stands before a page, and what it is known by."""

    provider: Provider
    seen: str
    """In words, for `explain` and the report."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the signs are held against: an answer, its page, its host, and where it led."""

    response: Response
    page: Page
    asked: Url
    host: str
    places: tuple[Url, ...]
    headers: tuple[tuple[str, str], ...]
    """Only those that a sign names, their names in lower case."""


def read(attempt: Attempt) -> Evidence | None:
    """Say `blocked` of a wall."""
    wall = challenged(attempt)
    if wall is None:
        return None
    told = "a log-in stands before it" if wall.provider.reason == "login" else "a bot wall answered"
    return Evidence(NAME, State.BLOCKED, Reason(wall.provider.reason), f"{told} ({wall.provider.name}: {wall.seen})")


def challenged(attempt: Attempt) -> Wall | None:
    """Return the wall that an attempt ended at; None for an ordinary answer.

    A refresh that leads to a wall is one; a redirect is followed, and what it ends at is.
    """
    if attempt.response is None:
        return None
    asked, last = attempt.check.url, attempt.last.request
    places = [last.url] if last.hop > 0 else []
    where = destination(attempt.response, last.url) if 200 <= attempt.response.status < 300 else None
    return wall_in(attempt.response, last.url, asked, (*places, *([where] if isinstance(where, str) else [])))


def wall_in(response: Response, url: Url, asked: Url, places: tuple[Url, ...] = ()) -> Wall | None:
    """Return the wall that an answer from `url` is; `places`: where the way from `asked` led, or leads on."""
    named = ((name.lower(), value) for name, value in response.headers)
    headers = tuple((name, value) for name, value in named if name == "set-cookie" or _headers().fullmatch(name))
    answer = _Answer(response, seen(response), asked, urlsplit(url).hostname or "", places, headers)
    for provider in providers():
        for sign in provider.signs:
            what = _told(sign, answer)
            if what is not None:
                return Wall(provider, what)
    return None


def _told(sign: Sign, answer: _Answer) -> str | None:
    """Return what is seen of a sign, in words; None where anything of it is missing."""
    if (sign.statuses and answer.response.status not in sign.statuses) or not _is_strong(sign.strength, answer):
        return None
    if sign.host is not None and not _pattern(sign.host).search(answer.host):
        return None
    found = []
    for is_asked, seek in (
        (sign.place is not None, _place),
        (sign.header is not None, _header),
        (bool(sign.cookies), _cookie),
        (bool(sign.marks), _mark),
        (bool(sign.title), _title),
        (bool(sign.words), _words),
    ):
        what = seek(sign, answer) if is_asked else ""
        if what is None:
            return None
        found.append(what)
    return ", ".join(filter(None, found)) or f"status {answer.response.status} from {answer.host}"


def _is_strong(strength: Strength, answer: _Answer) -> bool:
    small = marks.LARGE not in answer.page.marks
    match strength:
        case Strength.ALWAYS:
            return True
        case Strength.SHORT:
            return small and answer.page.words < EXPLAINED
        case Strength.SMALL:
            return small and answer.page.words < FEW_WORDS
        case Strength.BARE:
            return small and answer.page.words < BARE_WORDS
        case Strength.REFUSAL:
            return answer.response.status in REFUSALS


def _place(sign: Sign, answer: _Answer) -> str | None:
    """Find where the way led; a link that names such a place itself is the author's own citation of it."""
    pattern = _pattern(sign.place or "")
    if pattern.search(_told_place(answer.asked)):
        return None
    for place in answer.places:
        if pattern.search(_told_place(place)) and not (sign.returns and not _returns(place, answer.asked)):
            return f"sends to {urlsplit(place).hostname}{urlsplit(place).path}"
    return None


def _told_place(url: Url) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"[:MEASURED]


def _returns(place: Url, asked: Url) -> bool:
    """Tell whether another host's address says where its visitor wanted to go."""
    there, wanted = urlsplit(place), urlsplit(asked)
    back = unquote(unquote(there.query))
    return there.hostname != wanted.hostname and (wanted.path if wanted.path.strip("/") else f"{wanted.hostname}") in back


def _header(sign: Sign, answer: _Answer) -> str | None:
    name, value = _pattern(sign.header or ""), _pattern(sign.value or "")
    found = (f"header {here}" for here, given in answer.headers if name.fullmatch(here) and value.search(given))
    return next(found, None)


def _cookie(sign: Sign, answer: _Answer) -> str | None:
    names = [value.partition("=")[0].strip() for name, value in answer.headers if name == "set-cookie"]
    return next((f"cookie {name}" for name in names if name.startswith(sign.cookies)), None)


def _mark(sign: Sign, answer: _Answer) -> str | None:
    found = next((name for name in sign.marks if marks.WALL + name in answer.page.marks), None)
    return f"«{found}» in its source" if found is not None else None


def _title(sign: Sign, answer: _Answer) -> str | None:
    if _is_about_it(answer):
        return None
    for line in (answer.page.title, *answer.page.headings[:1]):
        bare = line.strip(" .!?…¡¿:*").translate(APOSTROPHES)
        if any(_pattern(one).fullmatch(bare) for one in sign.title):
            return f"«{line}»"
    return None


def _words(sign: Sign, answer: _Answer) -> str | None:
    if answer.response.status in HONEST or _is_about_it(answer):
        return None
    text = f"{answer.page.title}\n{answer.page.text}".translate(APOSTROPHES)
    for one in sign.words:
        for match in _pattern(one).finditer(text):
            if not _is_quoted(text, match.start()):
                return f"says «{match[0][:80]}»"
    return None


def _is_quoted(text: str, start: int) -> bool:
    """Tell whether a quotation begins shortly before a place, and has not ended there."""
    before = text[max(start - NEAR, 0) : start]
    opened = [match.end() for match in QUOTE.finditer(before)]
    return bool(opened) and re.search(r"""[»”’]|(?<=\S)['"](?!\w)""", before[opened[-1] :]) is None


def _is_about_it(answer: _Answer) -> bool:
    """Tell whether a page belongs to a site, asks for more than an answer, or names what its address names.

    A wall knows nothing of what it hides, though it may repeat the whole address.
    """
    if not answer.page.marks.isdisjoint({marks.PUBLISHED, marks.FIELDS}):
        return True
    words = path_words(answer.asked)
    shown = words_in(answer.page.title, *answer.page.headings)
    named = [word for word in words if (word in shown if len(word) >= LONG_WORD else word in WORD.findall(shown))]
    return bool(words) and 2 * len(named) >= len(words)


@functools.cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@functools.cache
def _headers() -> re.Pattern[str]:
    return _pattern("|".join({sign.header for each in providers() for sign in each.signs if sign.header is not None}))
