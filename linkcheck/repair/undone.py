"""What undo says: the runs there are, what it put back, and what it left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linkcheck.history import ChangeState, FileChange, Journal, JournalRun
from linkcheck.model import Edit
from linkcheck.repair.recover import as_found, was_written
from linkcheck.repair.urls import Urls, nearest


def list_lines(journal: Journal) -> tuple[str, ...]:
    """Describe what the runs wrote, and how much of it is put back, the newest last."""
    bounds = journal.bounds
    lines = tuple(
        _described(run, [as_found(one, bounds) for one in journal.changes(run.id) if was_written(one, bounds)])
        for run in journal.runs()
    )
    return lines or ("No run has changed a file here.",)


def _described(run: JournalRun, written: Sequence[FileChange]) -> str:
    when = f"run {run.id}  {run.at:%Y-%m-%d %H:%M}"
    if not written:
        return f"{when}  nothing was written"
    taken = [sum(len(some.edits) for some in one.taken) for one in written]
    total = sum(len(one.edits) for one in written) + sum(taken)
    back = sum(
        some + (len(one.edits) if one.state is ChangeState.UNDONE else 0)
        for one, some in zip(written, taken, strict=True)
    )
    edits = count(total, "definition" if run.removed else "link")
    ended = " (put back)" if run.undone else f", {back:,} of them put back" if back else ""
    return f"{when}  {edits} in {count(len(written), 'file')}{ended}"


def lines_of(run: JournalRun, edits: Sequence[Edit], urls: Urls, which: str) -> tuple[str, ...]:
    """Describe what an undo put back, and of which URLs the run has nothing; `which` says why this run."""
    put_back = sum(edit.applied for edit in edits)
    files = len({edit.path for edit in edits if edit.applied})
    noun = "definition" if edits and all(not edit.old for edit in edits) else "link"
    return (
        f"Put back {count(put_back, noun)} in {count(files, 'file')} (run {run.id} of {run.at:%Y-%m-%d %H:%M}{which}).",
        *(
            f"{edit.path}: left as it is: {edit.refused}: {(edit.old or edit.new).decode(errors='replace').strip()}"
            for edit in edits
            if edit.refused is not None
        ),
        *(f"Nothing to put back of {url} in run {run.id}." for url in urls.missing(edits)),
    )


def nothing_lines(
    run: int | None, runs: Sequence[JournalRun], urls: Urls, standing: Iterable[Edit], *, some: bool
) -> tuple[str, ...]:
    """Say that there is nothing to put back, and which of the edits that stand may have been meant."""
    where = f"{' in these posts' if some else ''}{'' if run is None else f' in run {run}'}"
    if urls:
        edits = tuple(standing)
        return tuple(
            f"Nothing to put back of {url}{where}"
            + (f"; did you mean {near}?" if (near := nearest(url, edits)) else ".")
            for url in urls.missing(())
        )
    if some or run is not None:
        return (f"Nothing to put back{where}.",)
    return ("Nothing to undo: " + ("all runs have been put back." if runs else "no run has changed a file here."),)


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
