"""One fault is told once to people: what another row says already is left out, and one row has all places of a file.

The JSON and the other formats for machines keep each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from msgspec import Struct

from linkcheck.model import Level, Problem, Report, Rule, State
from linkcheck.report.pieces import place
from linkcheck.report.words import counted

MOST_PLACES = 3
"""Places that are named of a fault that a file has several times."""


class Told(Struct, frozen=True):
    """A fault of a file, with all places where it stands."""

    problems: tuple[Problem, ...]
    """Never empty; in their order."""

    @property
    def first(self) -> Problem:
        """The problem that stands for all."""
        return self.problems[0]

    @property
    def where(self) -> str:
        """The places in words, the first as terminals and editors open it."""
        named = [f"{one.position.line}:{one.position.column}" for one in self.problems[1:MOST_PLACES]]
        left = len(self.problems) - MOST_PLACES
        more = f" and {counted(left, 'more place')}" if left > 0 else ""
        return ", ".join([place(self.first), *named]) + more


def once(report: Report) -> Report:
    """Return the report without the problems whose link has a verdict that says the same: `invalid`, for a scheme."""
    invalid = {
        (reference.path, reference.span)
        for finding in report.findings
        if finding.verdict.state is State.INVALID
        for reference in finding.target.references
    }
    if not invalid:
        return report
    left = (one for one in report.problems if one.rule is not Rule.TYPO_SCHEME or (one.path, one.span) not in invalid)
    return replace(report, problems=tuple(left))


def faults(problems: Iterable[Problem]) -> list[Told]:
    """Return the problems, those that say the same of any file together, in the order of the first."""
    groups: dict[tuple[Rule, Level, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault((one.rule, one.level, one.message), []).append(one)
    return [Told(tuple(group)) for group in groups.values()]


def gathered(problems: Iterable[Problem]) -> list[Told]:
    """Return the problems, those of one rule that say the same of one file together, in the order of the first."""
    groups: dict[tuple[Rule, Level, str, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault((one.rule, one.level, one.path, one.message), []).append(one)
    return [Told(tuple(group)) for group in groups.values()]
