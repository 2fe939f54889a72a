"""files → edits → files, by the writer of `--fix` and without a check: what `prune` and `replace` have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck import repair
from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.model import Document, Edit, LinkcheckError, Position
from linkcheck.run import committing
from linkcheck.run.collect import Inventory, collect
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources import documents
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.extraction import again
from linkcheck.strangers import Boundary

Plan = Callable[[Inventory, Mapping[str, Document]], tuple[Edit, ...]]
"""Plans and proves; gets the documents that can still be edited, by path."""
Prepare = Callable[[Inventory], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of the planned edits."""

    edits: tuple[Edit, ...]
    diff: bytes
    """Of those that are not refused, where a diff is asked for."""
    places: Mapping[tuple[str, int], Position]
    """Path and start of each refused edit → its line and column."""
    messages: tuple[str, ...] = ()
    exit_code: int = 0
    """1 where something was refused, 2 where nothing could be written, or not committed."""
    commits: int = 0


async def rewrite(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    *,
    concerned: Callable[[Inventory], Collection[str]],
    plan: Plan,
    warn: Callable[[str], None],
    listed: Sequence[Path] = (),
    prepare: Prepare | None = None,
) -> Rewritten:
    """Read, plan, prove, and write or show. `concerned` names the paths of the documents that a plan is about.

    `prepare` may ask what the plan has to know, before anything is planned.

    Raises LinkcheckError for what the user can mend: a path that is not there, a journal that cannot be used.
    """
    inventory = await collect(paths, settings, cwd, listed=listed)
    if prepare is not None:
        await prepare(inventory)
    wanted = concerned(inventory)
    reread = {
        source.path: document
        for source in inventory.extracted.sources
        if source.path in wanted and (document := again(source)) is not None
    }
    bounds = bounds_of(inventory.state, inventory.root)
    edits = repair.inside(plan(inventory, reread), bounds, cwd)
    if not settings.diff:
        return written(edits, reread, inventory, cwd, warn, commit=settings.commit)
    diff = b"".join(repair.diff(one, [edit for edit in edits if edit.path == one.path]) for one in reread.values())
    refused = [edit for edit in edits if edit.refused]
    return Rewritten(edits, diff, _places(refused, reread), inventory.messages, int(bool(refused)))


def written(
    edits: Sequence[Edit],
    reread: Mapping[str, Document],
    inventory: Inventory,
    cwd: Path,
    warn: Callable[[str], None],
    *,
    commit: bool,
) -> Rewritten:
    """Write proved edits of these documents, as one run of the journal; without a journal nothing is written.

    Raises LinkcheckError where the posts are to be committed and cannot be: then nothing is written either.
    """
    top = committing.work_tree_for(edits, cwd) if commit else None
    messages, code = inventory.messages, 0
    bounds = bounds_of(inventory.state, inventory.root)
    try:
        edits = _written(edits, reread, inventory.state, bounds, cwd, warn)
    except LinkcheckError as error:
        edits = tuple(replace(edit, refused=edit.refused or str(error)) for edit in edits)
        messages, code = (*messages, str(error)), 2
    committed = committing.commit(edits, top, cwd)
    messages, code = (*messages, *committed.faults), 2 if committed.faults else code
    refused = [edit for edit in edits if edit.refused]
    places = _places(refused, reread)
    return Rewritten(tuple(edits), b"", places, messages, code or int(bool(refused)), committed.number)


def _places(edits: Sequence[Edit], reread: Mapping[str, Document]) -> Mapping[tuple[str, int], Position]:
    lines = {path: LineIndex(reread[path].data) for path in {edit.path for edit in edits} if path in reread}
    return {
        (edit.path, edit.span.start): lines[edit.path].position(edit.span.start) for edit in edits if edit.path in lines
    }


def _written(
    edits: Sequence[Edit],
    reread: Mapping[str, Document],
    state: Path,
    bounds: Sequence[Boundary],
    cwd: Path,
    warn: Callable[[str], None],
) -> tuple[Edit, ...]:
    with History(state, warn=warn, fault=fault_of_state(state), bounds=bounds) as history:
        return repair.repair(edits, reread, history.journal, cwd=cwd)


def readers(inventory: Inventory) -> tuple[repair.Read, repair.Render]:
    """Return how the documents of an inventory are read, and rendered, each in its dialect."""
    dialects = {source.path: inventory.dialect_of(source.file) for source in inventory.extracted.sources}
    return (
        lambda one: documents.extract(one, dialects[one.path]),
        lambda one: documents.render(one, dialects[one.path]),
    )
