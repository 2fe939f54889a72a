"""Ends a run that was killed: finds out which of its files were written, and removes what it left behind."""

from __future__ import annotations

import re
from pathlib import Path

from linkcheck.history import ChangeState, FileChange, Journal, digest
from linkcheck.repair.places import refusal
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import read_regular


def recover(journal: Journal) -> None:
    """Bring the journal's latest run to its end; those before it were recovered when it began.

    A change that is still planned was written or not: the file's hash tells. A file that holds neither was edited
    since, and its change stays planned. One outside of the journal's bounds is not looked at.
    """
    for run in journal.runs()[-1:]:
        for change in journal.changes(run.id):
            if change.state is ChangeState.PLANNED and refusal(change.path, journal.bounds) is None:
                _sweep(change.path)
                state = _state(change)
                if state is not None:
                    journal.mark(run.id, change.path, state)


def _state(change: FileChange) -> ChangeState | None:
    try:
        now = digest(read_regular(change.path, LARGEST))
    except OSError:
        return None
    if now == change.before:
        return ChangeState.REFUSED
    return ChangeState.APPLIED if now == change.after else None


def _sweep(path: Path) -> None:
    """Remove the temporary files that `files.write_atomically` had begun for a file, and no other's."""
    ours = re.compile(re.escape(f".{path.name}.") + r"[a-z0-9_]{8}\.tmp")  # mkstemp's eight letters
    try:
        for other in path.parent.iterdir():
            if ours.fullmatch(other.name):
                other.unlink()
    except OSError:
        return  # litter is no reason not to repair
