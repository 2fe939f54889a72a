"""A comparison for people at a terminal, in the manner of the text report: what is new in full, the rest in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from linkcheck.model import Finding, Problem
from linkcheck.report.blocks import block_lines, finding_block
from linkcheck.report.compare.comparing import Comparison
from linkcheck.report.compare.words import became, scope, verdict
from linkcheck.report.hyperlinks import linked
from linkcheck.report.layout import BOLD, explained, painted, section
from linkcheck.report.lists import SHORT_LIST, listed
from linkcheck.report.pieces import and_more, first_reference, place
from linkcheck.report.view import Context
from linkcheck.report.words import visible


def render(comparison: Comparison, context: Context) -> str:
    """Return the whole comparison, with a newline at its end."""
    still = [(one.verdict.state.value, one) for one in comparison.still]
    turns = [(f"{turn.before.verdict.state} → {turn.now.verdict.state}", turn.now) for turn in comparison.changed]
    sections = [
        _new(comparison, context),
        _problems("New errors", comparison.new_problems, context, everything=True),
        _links("Fixed", [(became(one), one) for one in comparison.fixed], comparison, context),
        _problems("Fixed errors", comparison.fixed_problems, context),
        _links("No longer in the blog", [("", one) for one in comparison.gone_from_blog], comparison, context),
        _links("Not asked this time", [("", one) for one in comparison.not_asked], comparison, context),
        _links("Still broken", still, comparison, context),
        _problems("Errors that are still there", comparison.still_problems, context),
        _links("Other verdicts", turns, comparison, context) if context.verbose else "",
        "\n".join([scope(comparison), "", painted(verdict(comparison), BOLD, context)]),
    ]
    return linked("\n\n".join(filter(None, sections)) + "\n", *_shown(comparison), context)


def _shown(comparison: Comparison) -> tuple[Iterable[Finding], Iterable[Problem]]:
    """Return all that may be told of."""
    kinds = (comparison.new, comparison.still, comparison.fixed, comparison.gone_from_blog, comparison.not_asked)
    findings = (*chain(*kinds), *(turn.now for turn in comparison.changed))
    problems = chain(comparison.new_problems, comparison.still_problems, comparison.fixed_problems)
    return findings, problems


def _new(comparison: Comparison, context: Context) -> str:
    """Return what is newly broken, in full."""
    if not comparison.new:
        return ""
    blocks = [finding_block(one, comparison.repairs, context) for one in comparison.new]
    details = explained([row for block in blocks for row in block.rows], 4, context)
    return section("New", block_lines(blocks, details), context)


def _links(heading: str, members: Sequence[tuple[str, Finding]], comparison: Comparison, context: Context) -> str:
    """Return a line for each link: a word, where it stands, its URL."""
    return listed(heading, members, lambda each: _row(*each, comparison), context)


def _row(word: str, finding: Finding, comparison: Comparison) -> tuple[str, ...]:
    where = place(first_reference(finding, comparison.repairs)) + and_more(len(finding.target.references) - 1)
    row = (where, visible(finding.target.url))
    return (word, *row) if word else row


def _problems(heading: str, problems: Sequence[Problem], context: Context, *, everything: bool = False) -> str:
    if not problems:
        return ""
    shown = problems if everything or context.verbose else problems[:SHORT_LIST]
    lines = [line for problem in shown for line in _problem(problem, context)]
    return section(heading, lines, context, len(problems) - len(shown))


def _problem(problem: Problem, context: Context) -> Iterator[str]:
    yield f"  {place(problem)}  {problem.rule}"
    for lines in explained([("", visible(problem.message))], 4, context):
        yield from lines
