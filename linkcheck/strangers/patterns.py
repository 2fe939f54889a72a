"""Regular expressions in linear time, by RE2: `(a+)+$` and `*a*a*a*b` would keep Python's engine busy for years.

The syntax is that of Python for all that RE2 knows. Look-around, back-references and possessive repetition cannot be
had in linear time; they are an error that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re2

_MOST_MEMORY = 1 << 20
"""Bytes of a compiled expression. The time of a search grows with it, to a tenth of a second at worst."""
_LONGEST = 10_000
"""Characters of an expression."""
MOST_PATTERNS = 5_000
"""Patterns of one list: each is tried on each name or address."""
_SPECIAL = re.compile(r"[\\.^$|?*+()\[\]{}]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NOT_LINEAR = re.compile(r"\(\?(?:<?[=!]|>|\(|P=)|\\[1-9]|[*+?}]\+")
"""The beginnings of what RE2 leaves out on purpose."""


class BadPatternError(ValueError):
    """Tells why a text is no regular expression here."""


@dataclass(frozen=True, slots=True)
class LinearPattern:
    """A compiled regular expression. It raises `BadPatternError` when it cannot be made."""

    pattern: str
    """As people write it for Python's `re`."""
    _compiled: re2._Regexp[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile it."""
        import re2  # takes a while to load, and most runs have no expression

        if len(self.pattern) > _LONGEST:
            raise BadPatternError(f"it is longer than {_LONGEST:,} characters")
        options = re2.Options()
        options.max_mem = _MOST_MEMORY
        options.log_errors = False  # they would be written to standard error
        try:
            compiled = re2.compile(_ESCAPE.sub(_spelt, _encodable(self.pattern)), options)
        except re2.error as error:
            raise BadPatternError(_words(self.pattern, error)) from None
        object.__setattr__(self, "_compiled", compiled)

    def search(self, text: str) -> re2._Match[str] | None:
        """Return the first match in a text, or None."""
        return self._compiled.search(_encodable(text))

    def fullmatch(self, text: str) -> re2._Match[str] | None:
        """Return the match of a whole text, or None."""
        return self._compiled.fullmatch(_encodable(text))


def escape(text: str) -> str:
    """Return the expression that means a text itself."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _spelt(escape: re.Match[str]) -> str:
    return r"\z" if escape[1] == "Z" else escape[0]  # the end of a text; no other spelling differs


def _encodable(text: str) -> str:
    """Return a text that can be UTF-8: a name of a file may hold bytes that are none."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _words(pattern: str, error: re2.error) -> str:
    told = error.args[0]
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    if "too large" in words or "repetition size" in words:
        return f"{words}; it would take too long"
    if _NOT_LINEAR.search(pattern):
        return f"{words}; look-around, back-references and possessive repetition are not known here"
    return words
