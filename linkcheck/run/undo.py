"""The edits of an earlier run → the files as they were before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from linkcheck import repair
from linkcheck.config import Settings, state_directory
from linkcheck.history import History
from linkcheck.model import LinkcheckError
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources import documents, files, site


@dataclass(frozen=True, slots=True)
class Undoing:
    """The result of `undo`, ready to be printed."""

    lines: tuple[str, ...]
    exit_code: int


def undo(
    run_id: str | None,
    settings: Settings,
    cwd: Path,
    *,
    listing: bool = False,
    posts: Sequence[str] = (),
    urls: Sequence[str] = (),
) -> Undoing:
    """Put back a run's edits, the latest run's without `run_id`, in some posts or of some URLs alone; or list the runs.

    Raises LinkcheckError for a run that the journal does not know.
    """
    if run_id is not None and not run_id.isdecimal():
        raise LinkcheckError(f"{run_id}: a run is a number; linkcheck undo --list shows them")
    root = site.find_root([Path()], cwd)
    state = state_directory(settings, root)
    if (fault := fault_of_state(state)) is not None:
        raise LinkcheckError(fault)
    if not state.exists():
        return Undoing((f"Nothing to undo: there is no journal in {state}. Was the fix run for another folder?",), 0)
    with History(state, warn=_refuse, bounds=bounds_of(state, root)) as history:
        if listing:
            return Undoing(repair.list_lines(history.journal), 0)
        blog = site.load(root)
        readable = files.Readable(documents.suffixes(), documents.suffixes())
        number = int(run_id) if run_id is not None else None
        undone = repair.undo(
            history.journal,
            number,
            lambda one: documents.extract(one, blog.dialect_of(cwd / one.path)),
            cwd=cwd,
            render=lambda one: documents.render(one, blog.dialect_of(cwd / one.path)),
            urls=urls,
            only={(cwd / post).resolve() for post in posts} or None,
            posts=lambda: (
                files.find([root], cwd=cwd, exclude=settings.exclude_paths, readable=readable, root=root).paths
            ),
        )
    return Undoing(undone.lines, 1 if any(edit.refused for edit in undone.edits) else 0)


def _refuse(message: str) -> NoReturn:
    """Stop where a run would go on without a history: "nothing to undo" would not be true."""
    raise LinkcheckError(message)
