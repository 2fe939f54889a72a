"""The references and problems that a machine shows at their places, with their levels, order and words.

SARIF, GitHub's annotations, reviewdog and JUnit say the same of a report because they all read this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from linkcheck.__about__ import DOCUMENTATION
from linkcheck.model import (
    Change,
    FailOn,
    Finding,
    Level,
    Memento,
    Position,
    Problem,
    Reason,
    Report,
    Span,
    State,
)
from linkcheck.report.pieces import copy_words, why
from linkcheck.report.replacements import Replacements
from linkcheck.report.told import once
from linkcheck.report.view import Context
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import Repairs, copies, is_known, judged, place_of, waits

GRAVITY = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong at one place of a document."""

    level: Level
    code: str
    """The reason of a verdict, or the rule of a problem."""
    path: str
    position: Position
    span: Span
    message: str
    """The fault and the remedy, on one line that is safe to show."""
    state: State | None = None
    """None for a problem that needs no network."""
    url: str | None = None
    label: str | None = None
    new: bool | None = None
    """None where there is nothing to compare with."""
    known: bool = False
    """Broken when the baseline was drawn."""
    destination: str | None = None
    """As the syntax means it; None for a problem that is no reference's."""
    replacement: str | None = None
    """The text that may replace the span; None where that is not known for sure."""


def diagnostics(report: Report, context: Context) -> tuple[Diagnostic, ...]:
    """Return the diagnostics: new ones before those of the baseline, then the gravest first, then by path and place.

    Links that were repaired, disabled by a comment or left aside by `--since` have none. Nor has a verdict that
    says nothing for sure, unless `fail_on` has it.
    """
    mine = judged(once(report))
    return tuple(sorted([*_of_findings(mine, context), *_of_problems(mine)], key=_order))


def without_notes(report: Report, context: Context) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that are errors or warnings, and notes where the context wants them.

    For places where each is a task of somebody: notes, which may be twenty thousand, would hide the others.
    """
    found = diagnostics(report, context)
    return found if context.notes else tuple(one for one in found if one.level is not Level.NOTE)


@cache
def help_url(code: str) -> str:
    """Return where a reason or a rule is explained: its row in the documentation."""
    return f"{DOCUMENTATION}reference/{'verdicts' if code in set(Reason) else 'rules'}/#{code}"


def _order(diagnostic: Diagnostic) -> tuple[bool, int, bool, str, Span, str, str]:
    where = (diagnostic.path, diagnostic.span, diagnostic.code, diagnostic.message)
    return diagnostic.known, GRAVITY[diagnostic.level], not diagnostic.new, *where


def _of_findings(report: Report, context: Context) -> Iterator[Diagnostic]:
    repairs, replacements = Repairs.of(report.edits), Replacements.of(report)
    days = {post.path: post.date for post in report.posts}
    for finding in report.findings:
        level = _level(finding, report, context.fail_on)
        if level is None:
            continue
        for reference in repairs.remaining(finding):
            if reference.untouched:
                continue
            copy, sure = copy_for(finding, days.get(reference.path))
            yield Diagnostic(
                level=level,
                code=finding.verdict.reason.value,
                path=reference.path,
                position=reference.position,
                span=reference.span,
                message=_message(finding, copy, repairs.refused.get(place_of(reference))),
                state=finding.verdict.state,
                url=finding.target.url,
                label=reference.label,
                new=_is_new(finding, report),
                known=is_known(finding, report.baseline),
                destination=reference.destination,
                replacement=replacements.of_reference(
                    reference, finding.target.url, copy if sure and not waits(finding) else None
                ),
            )


def _of_problems(report: Report) -> Iterator[Diagnostic]:
    written = {(row.reference.path, row.reference.span): row.reference for row in report.rows}
    for problem in report.problems:
        known = is_known(problem, report.baseline)
        reference = written.get((problem.path, problem.span))
        yield Diagnostic(
            level=Level.NOTE if known else problem.level,
            code=problem.rule.value,
            path=problem.path,
            position=problem.position,
            span=problem.span,
            message=visible(problem.message),
            label=reference.label if reference else None,
            destination=reference.destination if reference else None,
            new=_is_new(problem, report),
            known=known,
        )


def _level(finding: Finding, report: Report, fail_on: frozenset[FailOn]) -> Level | None:
    """Return how much a finding matters; None where it is nobody's business."""
    state = finding.verdict.state
    if is_known(finding, report.baseline):
        return Level.NOTE if state.is_broken or state in fail_on else None
    if state in fail_on or (state.is_broken and Change.NEW in fail_on):
        return Level.ERROR
    return Level.WARNING if state.is_broken else None


def _is_new(broken: Finding | Problem, report: Report) -> bool | None:
    if report.baseline is not None:
        return not is_known(broken, report.baseline)
    change = broken.change if isinstance(broken, Finding) else None
    return None if change is None else change is Change.NEW


def copy_for(finding: Finding, day: date | None) -> tuple[Memento | None, bool]:
    """Return the copy to show for a post of that day, and whether it is the one that would be written there."""
    found = copies(finding)
    near = next((memento for memento in found if memento.near == day), None)
    if near is not None:
        return near, True
    return next(iter(found), None), len({memento.url for memento in found}) == 1


def _message(finding: Finding, copy: Memento | None, refused: str | None) -> str:
    """Return the verdict in words, and the copy that may be written."""
    verdict = finding.verdict
    words = visible(why(verdict))
    message = f"{verdict.state.value.capitalize()} link {visible(finding.target.url)}: {words}"
    if verdict.state is State.MOVED and verdict.final_url:
        message += f"; it is now {visible(verdict.final_url)}"
    if waits(finding):
        message += "; dead for the first time: a later night is to agree"
    if copy is not None and copy.url is not None:
        message += f"; archived copy ({copy_words(copy)}): {visible(copy.url)}"
    return f"{message} (not written: {visible(refused)})" if refused else message
