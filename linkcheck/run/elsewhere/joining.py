"""Inventories told by other names, and several as one."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from msgspec import structs

from linkcheck.config import STATE, Settings, leveled
from linkcheck.model import Dialect, Gap, Problem, Reference, Row, Rule, Target
from linkcheck.run.collect import Inventory, collect, find_documents, in_order
from linkcheck.sources import files, site
from linkcheck.sources.extraction import Extracted, Source

MISSING = frozenset((Rule.MISSING_FILE, Rule.MISSING_HEADING, Rule.MISSING_PAGE))


async def collect_as(
    name: str, folder: Path, below: Path, settings: Settings, at_once: int | None, *, is_part: bool = False
) -> AsyncIterator[Inventory]:
    """Yield what is read of a folder, told by another name; the settings' own folder is none of its business.

    If it `is_part` of something larger, nothing is said of links that lead out of it.
    """
    limited = within if is_part else lambda inventory: inventory
    settings = replace(settings, file=None)
    root = next((one for one in (below, *below.parents) if one.is_relative_to(folder) and site.is_root(one)), folder)
    if at_once is None:
        yield told_as(limited(await collect((below,), settings, folder, root=root)), name)
        return
    documents = find_documents((below,), (), settings, folder, root)
    for start in range(0, len(documents), at_once):
        listed = documents[start : start + at_once]
        yield told_as(limited(await collect((), settings, folder, listed=listed, root=root)), name)


def told_as(inventory: Inventory, name: str) -> Inventory:
    """Return an inventory whose paths stand below a name."""
    known: dict[int, Reference] = {}  # rows and targets share them: 200,000 need not be there twice

    def told(reference: Reference) -> Reference:
        if id(reference) not in known:
            known[id(reference)] = structs.replace(reference, path=f"{name}/{reference.path}")
        return known[id(reference)]

    def of_source(source: Source) -> Source:
        # Its references are in the rows by their new names, and nothing reads them here again.
        said = replace(source.extraction, references=(), problems=())
        return replace(source, path=f"{name}/{source.path}", extraction=said)

    return replace(
        inventory,
        extracted=Extracted(tuple(map(of_source, inventory.extracted.sources)), ()),
        rows=tuple(structs.replace(row, reference=told(row.reference)) for row in inventory.rows),
        targets=tuple(replace(target, references=tuple(map(told, target.references))) for target in inventory.targets),
        problems=tuple(structs.replace(one, path=f"{name}/{one.path}") for one in inventory.problems),
    )


def faulty(faults: Iterable[tuple[str, str]], settings: Settings, folder: Path) -> Inventory:
    """Return the inventory of what could not be read: names, and why."""
    return bare([files.unreadable(name, why) for name, why in faults], settings, folder)


def bare(problems: Sequence[Problem], settings: Settings, folder: Path) -> Inventory:
    """Return an inventory that has problems alone."""
    return Inventory(
        extracted=Extracted((), ()),
        dialect_of=lambda file: Dialect(),
        targets=(),
        rows=(),
        problems=in_order(leveled(problems, settings.rules)),
        state=folder / STATE,
        fault=None,
        root=folder,
    )


def joined(first: Inventory, others: Sequence[Inventory]) -> Inventory:
    """Return one inventory of several; what is one in each (the root, the state) is that of the first."""
    every = (first, *others)
    sources = {source.path: source for one in reversed(every) for source in one.extracted.sources}
    rows = sorted((row for one in every for row in one.rows), key=_place_of_row)
    return replace(
        first,
        extracted=Extracted(tuple(sources.values()), first.extracted.problems),
        targets=_targets(every),
        rows=tuple(rows),
        problems=in_order(dict.fromkeys(problem for one in every for problem in one.problems)),
        gaps=_gaps(every),
        messages=tuple(dict.fromkeys(words for one in every for words in one.messages)),
    )


def _targets(inventories: Iterable[Inventory]) -> tuple[Target, ...]:
    owned: defaultdict[str, list[Target]] = defaultdict(list)
    for inventory in inventories:
        for target in inventory.targets:
            owned[target.url].append(target)
    return tuple(_one(owned[url]) for url in sorted(owned))


def _one(targets: Sequence[Target]) -> Target:
    """Return one target of several of a URL: it is asked for where one of them is."""
    if len(targets) == 1:
        return targets[0]
    references = sorted((each for target in targets for each in target.references), key=_place)
    asked = next((target for target in targets if target.preset is None), targets[0])
    return replace(asked, references=tuple(references))


def _gaps(inventories: Iterable[Inventory]) -> tuple[Gap, ...]:
    links: Counter[str] = Counter()
    for inventory in inventories:
        for gap in inventory.gaps:
            links[gap.words] += gap.links
    return tuple(Gap(words, number) for words, number in links.items())


def _place(reference: Reference) -> tuple[str, int, int]:
    return reference.path, reference.span.start, reference.span.end


def _place_of_row(row: Row) -> tuple[str, int, int]:
    return _place(row.reference)


def within(inventory: Inventory) -> Inventory:
    """Return an inventory without words about links that lead out of its folder: what is there was not fetched."""
    if site.is_root(inventory.root):
        return inventory  # its links lead to pages, and all of its pages are here
    out = {(one.path, one.span) for row in inventory.rows if row.url is None and _leads_out(one := row.reference)}
    gap = Gap("leading out of what was read", len(out))
    return replace(
        inventory,
        problems=tuple(one for one in inventory.problems if one.rule not in MISSING or (one.path, one.span) not in out),
        rows=tuple(
            structs.replace(row, rules=tuple(rule for rule in row.rules if rule not in MISSING))
            if (row.reference.path, row.reference.span) in out
            else row
            for row in inventory.rows
        ),
        gaps=(*inventory.gaps, *([gap] if out else [])),
    )


def _leads_out(reference: Reference) -> bool:
    place = re.split(r"[?#]", unquote(reference.destination), maxsplit=1)[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(reference.path), place)).startswith("../")
