"""Leads links to archived copies back to what was copied, where that has come back and lasted.

Only what stands before the original's address is given up: the rest keeps the bytes that it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from linkcheck.links.originals import played
from linkcheck.model import Finding, Reference
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    for reference, finding in links:
        original, text = finding.original, reference.destination
        cut = None if original is None else played(text)
        if original is not None and cut is not None:
            refused = original.objection or (FROM_A_FILE if original.told else None)
            destination = text[: cut.start] + cut.new + text[cut.end :]
            yield Replacement(reference, finding, destination, refused, cut)


PLANNER = Planner(None, "to its own address", _replacements)
