"""Leads links to archived copies back to what was copied, where that has come back and lasted.

Only what stands before the original's address is given up: the rest keeps the bytes that it has. Where a run of ours
wrote the copy, the author's own bytes are in the journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from linkcheck.history import Journal
from linkcheck.links.originals import played
from linkcheck.model import Document, Edit, Finding, LinkcheckError, Reference, Replaced
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement
from linkcheck.repair.proof import Read, proved

KIND = "restored"


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    for reference, finding in links:
        original, text = finding.original, reference.destination
        cut = None if original is None else played(text)
        if original is not None and finding.target.kept is not None:
            cut = Replaced(0, len(text), original.url)  # a kept page has no places, and what was asked for has none
        if original is not None and cut is not None:
            refused = original.objection or (FROM_A_FILE if original.told else None)
            destination = text[: cut.start] + cut.new + text[cut.end :]
            yield Replacement(reference, finding, destination, refused, cut)


PLANNER = Planner(None, "to its own address", _replacements)


def as_written(
    edits: Sequence[Edit], documents: Mapping[str, Document], journal: Journal, read: Read, *, cwd: Path
) -> tuple[Edit, ...]:
    """Return the edits, those with the bytes that the author wrote which lead back to where such bytes stood.

    The journal may be a stranger's: its bytes are taken only where they are proved to mean the planned destination.
    """
    known: dict[tuple[str, bytes], bytes] = {}
    with suppress(LinkcheckError):  # then what is kept of the address keeps its bytes
        for edit in edits:
            if edit.reason == KIND and edit.refused is None:
                old = journal.written_over(cwd / edit.path, edit.old)
                known |= {} if old is None or old == edit.new else {(edit.path, edit.old): old}
    exact = [replace(edit, new=known[edit.path, edit.old]) for edit in edits if (edit.path, edit.old) in known]
    good = {(edit.path, edit.span): edit for edit in proved(documents, exact, read) if edit.refused is None}
    return tuple(good.get((edit.path, edit.span), edit) for edit in edits)
