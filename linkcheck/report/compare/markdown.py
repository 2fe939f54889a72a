"""A comparison in Markdown, for a comment or an issue: within GitHub's limit, what is new first."""

from __future__ import annotations

from collections.abc import Sequence

from linkcheck.model import Finding
from linkcheck.report.cells import Section, copy_cell, link_cells, problem_section, why_cell
from linkcheck.report.compare.comparing import Comparison
from linkcheck.report.compare.words import became, scope, verdict
from linkcheck.report.escape import prose
from linkcheck.report.markdown import fitted
from linkcheck.report.view import Context
from linkcheck.verdict.outcome import copies

COLUMNS = ("Where", "Label", "Link", "Why")


def render(comparison: Comparison, context: Context) -> str:
    """Return the comparison, with a newline at its end."""
    turns = [(f"{turn.before.verdict.state} → {turn.now.verdict.state}", turn.now) for turn in comparison.changed]
    sections = [
        _links("New", [(_why(one), one) for one in comparison.new], comparison),
        problem_section("New errors", comparison.new_problems),
        _links("Fixed", [(became(one), one) for one in comparison.fixed], comparison),
        problem_section("Fixed errors", comparison.fixed_problems),
        _links("No longer in the blog", [(_why(one), one) for one in comparison.gone_from_blog], comparison),
        _links("Not asked this time", [(_why(one), one) for one in comparison.not_asked], comparison),
        _links("Still broken", [(_why(one), one) for one in comparison.still], comparison),
        problem_section("Errors that are still there", comparison.still_problems),
        *([_links("Other verdicts", turns, comparison)] if context.verbose else []),
    ]
    return fitted(f"{prose(verdict(comparison))}\n\n{prose(scope(comparison))}", sections)


def _why(finding: Finding) -> str:
    found = [copy_cell(memento) for memento in copies(finding) if memento.url]
    return "; ".join([why_cell(finding.verdict), *found[:1]])


def _links(heading: str, members: Sequence[tuple[str, Finding]], comparison: Comparison) -> Section:
    rows = ((*link_cells(finding, comparison.repairs), words) for words, finding in members)
    return Section(f"{heading}: {len(members):,}", COLUMNS, len(members), rows)
