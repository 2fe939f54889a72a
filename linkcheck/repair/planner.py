"""The shape of a planner: one kind of repair, from the links that it is about to their new destinations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linkcheck.model import Finding, Reference, State

DateOf = Callable[[Reference], date | None]
"""The day on which a reference was written; the same days as mementos were asked for."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Another destination for a reference."""

    reference: Reference
    finding: Finding
    destination: str
    refused: str | None = None
    """The reason not to write it after all; None to write it."""


FROM_A_FILE = "it is known from the history in the repository alone; --fresh asks again"


def only_told(finding: Finding) -> bool:
    """Tell whether a verdict is one that a file tells, with no evidence of a request: that may be a stranger's file."""
    return finding.from_history and finding.check is None


@dataclass(frozen=True, slots=True)
class Planner:
    """A line of `PLANNERS`."""

    state: State
    """The verdict on the links that it changes."""
    words: str
    """Where it leads them, for the README: `to an archived copy`."""
    replacements: Callable[[Sequence[tuple[Reference, Finding]], Collection[Finding], DateOf], Iterable[Replacement]]
    """Takes the links that are judged so, each with its finding, all findings of the run, and the days."""
    to_copies: bool = False
    """What it writes shows a page as it once was: that is no answer for every page."""
