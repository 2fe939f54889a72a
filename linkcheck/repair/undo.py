"""Puts back what a run of --fix changed, byte for byte.

A file that is still as the run left it gets its old bytes back. One that was edited since is read again, and each
link that still stands as it was written is put back; what cannot be told for sure is left alone and said. So is a file
of which only some edits are taken back: the others stand, and can be taken back later.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from linkcheck.history import ChangeState, FileChange, Journal, JournalRun, digest
from linkcheck.model import Document, Edit, LinkcheckError
from linkcheck.repair.apply import apply, invert
from linkcheck.repair.inverse import invert_in_edited
from linkcheck.repair.places import refusal
from linkcheck.repair.proof import Read, Render, not_rendered, proved
from linkcheck.repair.recover import recover, sweep
from linkcheck.repair.renamed import Renamed
from linkcheck.repair.undone import lines_of, nothing_lines
from linkcheck.repair.urls import Urls
from linkcheck.repair.write import write
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import read_regular

_OVER = (ChangeState.UNDONE, ChangeState.REFUSED)
_MISFIT = "the journal does not fit this file"


class _Ways(Struct, frozen=True):
    read: Read
    render: Render
    renamed: Renamed
    only: Collection[Path] | None
    urls: Urls

    def concern(self, change: FileChange) -> bool:
        """Tell whether something of a file is to be put back, by the name that it had or has now."""
        edits = (*change.edits, *(edit for one in change.taken for edit in one.edits))
        if self.urls and not any(map(self.urls.concern, edits)):
            return False
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
    urls: Sequence[str] = (),
) -> Undone:
    """Put back a run's edits; without a number those of the latest run that has something to put back.

    `only` names the files that are put back, by absolute paths, old or new; all are where it is None. With `urls` only
    edits are taken back whose old or new address is one of them.

    A file outside of the journal's bounds is neither read nor written, whatever the journal says. With `render`, lines
    that are put into a file that was edited since must leave its page the same. A file that is gone is looked for among
    `posts`: one that holds just what the run wrote is the same under another name.

    Raises LinkcheckError for a number that no run has, and for a journal that cannot be read.
    """
    with journal.alone():
        recover(journal)
        return _undo(journal, run, _Ways(read, render, Renamed(posts, journal), only, Urls(urls)), cwd)


def _undo(journal: Journal, run: int | None, ways: _Ways, cwd: Path) -> Undone:
    runs = journal.runs()
    if run is not None:
        chosen = [known for known in runs if known.id == run]
        if not chosen:
            raise LinkcheckError(f"no run {run} in the journal; `linkcheck undo --list` shows those there are")
    else:
        chosen = [known for known in reversed(runs) if not known.undone]
    some = "of this" if ways.urls or ways.only is not None else ""
    for known in chosen:
        edits = _undo_run(journal, known, ways, cwd, named=run is not None)
        if edits:
            which = "" if known.id == runs[-1].id else ", for later ones have nothing " + (some or "to put back")
            return Undone(known.id, edits, lines_of(known, edits, ways.urls, which))
    changes = (change for known in chosen for change in journal.changes(known.id) if change.state not in _OVER)
    standing = (edit for change in changes for edit in change.edits)
    return Undone(None, (), nothing_lines(run, runs, ways.urls, standing, some=ways.only is not None))


def _undo_run(journal: Journal, run: JournalRun, ways: _Ways, cwd: Path, *, named: bool) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    changes = [change for change in journal.changes(run.id) if ways.concern(change)]
    sweep(change for change in changes if refusal(change.path, journal.bounds) is None)
    for change in changes:
        over = change.state in _OVER
        # A run that is asked for by its number is looked at again: the file may have come back from elsewhere since.
        if not over or (named and _holds(change, journal)):
            edits += _undo_file(journal, run, change, ways, cwd)
    return tuple(edits)


def _undo_file(journal: Journal, run: JournalRun, change: FileChange, ways: _Ways, cwd: Path) -> tuple[Edit, ...]:
    path = _shown(change.path, cwd)
    refused = refusal(change.path, journal.bounds)
    if refused is not None:
        return _refused(change, path, refused, ways)
    named = change.path
    try:
        if not os.path.lexists(named):
            change = ways.renamed.of(change)
            path = _shown(change.path, cwd)
        document = Document(path, read_regular(change.path, LARGEST))
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            journal.mark(run.id, named, ChangeState.UNDONE)  # else it would stand before all earlier runs for ever
        return _refused(change, path, f"the file cannot be read: {error.strerror or error}", ways)
    now = digest(document.data)
    if now == change.before:
        journal.mark(run.id, named, ChangeState.UNDONE)  # put back by other means
        return ()
    # Where some edits were taken back of an edited file, its digest says which stand, but not where they are.
    partly, change = bool(change.taken), change.as_in(now)
    exact = now == change.after and _fits(change, document)
    if now == change.after and not exact and not partly:
        return _refused(change, path, _MISFIT, ways)
    pairs = _inverted(change, document, ways, exact=exact)
    taken = [edit for edit, back in pairs if back.refused is None]
    whole = not ways.urls or len(taken) == len(change.edits)
    if taken:
        data = apply(document, [back for _, back in pairs])
        rest = None if whole else change.without(taken, now, digest(data))
        refused = _put_back(journal, run, named, document, data, change, rest)
    if refused is None and whole:
        journal.mark(run.id, named, ChangeState.UNDONE)
    return tuple(
        replace(back, applied=refused is None, refused=refused) if back.refused is None else back for _, back in pairs
    )


def _inverted(change: FileChange, document: Document, ways: _Ways, *, exact: bool) -> list[tuple[Edit, Edit]]:
    """Return the edits that are to be taken back, each with its inverse."""
    backs = invert(change.edits, document.path) if exact else invert_in_edited(document, change.edits, ways.read)
    pairs = [pair for pair in zip(change.edits, backs, strict=True) if ways.urls.concern(pair[0])]
    if exact and len(pairs) == len(change.edits):
        return pairs
    pairs.sort(key=lambda pair: pair[1].span)  # the order in which `proved` returns them
    sure = proved({document.path: document}, [back for _, back in pairs], ways.read, ways.render)
    return [(edit, back) for (edit, _), back in zip(pairs, sure, strict=True)]


def _fits(change: FileChange, document: Document) -> bool:
    try:
        return digest(apply(document, invert(change.edits, document.path))) == change.before
    except ValueError:
        return False


def _put_back(
    journal: Journal,
    run: JournalRun,
    named: Path,
    document: Document,
    data: bytes,
    change: FileChange,
    rest: FileChange | None,
) -> str | None:
    """Write a file, `rest` of whose edits stand; return why it was left as it is.

    What stands is in the journal before the file is written: after a kill the file's digest tells which of both it is.
    """
    try:
        if rest is not None:
            journal.amend(run.id, named, rest)
        refused = write(change.path, document.data, data)
        if rest is not None and refused is not None:
            journal.amend(run.id, named, change)
    except LinkcheckError as error:
        return str(error)
    return refused


def _holds(change: FileChange, journal: Journal) -> bool:
    try:
        return refusal(change.path, journal.bounds) is None and (
            digest(read_regular(change.path, LARGEST)) in change.digests
        )
    except OSError:
        return False


def _refused(change: FileChange, path: str, reason: str, ways: _Ways) -> tuple[Edit, ...]:
    backs = invert([edit for edit in change.edits if ways.urls.concern(edit)], path)
    return tuple(replace(back, refused=reason) for back in backs)


def _shown(path: Path, cwd: Path) -> str:
    try:
        return Path(os.path.relpath(path, cwd.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()
