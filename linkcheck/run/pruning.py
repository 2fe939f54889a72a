"""The definitions that no link uses → their edits: `linkcheck prune`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from linkcheck import repair
from linkcheck.config import Settings
from linkcheck.links.rules import removable_definitions
from linkcheck.model import Document, Edit, Reference
from linkcheck.run.collect import Inventory
from linkcheck.run.rewriting import Rewritten, readers, rewrite
from linkcheck.sources import documents
from linkcheck.sources.extraction import again

TEMPLATES = frozenset({"layouts", "_layouts", "archetypes", "templates", "_templates"})
"""Folders of what posts are made from: a definition there is for the posts to use."""

_PASTED = re.compile(
    rb"(?:\{%-?\s*(?:include|render)|\{\{[<%]\s*[\w/-]*(?:include|read|import|snippet|embed|content)|\{\{#?\s*include"
    rb"|--8<--|\{!|\[!include|\.\. include::|\{include\}|<!--\s*include|^@?import\b)[^\n]*\n?[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
"""The ways of generators to paste a file in, with the lines in which it is named."""
_NAME = re.compile(rb"[\w\x80-\xff.%+-]+\.(?:md|markdown|mdx|mkd|qmd|rmd|html?)\b", re.IGNORECASE)


async def prune(
    paths: Sequence[Path], settings: Settings, cwd: Path, *, warn: Callable[[str], None], listed: Sequence[Path] = ()
) -> Rewritten:
    """Take the unused definitions out of the documents, or show that as a diff; raises as `rewrite` does."""
    return await rewrite(paths, settings, cwd, concerned=_paths, plan=_plan, warn=warn, listed=listed)


def _paths(inventory: Inventory) -> frozenset[str]:
    return frozenset(definition.path for definition in _unused(inventory))


def _unused(inventory: Inventory) -> Iterator[Reference]:
    for source in inventory.extracted.sources:
        if TEMPLATES.isdisjoint(source.path.split("/")):
            found = removable_definitions(source.extraction.references, inventory.dialect_of(source.file))
            yield from (each for each in found if not each.untouched)


def _plan(inventory: Inventory, reread: Mapping[str, Document]) -> tuple[Edit, ...]:
    dialects = {source.path: inventory.dialect_of(source.file) for source in inventory.extracted.sources}
    lines = {path: documents.lines_of_definitions(one, dialects[path]) for path, one in reread.items()}
    planned = repair.plan_pruning(_unused(inventory), reread, lines)
    if planned:
        pasted = _pasted(inventory)
        planned = tuple(_doubted(edit, pasted) for edit in planned)
    return repair.with_places(reread, repair.proved(reread, planned, *readers(inventory)))


def _doubted(edit: Edit, pasted: Mapping[str, str]) -> Edit:
    by = pasted.get(PurePosixPath(edit.path).name)
    return edit if edit.refused or by is None else replace(edit, refused=f"{by} may paste this file in, and use it")


def _pasted(inventory: Inventory) -> Mapping[str, str]:
    """Return the names of files that other documents may paste in, each with one document that does."""
    names: dict[str, str] = {}
    for source in inventory.extracted.sources:
        document = again(source)
        for line in _PASTED.finditer(document.data if document is not None else b""):
            for name in _NAME.findall(line[0]):
                names.setdefault(name.decode(errors="replace"), source.path)
    return names
