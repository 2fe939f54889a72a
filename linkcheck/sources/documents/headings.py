"""Makes ids of heading texts as the parsers do; the tests hold every rule here against the parser itself.

Hugo does not take the heading as it is shown: of a link or an emphasis it takes the first piece only, of a setext
heading the last line, and what linkify or the typographer made of the text is left out. kramdown's GFM takes all
text but that of pictures, classic kramdown the source.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from linkcheck.model import HeadingIds
from linkcheck.sources.slugs import slug, toc_slug, toc_slug_unicode

OF_TOC = frozenset({HeadingIds.TOC, HeadingIds.TOC_UNICODE})
"""Made by an extension that reads headings after all else, with attribute lists in them."""
_WORD = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_ASCII_GOLDMARK = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) in " -_")} | {32: "-"}
_ASCII_GFM = _ASCII_GOLDMARK | {9: "-"}
"""Most headings are ASCII, and a table is ten times as fast as a look at each letter."""
_COUNTED = re.compile(r"(.*)_([0-9]{1,9})")
_TYPOGRAPHIC = re.compile(r"---?|\.\.\.")
_NOT_CLASSIC = re.compile(r"[^a-zA-Z0-9 -]")


def slugs(texts: Iterable[str | tuple[str, ...]], scheme: HeadingIds) -> Iterator[str]:
    """Yield the ids of a document's headings in order.

    Each item is a heading's explicit id, or a tuple of the texts that it may be made of: the first is what the parser
    takes, the others what older versions took, whose ids are yielded too.
    """
    make, numbered = _SCHEMES[scheme]
    texts = tuple(texts)
    seen = Counter(item for item in texts if isinstance(item, str) and scheme in _GIVEN_FIRST)
    for item in texts:
        if isinstance(item, str):
            if numbered is _until_free:
                seen[item] += 1
            yield item
            continue
        first = make(item[0])
        yield numbered(first, seen)
        if len(item) > 1:
            yield from ({make(text) for text in item[1:]} - {first})


@functools.lru_cache(4096)
def _goldmark(text: str, *, ascii_only: bool = False) -> str:
    if text.isascii():
        return text.strip().lower().translate(_ASCII_GOLDMARK) or "heading"
    kept = (each for each in text.strip() if each in " -_" or (_in_go(each) and (each.isascii() or not ascii_only)))
    return "".join("-" if each == " " else _lower(each) for each in kept) or "heading"


def _goldmark_ascii(text: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")
    return _goldmark(unicodedata.normalize("NFC", plain), ascii_only=True)


def _blackfriday(text: str) -> str:
    kept = "".join(_lower(each) if each.isalpha() or _category(each) == "N" else " " for each in text)
    return "-".join(kept.split()) or "heading"


@functools.lru_cache(4096)
def _gfm(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_ASCII_GFM)
    return "".join("-" if each in " \t" else each for each in _lowered(text) if each in "- \t" or _is_word(each))


@functools.lru_cache(4096)
def _github(text: str) -> str:
    return _gfm(text.strip().replace("\t", ""))


def _classic(text: str) -> str:
    slug = _NOT_CLASSIC.sub("", re.sub(r"^[^a-zA-Z]+", "", text)).replace(" ", "-").lower()
    return slug or "section"


def _lower(character: str) -> str:
    return character.lower()[0]  # Go lowers one rune to one rune: İ to i, without its dot


def _lowered(text: str) -> str:
    return "".join(map(str.lower, text))  # each by itself: Python would end a Greek word with ς


def _in_go(character: str) -> bool:
    """Tell whether Go calls it a letter or a digit; marks are neither, which Hindi and Thai notice."""
    return character.isalpha() or character.isdecimal()


def _is_word(character: str) -> bool:
    """Tell whether Ruby's `\\p{Word}` has it; a letter in a circle is a letter to it."""
    return unicodedata.category(character) in _WORD or "\u24b6" <= character <= "\u24e9"


def _category(character: str) -> str:
    return unicodedata.category(character)[0]


def _until_free(slug: str, seen: Counter[str]) -> str:
    """Hugo counts until an id is free."""
    found, number = slug, 0
    while seen[found]:
        number += 1
        found = f"{slug}-{number}"
    seen[found] += 1
    return found


def _by_count(slug: str, seen: Counter[str]) -> str:
    """GitHub and kramdown append how often they had it, whether that is free or not."""
    number = seen[slug]
    seen[slug] += 1
    return f"{slug}-{number}" if number else slug


def _pandoc(text: str) -> str:
    """Letters, digits, `_`, `-` and `.` from the first letter on, without the dots and dashes of the typographer."""
    text = _lowered(_TYPOGRAPHIC.sub("", text))
    kept = "".join(each for each in text if each in "_-. " or each.isalnum() or each.isspace())
    words = "-".join(kept.split())
    start = next((place for place, each in enumerate(words) if each.isalpha()), len(words))
    return words[start:] or "section"


def _behind_underscore(slug: str, seen: Counter[str]) -> str:
    """Python-Markdown counts on from a number that stands there already; an empty id is taken."""
    while not slug or seen[slug]:
        counted = _COUNTED.fullmatch(slug)
        slug = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{slug}_1"
    seen[slug] += 1
    return slug


_Scheme = tuple[Callable[[str], str], Callable[[str, Counter[str]], str]]
_SCHEMES: Mapping[HeadingIds, _Scheme] = MappingProxyType({
    HeadingIds.GITHUB: (_github, _by_count),
    HeadingIds.GOLDMARK: (_goldmark, _until_free),
    HeadingIds.GOLDMARK_ASCII: (_goldmark_ascii, _until_free),
    HeadingIds.BLACKFRIDAY: (_blackfriday, _until_free),
    HeadingIds.KRAMDOWN: (_classic, _by_count),
    HeadingIds.KRAMDOWN_GFM: (_gfm, _by_count),
    HeadingIds.SLUG: (lambda text: slug(text) or "", _until_free),
    HeadingIds.PANDOC: (_pandoc, _until_free),
    HeadingIds.TOC: (toc_slug, _behind_underscore),
    HeadingIds.TOC_UNICODE: (toc_slug_unicode, _behind_underscore),
    HeadingIds.BLANKS_ONLY: (lambda text: re.sub(r"\s", "_", text), _until_free),
})  # fmt: skip
_GIVEN_FIRST = frozenset({HeadingIds.SLUG, HeadingIds.BLANKS_ONLY, *OF_TOC})
"""Ids that authors gave are taken before any other is made, wherever they stand."""
