"""Pairs of OLD and NEW, or the name of an archive → edits of the links that are meant: `linkcheck replace`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from linkcheck import repair
from linkcheck.config import Settings
from linkcheck.links.originals import Originals
from linkcheck.links.replacing import Replacing
from linkcheck.model import Document, Edit, Replaced
from linkcheck.run.collect import Inventory
from linkcheck.run.rewriting import Prepare, Rewritten, readers, rewrite

OfText = Callable[[str], Replaced | None]


def by_pairs(pairs: Iterable[tuple[str, str]]) -> OfText:
    """Return what leads addresses from each OLD to its NEW; raises LinkcheckError for what is none."""
    return Replacing(pairs).of


def to_original(archive: str) -> OfText:
    """Return what leads addresses of copies in an archive back to what was copied; raises LinkcheckError."""
    return Originals(archive).of


async def replace(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    of_text: OfText,
    *,
    warn: Callable[[str], None],
    listed: Sequence[Path] = (),
    prepare: Prepare | None = None,
) -> Rewritten:
    """Lead the links of the documents elsewhere, or show that as a diff; raises as `rewrite` does."""

    def concerned(inventory: Inventory) -> Collection[str]:
        return {row.reference.path for row in inventory.rows if of_text(row.reference.destination) is not None}

    def plan(inventory: Inventory, reread: Mapping[str, Document]) -> tuple[Edit, ...]:
        edits = repair.plan_replacing(inventory.rows, reread, lambda reference: of_text(reference.destination))
        return repair.proved(reread, edits, readers(inventory)[0])

    return await rewrite(
        paths, settings, cwd, concerned=concerned, plan=plan, warn=warn, listed=listed, prepare=prepare
    )
