"""The change of one file in one run, as the journal has it: which of its edits stand, and which were taken back."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, structs

from linkcheck.model import Edit


class ChangeState(StrEnum):
    """The progress of a file's change."""

    PLANNED = "planned"
    """In the journal; the file's hash tells whether it was written."""
    APPLIED = "applied"
    REFUSED = "refused"
    UNDONE = "undone"


class TakenBack(Struct, frozen=True):
    """Some edits of a file that one undo took back, while others stayed."""

    held: str
    """`digest` of the file before that undo: a file of this digest has the edits still, for the undo was killed."""
    edits: tuple[Edit, ...]


class FileChange(Struct, frozen=True):
    """All edits of one file in one run."""

    path: Path
    """Absolute."""
    before: str
    """`digest` of the file as it was read."""
    after: str
    """`digest` of the file as it is to be, or as the last of `taken` left it."""
    edits: tuple[Edit, ...]
    """Those that stand. Spans are those of the file before."""
    state: ChangeState = ChangeState.PLANNED
    taken: tuple[TakenBack, ...] = ()
    """In the order in which they were taken back."""

    @property
    def digests(self) -> tuple[str, ...]:
        """Those of the file that the journal knows since the run wrote it, the present one first."""
        return self.after, *(one.held for one in self.taken)

    def as_in(self, now: str) -> FileChange:
        """Return the change as a file of this digest has it: without the undos that it has not, or no longer, seen."""
        for number, one in enumerate(self.taken):
            if one.held == now != self.after:
                edits = (*self.edits, *(edit for later in self.taken[number:] for edit in later.edits))
                standing = tuple(sorted(edits, key=lambda edit: edit.span))
                return structs.replace(self, after=now, edits=standing, taken=self.taken[:number])
        return self

    def without(self, edits: Collection[Edit], held: str, after: str) -> FileChange:
        """Return the change when these of its edits are taken back, which leads from one digest to another."""
        gone = {edit.span for edit in edits}
        return structs.replace(
            self,
            after=after,
            edits=tuple(edit for edit in self.edits if edit.span not in gone),
            state=ChangeState.APPLIED,
            taken=(*self.taken, TakenBack(held, tuple(edits))),
        )


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal digits."""
    return sha256(data).hexdigest()
