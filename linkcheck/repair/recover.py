"""Ends a run that was killed: finds out which of its files were written, and removes what it left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from linkcheck.history import ChangeState, FileChange, Journal, digest
from linkcheck.repair.places import refusal
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import Boundary, read_regular

_TEMPORARY = re.compile(r"\.(.+)\.[a-z0-9_]{8}\.tmp", re.DOTALL)
"""What `files.write_atomically` makes: mkstemp's eight letters."""


def recover(journal: Journal) -> None:
    """Bring the journal's latest run to its end; those before it were recovered when it began.

    A change that is still planned was written or not: the file's hash tells. A file that holds neither was edited
    since, and its change stays planned. One outside of the journal's bounds is not looked at.
    """
    for run in journal.runs()[-1:]:
        changes = [one for one in journal.changes(run.id) if refusal(one.path, journal.bounds) is None]
        sweep(changes)
        for change in changes:
            if change.state is ChangeState.PLANNED:
                state = _state(change)
                if state is not None:
                    journal.mark(run.id, change.path, state)


def was_written(change: FileChange, bounds: Sequence[Boundary]) -> bool:
    """Tell whether a change was made, be it put back by now or not; only looks."""
    if change.state is ChangeState.PLANNED:
        return refusal(change.path, bounds) is None and _state(change) is ChangeState.APPLIED
    return change.state is not ChangeState.REFUSED


def as_found(change: FileChange, bounds: Sequence[Boundary]) -> FileChange:
    """Return a change as its file has it: an undo that was killed before it wrote took nothing back. Only looks."""
    if not change.taken or refusal(change.path, bounds) is not None:
        return change
    try:
        return change.as_in(digest(read_regular(change.path, LARGEST)))
    except OSError:
        return change


def _state(change: FileChange) -> ChangeState | None:
    try:
        now = digest(read_regular(change.path, LARGEST))
    except OSError:
        return None
    if now == change.before:
        return ChangeState.REFUSED
    return ChangeState.APPLIED if now == change.after else None


def sweep(changes: Iterable[FileChange]) -> None:
    """Remove the temporary files that a fix or an undo had begun for these files when it was killed, and no others."""
    names: dict[Path, set[str]] = {}
    for change in changes:
        names.setdefault(change.path.parent, set()).add(change.path.name)
    for folder, ours in names.items():
        try:
            for other in folder.iterdir():
                begun = _TEMPORARY.fullmatch(other.name)
                if begun is not None and begun[1] in ours:
                    other.unlink()
        except OSError:
            continue  # litter is no reason not to repair
