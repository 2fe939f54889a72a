"""Leads dead links to the archived copies that were chosen for the days on which they were written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from linkcheck.model import Finding, LookupStatus, Memento, Reference, Role, State
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement, only_told

_TIMESTAMP = re.compile(r"(/[0-9]{14})/$")
"""Ends what stands before the address in a copy's; with `im_` the archive gives a picture without a page."""
_ABSOLUTE = re.compile(r"https?://[^\s\\\x00-\x1f\x7f]+", re.IGNORECASE)


PROPOSED: Mapping[str, str] = MappingProxyType({
    "too-far": "its only copies are more than five years after the post",
    "other-address": "the copy is of the address without its tracking parameters",
})  # fmt: skip
"""By `Memento.detail`: copies that are there, and that a person has to look at first."""


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    for reference, finding in links:
        found = chosen(finding.mementos, date_of(reference))
        if found is not None and found.url is not None:
            refused = PROPOSED.get(found.detail or "") or (FROM_A_FILE if only_told(finding) else None)
            yield Replacement(reference, finding, destination(reference, finding.target.url, found.url), refused)


PLANNER = Planner(State.DEAD, "to an archived copy", _replacements, to_copies=True)


def destination(reference: Reference, target_url: str, memento_url: str) -> str:
    """Return the memento's URL with the address in it as the author wrote it, fragment and all.

    An archive that names its copies otherwise (perma.cc) keeps its own URL; only the fragment is added.
    """
    written, mark, fragment = reference.destination.partition("#")
    if not memento_url.endswith(target_url):
        return memento_url.partition("#")[0] + mark + fragment
    # What means the target only on its page (`//host/path`, spaces, `http:\\`) is given as it was asked for.
    address = written if _ABSOLUTE.fullmatch(written) else target_url
    start = memento_url.removesuffix(target_url)
    if reference.role is Role.SHOWN:
        start = _TIMESTAMP.sub(r"\1im_/", start)
    return start + address + mark + fragment


def chosen(mementos: Iterable[Memento], near: date | None) -> Memento | None:
    """Return the copy chosen for a day, if it was seen to be good, or is for a person to judge."""
    of_day = [m for m in mementos if m.near == near and m.answer is LookupStatus.FOUND]
    return next((m for m in of_day if m.probed or m.detail in PROPOSED), None)
