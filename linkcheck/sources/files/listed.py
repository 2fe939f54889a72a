"""Lists of files, as other programs write them: `git ls-files`, `git diff --name-only -z`, `find -print0`."""

from __future__ import annotations

import os
from pathlib import Path


def listed(data: bytes) -> tuple[Path, ...]:
    """Return the files of a list: one a line, or between NULs where there are any. Blank lines name none."""
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return tuple(Path(os.fsdecode(name)) for name in names if name.strip())
