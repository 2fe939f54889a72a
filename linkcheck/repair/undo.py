"""Puts back what a run of --fix changed, byte for byte.

A file that is still as the run left it gets its old bytes back. One that was edited since is read again, and each
link that still stands as it was written is put back; what cannot be told for sure is left alone and said.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from msgspec import Struct, structs

from linkcheck.history import ChangeState, FileChange, Journal, JournalRun, digest
from linkcheck.model import Document, Edit, LinkcheckError
from linkcheck.repair.apply import apply, invert
from linkcheck.repair.inverse import invert_in_edited
from linkcheck.repair.places import refusal
from linkcheck.repair.proof import Read, Render, not_rendered, proved
from linkcheck.repair.recover import recover, sweep, was_written
from linkcheck.repair.write import write
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import read_regular


class _Renamed:
    """Finds files that have other names by now, by what is in them."""

    def __init__(self, posts: Callable[[], Iterable[Path]], journal: Journal) -> None:
        self._posts, self._bounds = posts, journal.bounds
        self._by_digest: dict[str, list[Path]] | None = None

    def of(self, change: FileChange) -> FileChange:
        """Return the change of a file under the name that it has now; where there are several, as it is."""
        if self._by_digest is None:
            self._by_digest = {}
            for path in self._posts():
                with suppress(OSError):
                    if refusal(path, self._bounds) is None:
                        self._by_digest.setdefault(digest(read_regular(path, LARGEST)), []).append(path)
        found = self._by_digest.get(change.after, [])
        return structs.replace(change, path=found[0]) if len(found) == 1 else change


class _Ways(Struct, frozen=True):
    read: Read
    render: Render
    renamed: _Renamed
    only: Collection[Path] | None

    def concern(self, change: FileChange) -> bool:
        """Tell whether a file is to be put back, by the name that it had or has now."""
        if self.only is None or change.path in self.only:
            return True
        return not os.path.lexists(change.path) and self.renamed.of(change).path in self.only


class Undone(Struct, frozen=True):
    """The outcome of an undo."""

    run: int | None
    """None: there was nothing to put back."""
    edits: tuple[Edit, ...]
    """Inverted: `old` is what linkcheck had written, `new` what stood there before; applied or refused."""
    lines: tuple[str, ...]
    """The same in words, for the terminal."""


def undo(
    journal: Journal,
    run: int | None,
    read: Read,
    *,
    cwd: Path,
    render: Render = not_rendered,
    posts: Callable[[], Iterable[Path]] = tuple,
    only: Collection[Path] | None = None,
) -> Undone:
    """Put back a run's edits; without a number those of the latest run that has something to put back.

    `only` names the files that are put back, by absolute paths, old or new; all are where it is None.

    A file outside of the journal's bounds is neither read nor written, whatever the journal says. With `render`, lines
    that are put into a file that was edited since must leave its page the same. A file that is gone is looked for among
    `posts`: one that holds just what the run wrote is the same under another name.

    Raises LinkcheckError for a number that no run has, and for a journal that cannot be read.
    """
    with journal.alone():
        recover(journal)
        return _undo(journal, run, _Ways(read, render, _Renamed(posts, journal), only), cwd)


def _undo(journal: Journal, run: int | None, ways: _Ways, cwd: Path) -> Undone:
    runs = journal.runs()
    if run is not None:
        chosen = [known for known in runs if known.id == run]
        if not chosen:
            raise LinkcheckError(f"no run {run} in the journal; `linkcheck undo --list` shows those there are")
    else:
        chosen = [known for known in reversed(runs) if not known.undone]
    for known in chosen:
        edits = _undo_run(journal, known, ways, cwd, named=run is not None)
        if edits:
            return Undone(known.id, edits, _lines(known, edits, older=bool(runs) and known.id != runs[-1].id))
    return Undone(None, (), (_nothing(run, runs, some=ways.only is not None),))


def list_lines(journal: Journal) -> tuple[str, ...]:
    """Describe what the runs wrote, the newest last."""
    lines = tuple(
        _described(run, [one for one in journal.changes(run.id) if was_written(one, journal.bounds)])
        for run in journal.runs()
    )
    return lines or ("No run has changed a file here.",)


def _undo_run(journal: Journal, run: JournalRun, ways: _Ways, cwd: Path, *, named: bool) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    changes = [change for change in journal.changes(run.id) if ways.concern(change)]
    sweep(change for change in changes if refusal(change.path, journal.bounds) is None)
    for change in changes:
        over = change.state in {ChangeState.UNDONE, ChangeState.REFUSED}
        # A run that is asked for by its number is looked at again: the file may have come back from elsewhere since.
        if not over or (named and _holds(change, journal)):
            edits += _undo_file(journal, run, change, ways, cwd)
    return tuple(edits)


def _undo_file(journal: Journal, run: JournalRun, change: FileChange, ways: _Ways, cwd: Path) -> tuple[Edit, ...]:
    path = _shown(change.path, cwd)
    refused = refusal(change.path, journal.bounds)
    if refused is not None:
        return tuple(replace(edit, refused=refused) for edit in invert(change.edits, path))
    named = change.path
    try:
        if not os.path.lexists(named):
            change = ways.renamed.of(change)
            path = _shown(change.path, cwd)
        data = read_regular(change.path, LARGEST)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            journal.mark(run.id, named, ChangeState.UNDONE)  # else it would stand before all earlier runs for ever
        reason = f"the file cannot be read: {error.strerror or error}"
        return tuple(replace(edit, refused=reason) for edit in invert(change.edits, path))
    if digest(data) == change.before:
        journal.mark(run.id, named, ChangeState.UNDONE)  # put back by other means
        return ()
    document = Document(path, data)
    edits = invert(change.edits, path)
    if digest(data) != change.after:
        edits = proved({path: document}, invert_in_edited(document, change.edits, ways.read), ways.read, ways.render)
    if any(edit.refused is None for edit in edits):
        refused = _put_back(change, document, edits)
    if refused is None:
        journal.mark(run.id, named, ChangeState.UNDONE)
    return tuple(
        replace(edit, applied=refused is None, refused=refused) if edit.refused is None else edit for edit in edits
    )


def _put_back(change: FileChange, document: Document, edits: Sequence[Edit]) -> str | None:
    """Write a file; return why it was left as it is."""
    try:
        data = apply(document, edits)
    except ValueError:
        data = None
    if data is None or (digest(document.data) == change.after and digest(data) != change.before):
        return "the journal does not fit this file"
    return write(change.path, document.data, data)


def _holds(change: FileChange, journal: Journal) -> bool:
    try:
        return refusal(change.path, journal.bounds) is None and (
            digest(read_regular(change.path, LARGEST)) == change.after
        )
    except OSError:
        return False


def _shown(path: Path, cwd: Path) -> str:
    try:
        return Path(os.path.relpath(path, cwd.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def _lines(run: JournalRun, edits: Sequence[Edit], *, older: bool) -> tuple[str, ...]:
    put_back = sum(edit.applied for edit in edits)
    files = len({edit.path for edit in edits if edit.applied})
    which = f"run {run.id} of {run.at:%Y-%m-%d %H:%M}" + (", for later ones have nothing to put back" if older else "")
    noun = "definition" if edits and all(not edit.old for edit in edits) else "link"
    return (
        f"Put back {_count(put_back, noun)} in {_count(files, 'file')} ({which}).",
        *(
            f"{edit.path}: left as it is: {edit.refused}: {(edit.old or edit.new).decode(errors='replace').strip()}"
            for edit in edits
            if edit.refused is not None
        ),
    )


def _nothing(run: int | None, runs: Sequence[JournalRun], *, some: bool) -> str:
    if some:
        return f"Nothing to put back in these posts{'' if run is None else f' in run {run}'}."
    if run is not None:
        return f"Nothing to put back in run {run}."
    return "Nothing to undo: " + ("all runs have been put back." if runs else "no run has changed a file here.")


def _described(run: JournalRun, written: Sequence[FileChange]) -> str:
    when = f"run {run.id}  {run.at:%Y-%m-%d %H:%M}"
    if not written:
        return f"{when}  nothing was written"
    edits = _count(sum(len(one.edits) for one in written), "definition" if run.removed else "link")
    return f"{when}  {edits} in {_count(len(written), 'file')}{' (put back)' if run.undone else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
