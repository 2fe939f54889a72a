"""Patterns of files as `.gitignore` has them, in time that no pattern can stretch.

pathspec makes regular expressions of them, and Python's engine takes minutes for `*a*a*a*a*ab` and one long name. Its
own back end for RE2 gives up on some patterns of git's; so patterns with many stars are searched one by one by ours.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from linkcheck.strangers import MOST_PATTERNS

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from linkcheck.sources.files.ignore_patterns import IgnorePattern


class BadIgnoreError(ValueError):
    """Tells that a line is no pattern of files."""


class IgnoreSpec:
    """Tells which files some patterns mean; the last one that fits decides, as in git."""

    def __init__(self, lines: Iterable[str], *, lenient: bool = False) -> None:
        """Take patterns; raises `BadIgnoreError` for a line that is none, and for too many of them.

        If `lenient`, the lines that are none are passed over, as git does, and so are those that are too many.
        """
        lines = list(lines)
        if len(lines) > MOST_PATTERNS and not lenient:
            raise BadIgnoreError(f"there may be {MOST_PATTERNS:,} patterns of files, and not {len(lines):,}")
        self._spec = _spec(lines[:MOST_PATTERNS], lenient=lenient) if lines else None

    def says(self, path: str) -> bool | None:
        """Return True for a path that is meant, False for one brought back by `!`, None for one not spoken of."""
        return self._spec.check_file(path).include if self._spec is not None else None


def _spec(lines: Iterable[str], *, lenient: bool) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec(list(_patterns(lines, lenient=lenient)), backend="simple")


def _patterns(lines: Iterable[str], *, lenient: bool) -> Iterable[IgnorePattern]:
    from linkcheck.sources.files.ignore_patterns import IgnorePattern

    for line in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # of `re`, for `[[:alpha:]]`
                yield IgnorePattern(line)
        except (ValueError, re.error) as error:
            if not lenient:
                raise BadIgnoreError(f"{line!r} is no pattern of files: {error}") from error
