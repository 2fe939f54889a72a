"""Leads dead links to the archived copies that were chosen for the days on which they were written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from linkcheck.model import Finding, LookupStatus, Memento, Reference, State
from linkcheck.repair.planner import FROM_A_FILE, DateOf, Planner, Replacement, only_told

_ABSOLUTE = re.compile(r"https?://[^\s\\\x00-\x1f\x7f]+", re.IGNORECASE)


def _replacements(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    for reference, finding in links:
        memento_url = _memento_url(finding.mementos, date_of(reference))
        if memento_url is not None:
            refused = FROM_A_FILE if only_told(finding) else None
            yield Replacement(reference, finding, destination(reference, finding.target.url, memento_url), refused)


PLANNER = Planner(State.DEAD, "to an archived copy", _replacements)


def destination(reference: Reference, target_url: str, memento_url: str) -> str:
    """Return the memento's URL with the address in it as the author wrote it, fragment and all.

    An archive that names its copies otherwise (perma.cc) keeps its own URL; only the fragment is added.
    """
    written, mark, fragment = reference.destination.partition("#")
    if not memento_url.endswith(target_url):
        return memento_url.partition("#")[0] + mark + fragment
    # What means the target only on its page (`//host/path`, spaces, `http:\\`) is given as it was asked for.
    address = written if _ABSOLUTE.fullmatch(written) else target_url
    return memento_url.removesuffix(target_url) + address + mark + fragment


def _memento_url(mementos: Iterable[Memento], near: date | None) -> str | None:
    """Return the URL of the copy that was chosen for a day, if the copy itself was seen to be good."""
    return next((m.url for m in mementos if m.near == near and m.answer is LookupStatus.FOUND and m.probed), None)
