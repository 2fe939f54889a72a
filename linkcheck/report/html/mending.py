"""What `--fix` can do for one link, as the words that a command for it alone has."""

from __future__ import annotations

from linkcheck.model import Finding, State
from linkcheck.report.view import Context
from linkcheck.verdict.outcome import Repairs, copies, waits


def is_fixable(finding: Finding, repairs: Repairs, context: Context) -> bool:
    """Tell whether `--fix` would lead a dead link to a copy now."""
    return _has_copy(finding, repairs) and (not waits(finding) or context.fixes_at_once)


def mending(finding: Finding, repairs: Repairs, context: Context) -> str:
    """Return the flags that repair a link; empty where none does."""
    if repairs.repaired(finding):
        return ""
    if finding.verdict.state is State.MOVED and not repairs.refuses(finding):
        return "--fix=moved"
    if finding.original is not None and finding.original.objection is None:
        return "--fix=restored"
    if is_fixable(finding, repairs, context):
        return "--fix"
    return "--fix --fix-unconfirmed" if _has_copy(finding, repairs) else ""


def _has_copy(finding: Finding, repairs: Repairs) -> bool:
    return finding.verdict.state is State.DEAD and bool(copies(finding)) and not repairs.refuses(finding)
