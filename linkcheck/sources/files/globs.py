"""Patterns among the paths of a user: `./**/*.md`, as shells expand them, where none did.

A workflow quotes them, and no shell of Windows expands any. A pattern means those files below its folder that are found
where that folder is named: neither hidden ones nor those that git ignores. One that means none is no fault: who copies
a list of patterns from another checker need not have all those kinds of files.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from linkcheck.sources.files.ignore import IgnoreSpec

_SIGNS = frozenset("*?[")


def split(path: Path) -> tuple[Path, str] | None:
    """Return the folder before the first sign of a pattern, and the pattern from there; None where there is no sign.

    A file whose own name has such a sign is a path: ask for it first.
    """
    first = next((number for number, part in enumerate(path.parts) if _SIGNS & set(part)), None)
    if first is None:
        return None
    return Path(*path.parts[:first]), "/".join(path.parts[first:])


def pattern(text: str, folder: Path) -> Callable[[Path], bool]:
    """Return what tells whether a file below a folder is meant by a pattern that begins there."""
    spec = IgnoreSpec([f"/{text}"], lenient=True)
    return lambda file: spec.says(Path(os.path.relpath(file, folder)).as_posix()) is True
