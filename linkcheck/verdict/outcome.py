"""The outcome of a run: the repaired, the remaining, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from msgspec import Struct

from linkcheck.model import (
    FAIL_ON,
    Change,
    Edit,
    FailOn,
    Finding,
    Flag,
    Level,
    LookupStatus,
    Memento,
    Problem,
    Reason,
    Reference,
    Report,
    State,
)

OURS = frozenset({Reason.ENVIRONMENT, Reason.INTERNAL_ERROR})
"""Reasons of ours for having no verdict: the machine had no descriptor, the resolver knows nothing, or a bug."""

LARGE_PART = 10
"""One in so many links that were not asked for reasons of ours makes the run one of an environment at fault."""

Place = tuple[str, int]
"""A path, and the byte offset where a destination begins."""


class Repairs(Struct, frozen=True):
    """The places that were rewritten, and those that could not be."""

    applied: frozenset[Place]
    refused: dict[Place, str]
    """With the reason why."""

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Repairs:
        """Read the edits of a run."""
        known = tuple(edits)
        applied = frozenset(place_of(edit) for edit in known if edit.applied)
        return cls(applied, {place_of(edit): edit.refused for edit in known if edit.refused})

    def remaining(self, finding: Finding) -> tuple[Reference, ...]:
        """Return the references of a finding that still point to its target and are not switched off."""
        return tuple(
            reference
            for reference in finding.target.references
            if not reference.disabled and place_of(reference) not in self.applied
        )

    def touched(self, finding: Finding) -> bool:
        """Tell whether any reference of a finding was rewritten."""
        return any(place_of(reference) in self.applied for reference in finding.target.references)

    def refuses(self, finding: Finding) -> bool:
        """Tell whether a reference of a finding could not be rewritten."""
        return any(place_of(reference) in self.refused for reference in finding.target.references)

    def why(self, finding: Finding) -> tuple[str, ...]:
        """Return why references of a finding were left as they are, each reason once."""
        places = map(place_of, finding.target.references)
        return tuple(dict.fromkeys(self.refused[one] for one in places if one in self.refused))

    def repaired(self, finding: Finding) -> bool:
        """Tell whether references of a finding were rewritten, and only those are left that `--since` leaves aside."""
        return self.touched(finding) and all(reference.untouched for reference in self.remaining(finding))


def waits(finding: Finding) -> bool:
    """Tell whether a finding is a death that a later night is to confirm."""
    return finding.verdict.state is State.DEAD and Flag.UNCONFIRMED in finding.verdict.flags


def place_of(one: Reference | Edit) -> Place:
    """Return where the destination of a reference begins, or what an edit replaces."""
    return one.path, one.span.start


def applied(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that were written, by path and place."""
    return sorted((edit for edit in edits if edit.applied), key=lambda edit: (edit.path, edit.span))


def by_state(findings: Iterable[Finding]) -> Counter[State]:
    """Count findings by verdict."""
    return Counter(finding.verdict.state for finding in findings)


def copies(finding: Finding) -> tuple[Memento, ...]:
    """Return the archived copies of a finding that may be written."""
    return tuple(memento for memento in finding.mementos if memento.answer is LookupStatus.FOUND and memento.probed)


def returned(findings: Iterable[Finding]) -> list[Finding]:
    """Return the links to archived copies of which the originals answer again."""
    return [one for one in findings if one.original is not None and one.original.verdict.state.is_good]


def key_of(broken: Finding | Problem) -> str:
    """Return the key of something broken in a baseline; it stays the same when lines move."""
    if isinstance(broken, Finding):
        return broken.target.url
    return f"{broken.rule} {broken.path}: {broken.bare_message}"


def is_known(broken: Finding | Problem, baseline: Collection[str] | None) -> bool:
    """Tell whether the baseline has it, or `--since` leaves it aside."""
    return is_untouched(broken) or (baseline is not None and key_of(broken) in baseline)


def judged(report: Report) -> Report:
    """Return the report without the links and problems that `--since` leaves aside."""
    if report.since is None:
        return report
    return replace(
        report,
        rows=tuple(row for row in report.rows if not row.reference.untouched),
        findings=tuple(finding for finding in report.findings if not is_untouched(finding)),
        problems=tuple(problem for problem in report.problems if not is_untouched(problem)),
    )


def is_untouched(broken: Finding | Problem) -> bool:
    """Tell whether `--since` leaves it aside: the change neither touches nor causes it."""
    return broken.target.untouched if isinstance(broken, Finding) else broken.untouched


def unasked(findings: Iterable[Finding]) -> list[Finding]:
    """Return what has no verdict of this run for reasons of ours; budgets that the user set are none."""
    return [one for one in findings if one.verdict.reason in OURS and not one.from_history and not is_untouched(one)]


def is_largely_unasked(findings: Sequence[Finding]) -> bool:
    """Tell whether a tenth or more of what was to be asked was not, for reasons of ours."""
    ours = unasked(findings)
    asked = sum(one.check is not None and not one.from_history and one.verdict.reason not in OURS for one in findings)
    return bool(ours) and LARGE_PART * len(ours) >= len(ours) + asked


def broken(findings: Sequence[Finding], problems: Sequence[Problem]) -> frozenset[str]:
    """Return the keys of all that a baseline of this run holds."""
    links = (key_of(finding) for finding in findings if finding.verdict.state.is_broken)
    return frozenset((*links, *(key_of(problem) for problem in problems if problem.level is Level.ERROR)))


def exit_code(
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    edits: Sequence[Edit],
    fail_on: Collection[FailOn],
    baseline: Collection[str] | None = None,
) -> int:
    """Return 1 if something of `fail_on` remains, else 0.

    Links that this run repaired do not count, nor does anything that `--since` leaves aside, whatever `fail_on` says.
    `Change.NEW` stands for `FAIL_ON` without what the baseline has.
    """
    repairs = Repairs.of(edits)
    return int(
        any(fails(finding, fail_on, baseline) and not repairs.repaired(finding) for finding in findings)
        or any(fails(problem, fail_on, baseline) for problem in problems)
    )


def fails(broken: Finding | Problem, fail_on: Collection[FailOn], baseline: Collection[str] | None) -> bool:
    """Tell whether something fails a run, unless this run repairs it."""
    word = broken.verdict.state if isinstance(broken, Finding) else broken.level
    new = Change.NEW in fail_on and word in FAIL_ON and not is_known(broken, baseline)
    return (word in fail_on or new) and not is_untouched(broken)
