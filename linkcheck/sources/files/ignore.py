"""Patterns of files as `.gitignore` has them, in time that no pattern can stretch.

pathspec makes regular expressions of them, and Python's engine takes minutes for `*a*a*a*a*ab` and one long name. Its
own back end for RE2 gives up on some patterns of git's; so patterns with many stars are searched one by one by ours.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

import pathspec
from pathspec.pattern import RegexMatchResult
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from linkcheck.strangers import MOST_PATTERNS, LinearPattern

FEW = 2
"""Stars that Python's engine may try in all ways: the square of a name's length."""


class BadIgnoreError(ValueError):
    """Tells that a line is no pattern of files."""


class _Pattern(GitIgnoreSpecPattern):
    """A line of a `.gitignore`."""

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


class IgnoreSpec:
    """Tells which files some patterns mean; the last one that fits decides, as in git."""

    def __init__(self, lines: Iterable[str], *, lenient: bool = False) -> None:
        """Take patterns; raises `BadIgnoreError` for a line that is none, and for too many of them.

        If `lenient`, the lines that are none are passed over, as git does, and so are those that are too many.
        """
        lines = list(lines)
        if len(lines) > MOST_PATTERNS and not lenient:
            raise BadIgnoreError(f"there may be {MOST_PATTERNS:,} patterns of files, and not {len(lines):,}")
        self._spec = pathspec.GitIgnoreSpec(list(_patterns(lines[:MOST_PATTERNS], lenient=lenient)), backend="simple")

    def says(self, path: str) -> bool | None:
        """Return True for a path that is meant, False for one brought back by `!`, None for one not spoken of."""
        return self._spec.check_file(path).include


def _patterns(lines: Iterable[str], *, lenient: bool) -> Iterable[_Pattern]:
    for line in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # of `re`, for `[[:alpha:]]`
                yield _Pattern(line)
        except (ValueError, re.error) as error:
            if not lenient:
                raise BadIgnoreError(f"{line!r} is no pattern of files: {error}") from error
