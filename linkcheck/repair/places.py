"""Says which files may be written: posts below the root, and no link to anything else.

A path comes from a name in a repository or from a row of a journal, and both may be a stranger's. What git keeps for
itself (`.git/hooks`) and what a shell reads is no post.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from linkcheck.model import Edit
from linkcheck.sources.documents import suffixes
from linkcheck.sources.files import suffix_of
from linkcheck.strangers import Boundary


def refusal(file: Path, bounds: Collection[Boundary]) -> str | None:
    """Return why a file is not written, or None where it may be."""
    if not any(within.holds(file) for within in bounds):
        folders = " and ".join(sorted({str(within.name) for within in bounds}))
        return f"it lies outside of {folders}, and nothing there is written"
    real = Path(os.path.realpath(file))
    if any(suffix_of(each, suffixes()) not in suffixes() for each in (file, real)):
        return "it is no post, or a link to what is none"
    return None


def inside(edits: Sequence[Edit], bounds: Collection[Boundary], cwd: Path) -> tuple[Edit, ...]:
    """Return the edits, those refused whose file may not be written."""
    why = {path: refusal(cwd / path, bounds) for path in {edit.path for edit in edits}}
    return tuple(edit if edit.refused else replace(edit, refused=why[edit.path]) for edit in edits)
