"""The report for people at a terminal: what needs someone first and in full, the rest as numbers.

A dead link is shown once with all its places, at the post where it stands first. What could not be judged this
time is a short list, what is well is a number, and the last line says what to do. Nothing from a file or from the
web reaches the terminal without `visible`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from linkcheck.model import Finding, Report, State
from linkcheck.report.blocks import finding_block, first_reference
from linkcheck.report.layout import BOLD, painted, wrapped_table
from linkcheck.report.lists import problem_lists, tracebacks, undecided_list
from linkcheck.report.outcome import Repairs
from linkcheck.report.summary import URGENT, last_line, summary_lines
from linkcheck.report.view import Context
from linkcheck.report.words import visible


def render(report: Report, context: Context) -> str:
    """Return the whole report."""
    repairs = Repairs.of(report.edits)
    urgent = URGENT | context.fail_on
    needing = [finding for finding in report.findings if finding.verdict.state in urgent]
    others = [finding for finding in report.findings if finding.verdict.state not in urgent]
    sections = [
        *_posts(needing, repairs, context),
        *problem_lists(report.problems, context),
        undecided_list(others, repairs, context),
        *(tracebacks(report.findings) if context.verbose else ()),
        short_summary(report, context),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def short_summary(report: Report, context: Context) -> str:
    """Return the numbers and the one line that matters, without a newline at the end."""
    final = painted(last_line(report, context), BOLD, context)
    return "\n".join([*summary_lines(report), "", final])


def _posts(findings: Sequence[Finding], repairs: Repairs, context: Context) -> Iterator[str]:
    """Yield one section for each post, with the findings whose first place is there."""
    placed = [(first_reference(finding, repairs), finding) for finding in findings]
    placed.sort(key=lambda pair: (pair[0].path, pair[0].span, pair[1].target.url))
    blocks = _blocks([finding for _, finding in placed], repairs, context)
    for path, group in groupby(placed, key=lambda pair: pair[0].path):
        members = [finding for _, finding in group]
        heading = f"{visible(path)}: {_numbers(members, repairs)}"
        yield "\n".join([painted(heading, BOLD, context), *(next(blocks) for _ in members)])


def _numbers(findings: Sequence[Finding], repairs: Repairs) -> str:
    words = Counter("repaired" if repairs.repaired(one) else one.verdict.state.value for one in findings)
    return ", ".join(f"{words[word]:,} {word}" for word in ("repaired", *State) if words[word])


def _blocks(findings: Sequence[Finding], repairs: Repairs, context: Context) -> Iterator[str]:
    """Yield each finding as text. One table holds the rows of all, so that they stand in line through the report."""
    blocks = [finding_block(finding, repairs, context) for finding in findings]
    rows = wrapped_table([row for block in blocks for row in block.rows], 4, context)
    for block in blocks:
        yield "\n".join([f"  {block.heading}", *(line for _ in block.rows for line in next(rows))])
