"""What a report says of the place of its documents: whose they are, at which commit, and whether a person sits there.

Git is asked only for a report that shows it: a run that prints words starts no other program.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkcheck import report
from linkcheck.config import Settings
from linkcheck.model import WorkTree
from linkcheck.sources.extraction import Source
from linkcheck.sources.owners import owners
from linkcheck.sources.work_tree import is_ci, work_tree_at

SHOWING = frozenset({"html", "json"})
"""Formats that lead to a place."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of the place of documents."""

    owner: Callable[[str], str | None] = lambda path: None
    work_tree: WorkTree | None = None
    in_ci: bool | None = None


NOWHERE = Whereabouts()


def whereabouts(sources: Sequence[Source], settings: Settings, cwd: Path) -> Whereabouts:
    """Return what the reports of these settings show of documents; asked before a fix, for it is of what was read."""
    formats = {report.format_for(output, settings.format) for output in settings.outputs or ("-",)}
    if not formats & SHOWING:
        return NOWHERE
    known = work_tree_at(cwd, {source.path for source in sources}, os.environ)
    return Whereabouts(owners(cwd), known, is_ci(os.environ))
