"""The shape of a planner: one kind of repair, from the links that it is about to their new destinations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct

from linkcheck.model import Finding, Reference, Replaced, State

DateOf = Callable[[Reference], date | None]
"""The day on which a reference was written; the same days as mementos were asked for."""


class Replacement(Struct, frozen=True):
    """Another destination for a reference."""

    reference: Reference
    finding: Finding
    destination: str
    refused: str | None = None
    """The reason not to write it after all; None to write it."""
    replaced: Replaced | None = None
    """The part of the destination that changes; None where all of it is written anew."""


FROM_A_FILE = "it is known from the history in the repository alone; --fresh asks again"


def only_told(finding: Finding) -> bool:
    """Tell whether a verdict is one that a file tells, with no evidence of a request: that may be a stranger's file."""
    return finding.from_history and finding.check is None


class Planner(Struct, frozen=True):
    """A line of `PLANNERS`."""

    state: State | None
    """The verdict on the links that it changes; None for links to copies, whose originals are judged."""
    words: str
    """Where it leads them, for the reference: `to an archived copy`."""
    replacements: Callable[[Sequence[tuple[Reference, Finding]], Collection[Finding], DateOf], Iterable[Replacement]]
    """Takes the links that are judged so, each with its finding, all findings of the run, and the days."""
    to_copies: bool = False
    """What it writes shows a page as it once was: that is no answer for every page."""

    def concerns(self, finding: Finding) -> bool:
        """Tell whether it is about a finding."""
        if self.state is None:
            return finding.original is not None and finding.original.verdict.state.is_good
        return finding.verdict.state is self.state
