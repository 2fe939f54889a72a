"""What archives said of dead links that have no copy to write, in the words of the last line.

Nobody answered is not nothing there: what is open, too far, withheld and absent are told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from linkcheck.model import Finding, LookupStatus, Memento
from linkcheck.verdict.outcome import copies

LATER = "not looked up yet"
UNASKED = "whose archive could not be asked"
OFFLINE = "of which no archive was asked"
HELD_BACK = "with a secret, of which no archive was asked"
WITHHELD = "that the archive withholds"
TOO_FAR = "with a copy too long after the post"
BAD = "without a good copy"
NEVER = "never archived"
ORDER = (LATER, UNASKED, OFFLINE, HELD_BACK, WITHHELD, TOO_FAR, BAD, NEVER)
"""What is open first."""

OF_UNKNOWN = {
    "budget": LATER,
    "offline": OFFLINE,
    "secret": HELD_BACK,
    "excluded": WITHHELD,
    "not-archived": NEVER,
}
"""By `Memento.detail`; whatever else is unknown could not be asked."""


def without_copy(dead: Sequence[Finding]) -> list[str]:
    """Return how many dead links have no copy to write, by what archives said; empty where none were asked."""
    said = Counter(words for words in map(_said, dead) if words is not None)
    if dead and said[NEVER] == len(dead):
        return ["none with an archived copy"]
    return [f"{said[words]:,} {words}" for words in ORDER if said[words]]


def _said(finding: Finding) -> str | None:
    """Return what was said of a link, of several days what leaves most open; None where nobody was asked."""
    if not finding.mementos or copies(finding):
        return None
    return min(map(_words, finding.mementos), key=ORDER.index)


def _words(memento: Memento) -> str:
    match memento.answer:
        case LookupStatus.NONE:
            return NEVER
        case LookupStatus.FOUND:
            return {"too-far": TOO_FAR, "unverified": UNASKED}.get(memento.detail or "", BAD)
        case LookupStatus.UNKNOWN:
            return OF_UNKNOWN.get(memento.detail or "", UNASKED)
