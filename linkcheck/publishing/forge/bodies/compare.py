"""Compares a report with the keys of an earlier night: new, still broken, mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.model import Finding, Problem, Report, State
from linkcheck.publishing.forge.bodies.state_comment import key
from linkcheck.report.compare import compare
from linkcheck.report.compare.comparing import NOT_ASKED
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import Repairs, is_known, key_of

Broken = Finding | Problem
"""A dead or invalid link that was not repaired, or a problem of level error."""


@dataclass(frozen=True, slots=True)
class IssueComparison:
    """Broken links and errors of a report; those that the baseline knows are only counted."""

    broken: tuple[Broken, ...]
    new: frozenset[str]
    """Keys of those that are broken now and were not before."""
    mended: tuple[Finding, ...]
    """Findings of today that were broken before and are not any more."""
    vanished: int
    """Number of those that were broken before and are in no post any more, or were errors of a post."""
    waiting: frozenset[str]
    """Keys of those that were broken before and were not asked this time."""
    known: int
    """Broken things that the baseline holds."""
    repaired: int
    """Links that this run repaired."""
    finished: bool
    """False where a link was not asked, and nobody knows whether it was broken before."""

    @property
    def keys(self) -> frozenset[str]:
        """Keys that the next run must know as broken."""
        return frozenset(map(short_key, self.broken)) | self.waiting

    @property
    def is_healthy(self) -> bool:
        """True where nothing is broken for certain."""
        return not self.broken and not self.waiting and self.finished

    @property
    def broken_words(self) -> str:
        """How many links and how many errors are broken."""
        links = sum(isinstance(one, Finding) for one in self.broken)
        errors = len(self.broken) - links
        parts = [counted(links, "broken link") if links else "", counted(errors, "error") if errors else ""]
        return " and ".join(filter(None, parts))

    def is_new(self, broken: Broken) -> bool:
        """Tell whether it was not broken before."""
        return short_key(broken) in self.new


def short_key(broken: Broken) -> str:
    """Return the key of something broken."""
    return key(key_of(broken))


def compare_report(report: Report, before: frozenset[str] | None = None) -> IssueComparison:
    """Compare a report with the keys of what was broken before; None: the history alone can tell."""
    compared = compare(None, report)
    everything: list[Broken] = [*sorted((*compared.new, *compared.still), key=lambda one: one.target.url)]
    everything += [*compared.new_problems, *compared.still_problems]
    broken = tuple(one for one in everything if not is_known(one, report.baseline))
    now = frozenset(map(short_key, broken))
    lost = frozenset() if before is None else before - now
    others = {name: one for one in report.findings if (name := short_key(one)) in lost}
    waiting = frozenset(name for name, one in others.items() if one.verdict.reason in NOT_ASKED)
    return IssueComparison(
        broken=broken,
        new=frozenset(map(short_key, compared.new + compared.new_problems)) & now if before is None else now - before,
        mended=tuple(one for name, one in others.items() if name not in waiting),
        vanished=len(lost) - len(others),
        waiting=waiting,
        known=len(everything) - len(broken),
        repaired=_repaired(report.findings, Repairs.of(report.edits)),
        finished=before is not None or not any(one.verdict.reason in NOT_ASKED for one in report.findings),
    )


def _repaired(findings: Iterable[Finding], repairs: Repairs) -> int:
    return sum(repairs.repaired(one) for one in findings if one.verdict.state is State.DEAD)
