"""Targets, and the results of a run: the rows of a report, and the edits that would mend them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from linkcheck.model.certainty import Level
from linkcheck.model.checks import Check, Fragment
from linkcheck.model.documents import Post, Span
from linkcheck.model.gaps import Gap
from linkcheck.model.mementos import Memento
from linkcheck.model.past import Change, Past, RunStats
from linkcheck.model.problems import Problem
from linkcheck.model.references import Reference
from linkcheck.model.rules import Rule
from linkcheck.model.verdicts import State, Verdict
from linkcheck.model.work_trees import WorkTree


@dataclass(frozen=True, slots=True)
class Target:
    """One unique absolute URL without its fragment, owning all its references."""

    url: str
    references: tuple[Reference, ...]
    """Never empty; in document order."""
    preset: Verdict | None = None
    """Concluded without a request: `invalid` and `unchecked`."""
    original: str | None = None
    """The URL of what this is an archived copy of, where that may be asked; None for what is no copy."""
    kept: bytes | None = None
    """The document at this address, where it is the author's own copy of the original, published on the site."""

    @property
    def untouched(self) -> bool:
        """Tell whether the change that `--since` asks about touches none of its references."""
        return bool(self.references) and all(reference.untouched for reference in self.references)


class Kept(Protocol):
    """What is known of a target in fewer bytes than the objects take: there are thousands of targets."""

    def check(self) -> Check | None:
        """Return the evidence."""

    def past(self) -> Past:
        """Return the record."""


class _OnDemand:
    """Makes `check` and `past` of a finding when they are asked for, where it has what is kept in their place."""

    __slots__ = ("_kept",)
    _kept: Kept

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:  # of slots that are empty, and of names that there are not
            if name == "check":
                return self._kept.check()
            if name == "past":
                return self._kept.past()
            raise AttributeError(f"a finding has no {name!r}")


@dataclass(frozen=True, slots=True)
class Original:
    """What an archived copy was made of, asked at its own address: it may have come back."""

    url: str
    verdict: Verdict
    checked_at: datetime
    returns: tuple[datetime, ...] = ()
    """Runs in a row, a night apart, in which it was read well; the same page each time."""
    objection: str | None = None
    """Why a link to the copy is not led back to it yet; None where it may be."""
    told: bool = False
    """A file tells it, with no evidence of a request here: that may be a stranger's."""


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A copy that the user has of what a link led to, made while it lived."""

    file: str
    """The WARC file, relative to the working directory."""
    captured_at: datetime
    address: str | None = None
    """Where the site publishes it as a page; None where it does not."""


@dataclass(frozen=True, slots=True)
class Finding(_OnDemand):
    """Target + verdict + mementos: one row of a report."""

    target: Target
    verdict: Verdict
    check: Check | None = None
    mementos: tuple[Memento, ...] = ()
    """One for each day that was asked for."""
    past: Past | None = None
    """The memory of the target, this run included; None where nothing is kept."""
    from_history: bool = False
    """It was not due, so the evidence is of an earlier run."""
    change: Change | None = None
    """None where there is nothing to compare with, or nothing to say."""
    original: Original | None = None
    """None for what is no archived copy, and where what it was made of was never asked."""
    kept_copy: KeptCopy | None = None
    """Of dead links of which no archive has a copy to write; None where there is none, and of any other link."""

    @classmethod
    def of(
        cls,
        kept: Kept,
        target: Target,
        verdict: Verdict,
        mementos: tuple[Memento, ...],
        *,
        from_history: bool,
        change: Change | None,
        original: Original | None = None,
    ) -> Finding:
        """Return a finding whose `check` and `past` are made each time they are asked for."""
        finding = object.__new__(cls)
        said = {"target": target, "verdict": verdict, "mementos": mementos}
        said |= {"from_history": from_history, "change": change, "original": original, "kept_copy": None, "_kept": kept}
        for name, value in said.items():
            object.__setattr__(finding, name, value)  # it is frozen
        return finding


FailOn = State | Level | Change
"""A reason for a run to fail: a verdict, a level of problems, or `Change.NEW` for anything that no baseline has."""

FAIL_ON: frozenset[FailOn] = frozenset((*(state for state in State if state.is_broken), Level.ERROR))
"""The default of `--fail-on`; a baseline holds just these, and `new` stands for them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace these bytes by those, in this document."""

    path: str
    span: Span
    old: bytes
    new: bytes
    reason: str
    applied: bool = False
    refused: str | None = None
    """The reason why it was not written; None where it was or would be."""
    destination: str | None = None
    """The destination that `new` means in its syntax, which the proof compares; None where that is not known (undo)."""
    behind: bytes = b""
    """The bytes that stand before the place once all is written: where nothing is left at it, undo knows it by them."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a destination becomes: `new` stands from `start` to `end`, in characters of it, and the rest is kept."""

    start: int
    end: int
    new: str
    refused: str | None = None
    """Why it is left after all."""


class Row(Struct, frozen=True, gc=False):
    """A reference with the results for it."""

    reference: Reference
    url: str | None
    """Its target's URL; None where there is none (a link inside the blog, a template)."""
    rules: tuple[Rule, ...] = ()
    """The problems that belong to it."""
    fragment: Fragment | None = None
    """None where it names no place in a page, or the page was not looked at."""


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run; every format renders this."""

    exit_code: int
    offline: bool
    duration_s: float
    requests: int
    environment_fault: str | None
    documents: int
    rows: tuple[Row, ...]
    """Sorted by path, then span."""
    findings: tuple[Finding, ...]
    """Sorted by URL."""
    problems: tuple[Problem, ...]
    edits: tuple[Edit, ...]
    baseline: frozenset[str] | None = None
    """Keys of what was broken when the baseline was drawn; None where none was. `report.outcome` makes them."""
    started_at: datetime | None = None
    """UTC; None where nobody knows (a report of an older version)."""
    posts: tuple[Post, ...] = ()
    """Sorted by path."""
    nights: tuple[RunStats, ...] = ()
    """The runs that are remembered, this one last; oldest first."""
    paths: tuple[str, ...] = ()
    """The paths that the run was asked to read, as they were given; empty where nobody knows."""
    since: str | None = None
    """The revision of `--since`: only what changed since then was judged; None where everything was."""
    gaps: tuple[Gap, ...] = ()
    """What was not judged of the blog itself."""
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Path and line → that line as written, without its end: where what is wrong stands. At most 400 characters."""
    line_starts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Path and line → how many characters of the line are left out before what `lines` has of it, where any are."""
    only: tuple[str, ...] = ()
    """The URLs that the run was narrowed to; empty where it was not."""
    work_tree: WorkTree | None = None
    """None where the documents are in no repository, or nobody asked."""
    in_ci: bool | None = None
    """Whether the run was one of a CI system, so that no person sits at its files; None where nobody knows."""
