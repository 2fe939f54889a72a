"""Leads dead links of which no archive has a copy to one's own, where the site publishes that.

An archive's copy is better evidence, so archives must have answered first: what is not known yet stays open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from linkcheck.model import Finding, LookupStatus, Memento, Reference, Role, State
from linkcheck.repair.archived import chosen
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement, only_told

NO_PICTURE = "what is kept is text, and this is an image"
OPEN = "no archive has said yet that it has no copy"

WITHHELD = frozenset({"excluded", "not-archived"})
"""Answers by `Memento.detail` that are final, though nothing is known of copies."""
UNREAD = "unverified"


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    for reference, finding in links:
        copy, day = finding.kept_copy, date_of(reference)
        if copy is None or copy.address is None or chosen(finding.mementos, day) is not None:
            continue
        if reference.role is Role.SHOWN:
            refused: str | None = NO_PICTURE
        elif not _have_answered(finding.mementos, day):
            refused = OPEN
        else:
            refused = FROM_A_FILE if only_told(finding) else None
        yield Replacement(reference, finding, copy.address, refused)  # a kept page has no ids: the fragment goes


PLANNER = Planner(State.DEAD, "to your own copy of what no archive has", _replacements, to_copies=True)


def _have_answered(mementos: Sequence[Memento], day: date | None) -> bool:
    """Tell whether archives were asked for the copies of a day, and there is none to write."""
    of_day = [one for one in mementos if one.near == day]
    return bool(of_day) and all(map(_is_final, of_day))


def _is_final(memento: Memento) -> bool:
    match memento.answer:
        case LookupStatus.NONE:
            return True
        case LookupStatus.FOUND:
            return memento.detail not in (None, UNREAD)
        case LookupStatus.UNKNOWN:
            return memento.detail in WITHHELD
