"""A line of a `.gitignore` as pathspec reads it. Imported where there is one: pathspec takes long to load."""

from __future__ import annotations

from typing import Any

from pathspec.pattern import RegexMatchResult
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from linkcheck.strangers import LinearPattern

FEW = 2
"""Stars that Python's engine may try in all ways: the square of a name's length."""


class IgnorePattern(GitIgnoreSpecPattern):
    """A line of a `.gitignore`, searched in linear time."""

    __slots__ = ("_linear",)

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self._linear: LinearPattern | None = None
        if self.regex is not None and line.count("*") > FEW:
            self._linear = LinearPattern(str(self.regex.pattern))

    def match_file(self, file: Any) -> RegexMatchResult | None:
        engine = self._linear or self.regex
        found = engine.search(file) if engine is not None else None
        return RegexMatchResult(found) if found is not None else None  # type: ignore[arg-type]  # RE2's looks the same
