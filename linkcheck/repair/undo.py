"""Puts back what a run of --fix changed, byte for byte.

A file that is still as the run left it gets its old bytes back. One that was edited since is read again, and each
link that still stands as it was written is put back; what cannot be told for sure is left alone and said.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck.errors import LinkcheckError
from linkcheck.history import ChangeState, FileChange, History, Run, digest
from linkcheck.model import Document, Edit, Span
from linkcheck.repair.write import write
from linkcheck.rewrite import Read, apply, proved
from linkcheck.rewrite.apply import Shift


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back."""

    run: int | None
    """None: there was nothing to put back."""
    edits: tuple[Edit, ...]
    """Turned round: `old` is what linkcheck had written, `new` what stood there before; applied or refused."""
    lines: tuple[str, ...]
    """All of it in words, for the terminal."""


def undo(history: History, run: int | None, read: Read, *, cwd: Path) -> Undone:
    """Put back a run's edits; without a number those of the latest run that has something to put back.

    Raises LinkcheckError for a number that no run has.
    """
    runs = history.runs()
    if run is not None:
        chosen = [known for known in runs if known.id == run]
        if not chosen:
            raise LinkcheckError(f"no run {run} in the journal; `linkcheck undo --list` shows those there are")
    else:
        chosen = [known for known in reversed(runs) if not known.undone]
    for known in chosen:
        edits = _undo_run(history, known, read, cwd)
        if edits:
            return Undone(known.id, edits, _lines(known, edits, older=bool(runs) and known.id != runs[-1].id))
    return Undone(None, (), (_nothing(run, runs),))


def list_lines(history: History) -> tuple[str, ...]:
    """Describe the runs that changed files, the newest last."""
    lines = tuple(_described(run) + (" (put back)" if run.undone else "") for run in history.runs())
    return lines or ("No run has changed a file here.",)


def _undo_run(history: History, run: Run, read: Read, cwd: Path) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    for change in history.changes(run.id):
        if change.state not in {ChangeState.UNDONE, ChangeState.REFUSED}:
            edits += _undo_file(history, run, change, read, cwd)
    return tuple(edits)


def _undo_file(history: History, run: Run, change: FileChange, read: Read, cwd: Path) -> tuple[Edit, ...]:
    path = _shown(change.path, cwd)
    try:
        data = change.path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        return tuple(replace(edit, refused=reason) for edit in _turned(change.edits, path))
    if digest(data) == change.before:
        # Never written, because the run was ended before, or put back by other means.
        state = ChangeState.REFUSED if change.state is ChangeState.PLANNED else ChangeState.UNDONE
        history.mark(run.id, change.path, state)
        return ()
    document = Document(path, data)
    edits = _turned(change.edits, path)
    if digest(data) != change.after:
        edits = proved({path: document}, _found_again(document, change.edits, read), read)
    refused = None
    if any(edit.refused is None for edit in edits):
        refused = write(change.path, data, apply(document, edits))
    if refused is None:
        history.mark(run.id, change.path, ChangeState.UNDONE)
    return tuple(
        replace(edit, applied=refused is None, refused=refused) if edit.refused is None else edit for edit in edits
    )


def _shown(path: Path, cwd: Path) -> str:
    try:
        return Path(os.path.relpath(path, cwd.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def _turned(edits: Sequence[Edit], path: str) -> tuple[Edit, ...]:
    """Turn edits round, for the file as they left it."""
    shift = Shift(edits)
    return tuple(_turn(edit, path, shift(edit.span.start)) for edit in edits)


def _turn(edit: Edit, path: str, start: int, refused: str | None = None) -> Edit:
    return Edit(path, Span(start, start + len(edit.new)), edit.new, edit.old, "undo", refused=refused)


def _found_again(document: Document, edits: Sequence[Edit], read: Read) -> tuple[Edit, ...]:
    """Turn edits round for a file that was edited since: by the links that stand there now.

    Links that were written alike are told apart by their order, so all of them must still be there, and no other,
    unless all of them were one and the same before.
    """
    spans = [reference.span for reference in read(document).references]
    groups: dict[bytes, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.new, []).append(edit)
    turned: list[Edit] = []
    for new, several in groups.items():
        starts = [start for span in spans if (start := _start_of(new, span, document.data)) is not None]
        alike = len({edit.old for edit in several}) == 1
        told = len(starts) == len(several) or (alike and len(starts) < len(several))
        for edit, start in zip(several, [*starts, *[None] * len(several)], strict=False):
            if told and start is not None:
                turned.append(_turn(edit, document.path, start))
            else:
                turned.append(_turn(edit, document.path, edit.span.start, _why_not(len(starts), len(several))))
    return tuple(sorted(turned, key=lambda edit: edit.span))


def _start_of(new: bytes, span: Span, data: bytes) -> int | None:
    """Return where the written bytes start if this destination is them; `<…>` may have been written around it."""
    for start, end in ((span.start, span.end), (span.start - 1, span.end + 1)):
        if start >= 0 and data[start:end] == new:
            return start
    return None


def _why_not(found: int, written: int) -> str:
    if found == 0:
        return "the file was edited since, and this link is no longer there"
    return f"the file was edited since: this link was written {written} times and is now there {found} times"


def _lines(run: Run, edits: Sequence[Edit], *, older: bool) -> tuple[str, ...]:
    put_back = sum(edit.applied for edit in edits)
    files = len({edit.path for edit in edits if edit.applied})
    which = f"run {run.id} of {run.at:%Y-%m-%d %H:%M}" + (", for later ones have nothing to put back" if older else "")
    return (
        f"Put back {_count(put_back, 'link')} in {_count(files, 'file')} ({which}).",
        *(
            f"{edit.path}: left as it is: {edit.refused}: {edit.old.decode(errors='replace')}"
            for edit in edits
            if edit.refused is not None
        ),
    )


def _nothing(run: int | None, runs: Sequence[Run]) -> str:
    if run is not None:
        return f"Nothing to put back in run {run}."
    return "Nothing to undo: " + ("all runs have been put back." if runs else "no run has changed a file here.")


def _described(run: Run) -> str:
    return f"run {run.id}  {run.at:%Y-%m-%d %H:%M}  {_count(run.edits, 'link')} in {_count(run.files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
