"""The words of a comparison that all its formats share."""

from __future__ import annotations

from datetime import datetime

from linkcheck.model import Finding, State
from linkcheck.report.compare.comparing import Comparison
from linkcheck.report.words import counted, visible


def became(finding: Finding) -> str:
    """Return what became of a fixed link: `repaired`, `excluded`, `alive` or `moved`."""
    state = finding.verdict.state
    return "repaired" if state.is_broken else "excluded" if state is State.UNCHECKED else state.value


def scope(comparison: Comparison) -> str:
    """Return which runs are compared, and how the blog itself has changed."""
    links = f"{counted(comparison.added, 'link')} added, {comparison.removed:,} removed"
    if comparison.at is None and comparison.since is None:
        return links
    return f"{_moment(comparison.since)} → {_moment(comparison.at)}: {links}"


def verdict(comparison: Comparison) -> str:
    """Return the one line that matters."""
    new = [f"{len(comparison.new):,} newly broken" if comparison.new else ""]
    new += [counted(len(comparison.new_problems), "new error") if comparison.new_problems else ""]
    parts = [*filter(None, new)] or ["Nothing new is broken"]
    fixed = len(comparison.fixed) + len(comparison.fixed_problems)
    still = len(comparison.still) + len(comparison.still_problems)
    parts += [f"{fixed:,} fixed"] if fixed else []
    parts += [f"{still:,} still broken"] if still else []
    parts += [f"{len(comparison.gone_from_blog):,} no longer in the blog"] if comparison.gone_from_blog else []
    parts += [f"{len(comparison.not_asked):,} not asked this time"] if comparison.not_asked else []
    fault = f"The later run could not judge: {visible(comparison.fault)}. " if comparison.fault else ""
    return f"{fault}{', '.join(parts)}."


def _moment(moment: datetime | None) -> str:
    return "an earlier run" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
