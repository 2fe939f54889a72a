"""Edits → new bytes. Only the bytes of a span ever change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from linkcheck.model import Document, Edit, Span


def accepted(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that are not refused, in the order of their spans."""
    return sorted((edit for edit in edits if edit.refused is None), key=lambda edit: edit.span)


def apply(document: Document, edits: Sequence[Edit]) -> bytes:
    """Return the document's bytes with every edit made that is not refused.

    The same as replacing the last span first, but pieced together from the front: slicing a file of 30 MB once for
    each of its links would take minutes. Raises ValueError where an edit does not fit the bytes or overlaps another:
    its planner has a bug.
    """
    pieces = []
    done = 0
    for edit in accepted(edits):
        start, end = edit.span.start, edit.span.end
        if edit.path != document.path or document.data[start:end] != edit.old:
            raise ValueError(f"{document.path}: bytes {start} to {end} are not what was to be replaced")
        if start < done:
            raise ValueError(f"{document.path}: two edits overlap at byte {start}")
        pieces += [document.data[done:start], edit.new]
        done = end
    return b"".join([*pieces, document.data[done:]])


def invert(edits: Sequence[Edit], path: str) -> tuple[Edit, ...]:
    """Return the inverse of edits, for the file as they left it; of those at one place in their order."""
    result = []
    moved = 0
    for edit in accepted(edits):
        start = edit.span.start + moved
        result.append(inverse(edit, path, start))
        moved += len(edit.new) - len(edit.old)
    return tuple(result)


def inverse(edit: Edit, path: str, start: int, refused: str | None = None) -> Edit:
    """Return what takes one edit back that stands at `start` now."""
    return Edit(path, Span(start, start + len(edit.new)), edit.new, edit.old, "undo", refused=refused)


class OffsetMap:
    """Maps an offset of the old bytes to where it lies in the new ones."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Take edits that `apply` would take."""
        self._ends: list[int] = []
        self._moved: list[int] = [0]
        for edit in accepted(edits):
            self._ends.append(edit.span.end)
            self._moved.append(self._moved[-1] + len(edit.new) - len(edit.old))

    def __call__(self, offset: int) -> int:
        """Return the new offset; for one inside an edit, as if the edit had not yet been made."""
        return offset + self._moved[bisect_right(self._ends, offset)]


class LineMap:
    """Maps a line of the old bytes, from 1, to the one that it is in the new ones."""

    def __init__(self, document: Document, edits: Sequence[Edit]) -> None:
        """Take edits that `apply` would take."""
        self._firsts: list[int] = []
        self._moved: list[int] = [0]
        line, counted = 1, 0
        for edit in accepted(edits):
            if gained := edit.new.count(b"\n") - edit.old.count(b"\n"):
                line += document.data.count(b"\n", counted, edit.span.end)
                counted = edit.span.end
                self._firsts.append(line)
                self._moved.append(self._moved[-1] + gained)

    def __call__(self, line: int) -> int:
        """Return the new number of a line that begins behind an edit, or is before all of them."""
        return line + self._moved[bisect_right(self._firsts, line)]
