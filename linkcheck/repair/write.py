"""Edits → files. The journal first, then each file in one step: at no moment is a post half-written or not undoable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from linkcheck.history import ChangeState, FileChange, Journal, digest
from linkcheck.model import Document, Edit
from linkcheck.repair.apply import apply
from linkcheck.repair.places import inside
from linkcheck.repair.recover import recover
from linkcheck.sources.files import FileChangedError, write_atomically


def repair(
    edits: Sequence[Edit],
    documents: Mapping[str, Document],
    journal: Journal,
    *,
    cwd: Path,
) -> tuple[Edit, ...]:
    """Write the edits that are not refused; return all of them: applied, or with the reason why not.

    No file outside of the journal's bounds is written.

    The whole run is in the journal before the first file is replaced, so an end at any moment leaves files that are
    either old or new, and `undo` can tell which by their hash. Two runs write one after the other.

    Raises LinkcheckError when the journal cannot be written: then nothing was changed.
    """
    edits = inside(edits, journal.bounds, cwd)
    planned: dict[str, list[Edit]] = {}
    for edit in edits:
        if edit.refused is None:
            planned.setdefault(edit.path, []).append(edit)
    refusals: dict[str, str | None] = dict(_second_names(planned, cwd))
    after = {path: apply(documents[path], planned[path]) for path in planned if path not in refusals}
    if after:
        with journal.alone():
            recover(journal)
            run = journal.begin_run()
            journal.record(run, [_change(documents[path], new, planned[path], cwd) for path, new in after.items()])
            for path, new in after.items():
                refusals[path] = _replace(cwd / path, documents[path].data, new, journal, run)
    return tuple(
        replace(edit, applied=refusals[edit.path] is None, refused=refusals[edit.path])
        if edit.refused is None
        else edit
        for edit in edits
    )


def write(path: Path, before: bytes, after: bytes) -> str | None:
    """Replace a file that still holds `before`; return None, or why nothing was written."""
    try:
        write_atomically(path, after, before)
    except FileChangedError:
        return "the file changed since it was read; run linkcheck again"
    except OSError as error:
        return f"the file cannot be written: {error.strerror or error}"
    return None


def _change(document: Document, after: bytes, edits: Sequence[Edit], cwd: Path) -> FileChange:
    return FileChange(cwd / document.path, digest(document.data), digest(after), tuple(edits))


def _replace(path: Path, before: bytes, after: bytes, journal: Journal, run: int) -> str | None:
    """Replace one file and note it; return why it was left as it is."""
    refused = write(path, before, after)
    journal.mark(run, path, ChangeState.APPLIED if refused is None else ChangeState.REFUSED)
    return refused


def _second_names(paths: Iterable[str], cwd: Path) -> Mapping[str, str]:
    """Return the paths that lead, through links of the file system, to a file that an earlier path leads to."""
    firsts: dict[Path, str] = {}
    return {
        path: f"this is the same file as {first}"
        for path in paths
        if (first := firsts.setdefault((cwd / path).resolve(), path)) != path
    }
