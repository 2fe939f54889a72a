"""Sieves: RE2 says in microseconds of most texts that they surely hold nothing of what is sought, and Python's engine,
which takes a hundred times as long over a table of words, is only asked of the others.

A sieve is wider than what it stands before: it forgets where words begin, and takes any character beyond ASCII for a
letter.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re2

_TOKEN = re.compile(
    r"(?P<look>\(\?<?[=!](?:\\.|\[(?:\\.|[^]\\])*\]|[^()\\[])*\))|(?P<kept>\[(?!\^)(?:\\.|[^]\\])*\])"
    r"|(?P<any>\[(?:\\.|[^]\\])*\]|\\[WSDs]|\.)|(?P<letter>\\[wd])|(?P<place>\\[bBAZ]|\^|\$)|\\.|.",
    re.DOTALL,
)
_LETTERS = re.compile(r"\\[wd]")
_OTHERS = re.compile(r"\\[WSDs]")
_BEYOND = {"w": r"0-9A-Za-z_\x{80}-\x{10ffff}", "d": r"0-9\x{80}-\x{10ffff}"}
"""All letters and digits of any Unicode; RE2 takes `\\w` and `\\d` for those of ASCII."""
_MOST_KEPT = 256
"""Expressions of those few alternatives that a text may have."""
_DOTTED = str.maketrans("ıİ", "ii")
"""Python takes both for `i` where case makes no difference, RE2 does not: the one difference in 267 letters."""


class Sieve:
    """Tells of a source whether it may have one of many pieces; a hundred cost no more than one."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Take pieces of a source."""
        self._pieces = tuple(pieces)

    @functools.cached_property
    def _compiled(self) -> re2._Regexp[bytes]:
        import re2

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1  # type: ignore[attr-defined]  # the stubs do not know it
        return re2.compile(b"|".join(map(re2.escape, self._pieces)), options)

    def has(self, source: bytes) -> bool:
        """Tell whether one of the pieces stands in a source."""
        return self._compiled.search(source) is not None


class SievedPattern:
    """A regular expression of Python's behind its sieve: it finds the same. Both are compiled when first needed.

    Each alternative has a sieve of its own, and is looked at where the letters that it cannot do without are in a text:
    one automaton finds those of all. One of whole expressions grows with each page. What surely does not match is left
    out of the expression that is then asked.
    """

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        """Take an expression without groups in its look-around, and without groups that it refers to."""
        self.pattern, self._ignore_case = pattern, ignore_case
        self._compiled = functools.lru_cache(_MOST_KEPT)(self._compile)

    @functools.cached_property
    def _alternatives(self) -> tuple[str, ...]:
        return tuple(_alternatives(self.pattern))

    @functools.cached_property
    def _sieve(self) -> re2.Filter:
        import re2

        options = re2.Options()
        options.never_capture, options.log_errors, options.case_sensitive = True, False, not self._ignore_case
        sieve = re2.Filter()
        for one in self._alternatives:
            wider = _TOKEN.sub(_wider, one)
            sieve.Add(wider.translate(_DOTTED) if self._ignore_case else wider, options)
        sieve.Compile()
        return sieve

    def _compile(self, numbers: tuple[int, ...]) -> re.Pattern[str]:
        pattern = "|".join(self._alternatives[number] for number in sorted(numbers))
        return re.compile(pattern, re.IGNORECASE if self._ignore_case else 0)

    def _exact(self, text: str) -> re.Pattern[str] | None:
        """Return what finds in a text all that the whole expression does; None where that is nothing."""
        numbers = self._numbers(text)
        return self._compiled(tuple(numbers)) if numbers else None

    def _numbers(self, text: str) -> list[int] | None:
        """Return which alternatives may match in a text."""
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode()
            text = text.translate(_DOTTED) if self._ignore_case else text
        return self._sieve.Match(text)

    def may(self, text: str) -> bool:
        """Tell whether there may be a match in a text: where not, there surely is none."""
        return bool(self._numbers(text))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        exact = self._exact(text)
        return exact.search(text) if exact is not None else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of a whole text, or None."""
        exact = self._exact(text)
        return exact.fullmatch(text) if exact is not None else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all matches in a text."""
        exact = self._exact(text)
        return exact.finditer(text) if exact is not None else iter(())


def _alternatives(pattern: str) -> Iterator[str]:
    """Yield what stands between the `|` of an expression that are in no group."""
    depth = start = 0
    for token in _TOKEN.finditer(pattern):
        depth += (token[0] == "(") - (token[0] == ")")
        if token[0] == "|" and not depth:
            yield pattern[start : token.start()]
            start = token.end()
    yield pattern[start:]


def _wider(token: re.Match[str]) -> str:
    """Return what matches where a token of an expression does, and where RE2 can tell."""
    match token.lastgroup:
        case "look" | "place":
            return ""
        case "any":
            return "(?s:.)"
        case "letter":
            return f"[{_BEYOND[token[0][1]]}]"
        case "kept":
            return "(?s:.)" if _OTHERS.search(token[0]) else _LETTERS.sub(lambda one: _BEYOND[one[0][1]], token[0])
        case _:
            return token[0]
