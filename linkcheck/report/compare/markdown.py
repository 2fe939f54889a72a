"""A comparison in Markdown, for a comment or an issue: within GitHub's limit, what is new first."""

from __future__ import annotations

from collections.abc import Sequence

from linkcheck.model import Finding, Problem
from linkcheck.report.blocks import copy_words, first_reference, label, place
from linkcheck.report.compare.comparing import Comparison
from linkcheck.report.compare.words import became, scope, verdict
from linkcheck.report.escape import code, link, prose
from linkcheck.report.markdown import Section, fitted
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS
from linkcheck.verdict.outcome import copies

COLUMNS = ("Where", "Label", "Link", "Why")


def render(comparison: Comparison, context: Context) -> str:
    """Return the comparison, with a newline at its end."""
    turns = [(f"{turn.before.verdict.state} → {turn.now.verdict.state}", turn.now) for turn in comparison.changed]
    sections = [
        _links("New", [(_why(one), one) for one in comparison.new], comparison),
        _problems("New errors", comparison.new_problems),
        _links("Fixed", [(became(one), one) for one in comparison.fixed], comparison),
        _problems("Fixed errors", comparison.fixed_problems),
        _links("No longer in the blog", [(_why(one), one) for one in comparison.gone_from_blog], comparison),
        _links("Not asked this time", [(_why(one), one) for one in comparison.not_asked], comparison),
        _links("Still broken", [(_why(one), one) for one in comparison.still], comparison),
        _problems("Errors that are still there", comparison.still_problems),
        *([_links("Other verdicts", turns, comparison)] if context.verbose else []),
    ]
    return fitted(f"{prose(verdict(comparison))}\n\n{prose(scope(comparison))}", sections)


def _why(finding: Finding) -> str:
    verdict = finding.verdict
    words = f"{prose(verdict.detail or REASONS[verdict.reason])} ({verdict.reason})"
    found = next(iter(copies(finding)), None)
    return f"{words}; {link(prose(copy_words(found)), found.url)}" if found is not None and found.url else words


def _links(heading: str, members: Sequence[tuple[str, Finding]], comparison: Comparison) -> Section:
    rows = (_row(words, finding, comparison) for words, finding in members)
    return Section(f"{heading}: {len(members):,}", COLUMNS, len(members), rows)


def _row(words: str, finding: Finding, comparison: Comparison) -> tuple[str, ...]:
    first = first_reference(finding, comparison.repairs)
    more = len(finding.target.references) - 1
    where = code(place(first)) + (f" and {more:,} more" if more else "")
    return where, code(label(first)), code(finding.target.url), words


def _problems(heading: str, problems: Sequence[Problem]) -> Section:
    rows = (
        (code(f"{one.path}:{one.position.line}:{one.position.column}"), one.rule.value, prose(one.message))
        for one in problems
    )
    return Section(f"{heading}: {len(problems):,}", ("Where", "Rule", "What"), len(problems), rows)
