"""Inverts edits: the inverse takes them back, in a file as they left it and in one that was edited since."""

from __future__ import annotations

from collections.abc import Sequence

from linkcheck.model import Document, Edit, Span
from linkcheck.repair.apply import OffsetMap
from linkcheck.repair.proof import Read


def invert(edits: Sequence[Edit], path: str) -> tuple[Edit, ...]:
    """Return the inverse of edits, for the file as they left it."""
    shift = OffsetMap(edits)
    return tuple(_inverse(edit, path, shift(edit.span.start)) for edit in edits)


def _inverse(edit: Edit, path: str, start: int, refused: str | None = None) -> Edit:
    return Edit(path, Span(start, start + len(edit.new)), edit.new, edit.old, "undo", refused=refused)


def invert_in_edited(document: Document, edits: Sequence[Edit], read: Read) -> tuple[Edit, ...]:
    """Return the inverse of edits for a file that was edited since: by the links that stand there now.

    Links that were written alike are told apart by their order, so all of them must still be there, and no other,
    unless all of them were one and the same before.
    """
    standing = [reference.span for reference in read(document).references]
    groups: dict[bytes, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.new, []).append(edit)
    result: list[Edit] = []
    for new, several in groups.items():
        starts = [span.start for span in standing if document.data[span.start : span.end] == new]
        alike = len({edit.old for edit in several}) == 1
        told = len(starts) == len(several) or (alike and len(starts) < len(several))
        for edit, start in zip(several, [*starts, *[None] * len(several)], strict=False):
            if told and start is not None:
                result.append(_inverse(edit, document.path, start))
            else:
                result.append(_inverse(edit, document.path, edit.span.start, _why_not(len(starts), len(several))))
    return tuple(sorted(result, key=lambda edit: edit.span))


def _why_not(found: int, written: int) -> str:
    if found == 0:
        return "the file was edited since, and this link is no longer there"
    return f"the file was edited since; links of this address: {written} written, {found} there now"
