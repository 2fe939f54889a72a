"""Whose a document is, by the file CODEOWNERS that GitHub and GitLab read.

Source: docs.github.com, "About code owners". Patterns are those of `.gitignore` but for `!`, `[…]` and `dir/*`, which
means the files of that folder alone; the last line that fits decides, and one without owners says that there are none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from linkcheck.sources.files import IgnoreSpec
from linkcheck.strangers import MOST_PATTERNS, Boundary

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""The first that is there counts."""

LARGEST = 3 << 20
"""Bytes; GitHub reads no larger one."""

_BLANK = re.compile(r"(?<!\\)\s+")


def owners(folder: Path) -> Callable[[str], str | None]:
    """Return what tells the owners of a path relative to an absolute folder, with blanks between; None for nobody."""
    boundary = Boundary.around(folder)
    lines = _lines(boundary)
    if not lines:
        return lambda path: None
    rules = [(IgnoreSpec([pattern], lenient=True), pattern, named) for pattern, named in reversed(lines)]

    def owner(path: str) -> str | None:
        inside = Path(os.path.relpath(folder / path, boundary.name)).as_posix()
        fitting = (named for spec, pattern, named in rules if _fits(spec, pattern, inside))
        return next(fitting, "") or None

    return owner


def _fits(spec: IgnoreSpec, pattern: str, path: str) -> bool:
    if not spec.says(path):
        return False
    nested = not pattern.endswith("/*") or "**" in pattern
    return nested or path.count("/") == pattern.lstrip("/").count("/")


def _lines(boundary: Boundary) -> Sequence[tuple[str, str]]:
    """Return pairs of a pattern and its owners, in the order of the file."""
    for place in PLACES:
        try:
            text = boundary.read_text(boundary.name / place, LARGEST)
        except (OSError, UnicodeDecodeError):
            continue
        split = (_BLANK.split(line.partition(" #")[0].strip(), maxsplit=1) for line in text.split("\n"))
        found = [(line[0], " ".join(line[1].split()) if len(line) > 1 else "") for line in split]
        return [one for one in found if one[0] and one[0][0] not in "#[^!"][-MOST_PATTERNS:]
    return ()
