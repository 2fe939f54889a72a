"""Inverts edits in a file that was edited since: what stands there now tells where each of them belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from linkcheck.model import Document, Edit, Span
from linkcheck.repair.apply import inverse
from linkcheck.repair.proof import Read


def invert_in_edited(document: Document, edits: Sequence[Edit], read: Read) -> tuple[Edit, ...]:
    """Return the inverse of each edit for a file that was edited since: by the links that stand there now.

    Links that were written alike are told apart by their order, so all of them must still be there, and no other,
    unless all of them were one and the same before. Where edits left nothing, the text before them tells the place.
    """
    standing = [reference.span for reference in read(document).references]
    result: dict[Span, Edit] = {}
    taken = set[int]()
    written = _groups((edit.new, edit) for edit in edits if edit.new)
    for new, several in sorted(written.items(), key=lambda group: -len(group[0])):
        # What was written ends with the address, or with the title behind it.
        ends = [(span.start, max(span.end, span.start + len(new))) for span in standing]
        starts = [start for start, end in ends if start not in taken and document.data[start:end] == new]
        taken.update(starts)
        alike = len({edit.old for edit in several}) == 1
        told = len(starts) == len(several) or (alike and len(starts) < len(several))
        for edit, start in zip(several, [*starts, *[None] * len(several)], strict=False):
            if told and start is not None:
                result[edit.span] = inverse(edit, document.path, start)
            else:
                why_not = _why_not(len(starts), len(several))
                result[edit.span] = inverse(edit, document.path, edit.span.start, why_not)
    for behind, several in _groups((edit.behind, edit) for edit in edits if not edit.new).items():
        result |= zip((edit.span for edit in several), _put_in(document, behind, several), strict=True)
    return tuple(result[edit.span] for edit in edits)


def _groups(pairs: Iterable[tuple[bytes, Edit]]) -> dict[bytes, list[Edit]]:
    groups: dict[bytes, list[Edit]] = {}
    for key, edit in pairs:
        groups.setdefault(key, []).append(edit)
    return groups


def _put_in(document: Document, behind: bytes, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the inverse of edits that left nothing at one place, all or none of them."""
    place = document.data.find(behind)
    alone = bool(behind) and place >= 0 and document.data.find(behind, place + 1) < 0
    for edit in edits:
        whole = edit.old.endswith(b"\n") or place + len(behind) == len(document.data)
        if alone and whole:
            yield inverse(edit, document.path, place + len(behind))
        else:
            yield inverse(edit, document.path, edit.span.start, "the file was edited since, and its place is not known")


def _why_not(found: int, written: int) -> str:
    if found == 0:
        return "the file was edited since, and this link is no longer there"
    return f"the file was edited since; links of this address: {written} written, {found} there now"
