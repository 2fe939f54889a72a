"""Pairs of OLD and NEW, or the name of an archive → edits of the links that are meant: `linkcheck replace`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from linkcheck import repair
from linkcheck.config import Settings
from linkcheck.links.originals import Originals
from linkcheck.links.replacing import Replacing
from linkcheck.model import Document, Edit, Replaced
from linkcheck.report.words import counted
from linkcheck.run.collect import Inventory
from linkcheck.run.rewriting import Prepare, Rewritten, readers, rewrite

OfText = Callable[[str], Replaced | None]
Ported = Callable[[str], str | None]
"""Returns host and port of an address that would be meant, if only its port had been named."""
MOST_HOSTS = 3
"""Hosts whose port is asked for."""


def by_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[OfText, Ported]:
    """Return what leads addresses from each OLD to its NEW, and what knows of missing ports; raises LinkcheckError."""
    replacing = Replacing(pairs)
    return replacing.of, replacing.ported


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
    ported: Ported | None = None,
) -> Rewritten:
    """Lead the links of the documents elsewhere, or show that as a diff; raises as `rewrite` does."""
    left: Counter[str] = Counter()

    def concerned(inventory: Inventory) -> Collection[str]:
        if ported is not None:
            meant = (row.reference for row in inventory.rows if not (row.reference.disabled or row.reference.untouched))
            left.update(host for one in meant if (host := ported(one.destination)) is not None)
        return {row.reference.path for row in inventory.rows if of_text(row.reference.destination) is not None}

    def plan(inventory: Inventory, reread: Mapping[str, Document]) -> tuple[Edit, ...]:
        edits = repair.plan_replacing(inventory.rows, reread, lambda reference: of_text(reference.destination))
        return repair.proved(reread, edits, readers(inventory)[0])

    done = await rewrite(
        paths, settings, cwd, concerned=concerned, plan=plan, warn=warn, listed=listed, prepare=prepare
    )
    hints = (
        f"{counted(number, 'link')} to {host} left as {'it is' if number == 1 else 'they are'}: OLD names no port"
        for host, number in left.most_common(MOST_HOSTS)
    )
    return dataclasses.replace(done, messages=(*done.messages, *hints))
