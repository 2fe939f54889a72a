"""Sieves: RE2 says in microseconds of most texts that they surely hold nothing of what is sought, and Python's engine,
which takes a hundred times as long over a table of words, is only asked of the others.

A sieve is wider than what it stands before: it forgets where words begin and how often what comes, and takes almost any
character for a letter.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re2

_MOST_MEMORY = 16 << 20
"""Bytes of the longest table's expression with its automaton, as far as texts make it grow; beyond, it is made anew."""
_TOKEN = re.compile(
    r"(?P<look>\(\?<?[=!](?:\\.|\[(?:\\.|[^]\\])*\]|[^()\\[])*\))|(?P<kept>\[(?!\^)(?:\\.|[^]\\])*\])"
    r"|(?P<any>\[(?:\\.|[^]\\])*\]|\\[WSDs]|\.)|(?P<letter>\\[wd])|(?P<place>\\[bBAZ]|\^|\$)|(?P<times>\{\d*,?\d*\}\??)|\\.|.",
    re.DOTALL,
)
_LETTERS = re.compile(r"\\[wd]")
_OTHERS = re.compile(r"\\[WSDs]")
_BEYOND = r"0-\x{10ffff}"
"""All letters, digits and `_` of any Unicode; RE2 takes `\\w` and `\\d` for those of ASCII."""
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
    """A regular expression of Python's behind its sieve: it finds the same. Both are compiled when first needed."""

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        """Take an expression without groups in its look-around."""
        self.pattern, self._ignore_case = pattern, ignore_case

    @functools.cached_property
    def _exact(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE if self._ignore_case else 0)

    @functools.cached_property
    def _sieve(self) -> re2._Regexp[str]:
        import re2

        options = re2.Options()
        options.max_mem, options.never_capture, options.log_errors = _MOST_MEMORY, True, False
        options.case_sensitive = not self._ignore_case
        wider = _TOKEN.sub(_wider, self.pattern)
        return re2.compile(wider.translate(_DOTTED) if self._ignore_case else wider, options)

    def may(self, text: str) -> bool:
        """Tell whether there may be a match in a text: where not, there surely is none."""
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode()
            text = text.translate(_DOTTED) if self._ignore_case else text
        return self._sieve.search(text) is not None

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        return self._exact.search(text) if self.may(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of a whole text, or None."""
        return self._exact.fullmatch(text) if self.may(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all matches in a text."""
        return self._exact.finditer(text) if self.may(text) else iter(())


def _wider(token: re.Match[str]) -> str:
    """Return what matches where a token of an expression does, and where RE2 can tell."""
    match token.lastgroup:
        case "look" | "place":
            return ""
        case "times":
            return "*"
        case "any":
            return "(?s:.)"
        case "letter":
            return f"[{_BEYOND}]"
        case "kept":
            return "(?s:.)" if _OTHERS.search(token[0]) else _LETTERS.sub(lambda _: _BEYOND, token[0])
        case _:
            return token[0]
