"""Takes out definitions that no link uses: whole lines, and nothing else.

All definitions of such a label go, for without the one that counts another would count. One of a label in use that
counts for nothing stays: which of the two was meant is for its author to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from linkcheck.model import Document, Edit, Reference, Rule
from linkcheck.repair.apply import OffsetMap, accepted, apply
from linkcheck.repair.plan import CHANGED

if TYPE_CHECKING:  # the readers are imported when there is something to read
    from linkcheck.sources.documents.definition_lines import DefinitionLines

BEHIND = 96
"""Bytes; about a line of text before the place, by which undo finds it in a file that was edited since."""


def plan_pruning(
    unused: Iterable[Reference], documents: Mapping[str, Document], lines: Mapping[str, Sequence[DefinitionLines]]
) -> tuple[Edit, ...]:
    """Return an edit for each of these definitions, by path and span; those refused that are not surely unused.

    `documents` holds those that can still be edited, by path, and `lines` what is known of their definitions.
    """
    known = {(path, each.destination): each for path, several in lines.items() for each in several}
    edits = [_edit(one, documents.get(one.path), known.get((one.path, one.span))) for one in unused]
    return tuple(sorted(edits, key=lambda edit: (edit.path, edit.span)))


def _edit(definition: Reference, document: Document | None, found: DefinitionLines | None) -> Edit:
    if document is None:
        refused: str | None = CHANGED
    elif found is None:
        refused = "its lines are not known for certain"
    else:
        refused = found.objection
    span = definition.span if found is None else found.lines
    old = definition.destination.encode() if document is None else document.data[span.start : span.end]
    return Edit(definition.path, span, old, b"", Rule.UNUSED_DEFINITION, refused=refused)


def with_places(documents: Mapping[str, Document], edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return proved edits with the text that will stand before each place."""
    result: list[Edit] = []
    for path, group in groupby(edits, key=lambda edit: edit.path):
        several = list(group)
        if accepted(several):
            after, shift = apply(documents[path], several), OffsetMap(several)
            several = [_with_place(edit, after, shift(edit.span.start)) for edit in several]
        result += several
    return tuple(result)


def _with_place(edit: Edit, after: bytes, place: int) -> Edit:
    return edit if edit.refused else replace(edit, behind=after[max(0, place - BEHIND) : place])
