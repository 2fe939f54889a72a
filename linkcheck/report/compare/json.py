"""A comparison for programs: `linkcheck-diff/1`. Fields may be added; none is renamed without a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from linkcheck.model import Finding, Problem, Reason, Rule, State
from linkcheck.report.compare.comparing import Comparison
from linkcheck.report.compare.words import became
from linkcheck.report.encoding import document
from linkcheck.report.view import Context

LISTS = (
    *("new", "still", "fixed", "gone_from_blog", "not_asked", "changed"),
    *("new_problems", "still_problems", "fixed_problems"),
)


class DiffPlace(msgspec.Struct, frozen=True, gc=False):
    """A place of a link."""

    path: str
    line: int
    column: int


class DiffLink(msgspec.Struct, frozen=True, gc=False):
    """A link and what is known of it; `became` and `was` where the list is of what turned."""

    url: str
    verdict: State
    reason: Reason
    detail: str
    references: list[DiffPlace]
    was: State | None = None
    """Its verdict before, among `changed`."""
    became: str | None = None
    """Among `fixed`: `alive`, `moved`, `excluded` or `repaired`."""


class DiffProblem(msgspec.Struct, frozen=True, gc=False):
    """An error that needs no network."""

    rule: Rule
    path: str
    line: int
    column: int
    message: str


class JsonDiff(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of two reports."""

    schema: Literal["linkcheck-diff/1"] = "linkcheck-diff/1"
    exit_code: int
    since: datetime | None
    at: datetime | None
    environment_fault: str | None
    added: int
    removed: int
    summary: dict[str, int]
    """The number of rows of each list."""
    new: list[DiffLink]
    still: list[DiffLink]
    fixed: list[DiffLink]
    gone_from_blog: list[DiffLink]
    not_asked: list[DiffLink]
    changed: list[DiffLink]
    new_problems: list[DiffProblem]
    still_problems: list[DiffProblem]
    fixed_problems: list[DiffProblem]


def render(comparison: Comparison, context: Context) -> str:
    """Return the comparison as one JSON document, indented, with a newline at its end."""
    whole = JsonDiff(
        exit_code=comparison.exit_code,
        since=_moment(comparison.since),
        at=_moment(comparison.at),
        environment_fault=comparison.fault,
        added=comparison.added,
        removed=comparison.removed,
        summary={name: len(getattr(comparison, name)) for name in LISTS},
        new=[_link(one) for one in comparison.new],
        still=[_link(one) for one in comparison.still],
        fixed=[_link(one, became=became(one)) for one in comparison.fixed],
        gone_from_blog=[_link(one) for one in comparison.gone_from_blog],
        not_asked=[_link(one) for one in comparison.not_asked],
        changed=[_link(turn.now, was=turn.before.verdict.state) for turn in comparison.changed],
        new_problems=[_problem(one) for one in comparison.new_problems],
        still_problems=[_problem(one) for one in comparison.still_problems],
        fixed_problems=[_problem(one) for one in comparison.fixed_problems],
    )
    return document(whole, indent=2)


def _link(finding: Finding, *, was: State | None = None, became: str | None = None) -> DiffLink:
    verdict, target = finding.verdict, finding.target
    places = [DiffPlace(one.path, one.position.line, one.position.column) for one in target.references]
    return DiffLink(target.url, verdict.state, verdict.reason, verdict.detail, places, was, became)


def _problem(one: Problem) -> DiffProblem:
    return DiffProblem(one.rule, one.path, one.position.line, one.position.column, one.message)


def _moment(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)
