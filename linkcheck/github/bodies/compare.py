"""What is broken, and what of it is new, still there or mended since an issue was last written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.github.bodies.state_comment import key
from linkcheck.model import Finding, Problem, Report, State
from linkcheck.report.compare import compare
from linkcheck.report.compare.comparing import NOT_ASKED
from linkcheck.verdict.outcome import Repairs, is_known, key_of

Broken = Finding | Problem
"""A dead or invalid link that was not repaired, or a problem of level error."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Broken things of a report; what the baseline knows is a number only."""

    broken: tuple[Broken, ...]
    new: frozenset[str]
    """Keys of what is broken now and was not before."""
    mended: tuple[Finding, ...]
    """What was broken before and is not called so any more, as it is now."""
    vanished: int
    """What was broken before and stands in no post any more, or was an error of a post."""
    waiting: frozenset[str]
    """Keys of what was broken before and was not asked this time."""
    known: int
    """Broken things that the baseline holds."""
    repaired: int
    """Links that this run repaired."""
    finished: bool
    """False where something was not asked, and nobody knows whether that was broken before."""

    @property
    def keys(self) -> frozenset[str]:
        """What the next run must know to have been broken."""
        return frozenset(map(short_key, self.broken)) | self.waiting

    @property
    def is_healthy(self) -> bool:
        """Whether it is certain that nothing is broken."""
        return not self.broken and not self.waiting and self.finished

    def is_new(self, broken: Broken) -> bool:
        """Whether it was not broken before."""
        return short_key(broken) in self.new


def short_key(broken: Broken) -> str:
    """Return the key of something broken."""
    return key(key_of(broken))


def tally_of(report: Report, before: frozenset[str] | None = None) -> Tally:
    """Count a report. `before` are the keys of what was broken; None where only the history can tell."""
    compared = compare(None, report)
    everything: list[Broken] = [*sorted((*compared.new, *compared.still), key=lambda one: one.target.url)]
    everything += [*compared.new_problems, *compared.still_problems]
    broken = tuple(one for one in everything if not is_known(one, report.baseline))
    now = frozenset(map(short_key, broken))
    lost = frozenset() if before is None else before - now
    others = {name: one for one in report.findings if (name := short_key(one)) in lost}
    waiting = frozenset(name for name, one in others.items() if one.verdict.reason in NOT_ASKED)
    return Tally(
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
