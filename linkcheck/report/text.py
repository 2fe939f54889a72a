"""The report for people at a terminal: what needs someone first and in full, the rest as numbers.

A dead link is shown once with all its places, at the post where it stands first. What could not be judged this
time is a short list, what is well is a number, and the last line says what to do. Nothing from a file or from the
web reaches the terminal without `visible`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from linkcheck.model import Change, Finding, Report, State
from linkcheck.report.blocks import block_lines, finding_block
from linkcheck.report.hyperlinks import linked
from linkcheck.report.layout import BOLD, explained, painted, section, wrapped
from linkcheck.report.lists import (
    came_back,
    drift_list,
    fragment_list,
    host_list,
    problem_lists,
    returned_list,
    tracebacks,
    undecided_list,
    unreached_list,
)
from linkcheck.report.pieces import first_reference, unreached_since
from linkcheck.report.summary import (
    aside_lines,
    copied_lines,
    gap_lines,
    last_line,
    left_lines,
    number_rows,
    repairing,
    scope_line,
    waiting_lines,
)
from linkcheck.report.told import once
from linkcheck.report.view import Context
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import Repairs, fails, judged


def render(report: Report, context: Context) -> str:
    """Return the whole report."""
    report = once(report)
    repairs = Repairs.of(report.edits)
    mine = judged(report)
    if context.only_left:
        return _left(mine, repairs, context)
    needing = [finding for finding in mine.findings if context.is_urgent(finding.verdict.state)]
    others = [finding for finding in mine.findings if not context.is_urgent(finding.verdict.state)]
    shown = _first(needing, context)
    more = len(needing) - len(shown)
    sections = [
        short_summary(report, context) if more else "",
        *_posts(shown, repairs, context, needing),
        f"and {more:,} more: -v shows them here, -o report.html in a browser" if more else "",
        *problem_lists(mine.problems, context),
        host_list(mine.findings, context),
        came_back(mine.findings, repairs, context),
        returned_list(mine.findings, repairs, context),
        undecided_list([one for one in others if unreached_since(one) is None], repairs, context),
        unreached_list(others, repairs, context),
        fragment_list(mine.rows, context),
        drift_list(mine.findings, repairs, context),
        *(tracebacks(report.findings) if context.verbose else ()),
        short_summary(report, context),
    ]
    return linked("\n\n".join(filter(None, sections)) + "\n", report.findings, report.problems, context)


def _left(mine: Report, repairs: Repairs, context: Context) -> str:
    """Return what fails the run or was refused; empty where that is nothing."""

    def is_left(one: Finding) -> bool:
        failing = fails(one, context.fail_on, mine.baseline) and not repairs.repaired(one)
        return failing or repairs.refuses(one)

    fail = [one for one in mine.findings if is_left(one)]
    problems = [one for one in mine.problems if fails(one, context.fail_on, mine.baseline)]
    sections = [*_posts(fail, repairs, context), *problem_lists(problems, context)]
    return linked("\n\n".join(sections) + "\n", fail, problems, context) if sections else ""


def short_summary(report: Report, context: Context) -> str:
    """Return the numbers and the one line that matters, without a newline at the end."""
    report = once(report)
    lines = [
        *wrapped(scope_line(report), context.width),
        *_number_lines(report, context),
        *(line for words in aside_lines(report) for line in wrapped(words, context.width)),
        *(line for words in left_lines(report) for line in wrapped(words, context.width)),
        *(line for words in gap_lines(report) for line in wrapped(words, context.width)),
        *(line for words in waiting_lines(report, context) for line in wrapped(words, context.width)),
        *(line for words in copied_lines(report) for line in wrapped(words, context.width)),
        "",
        painted(_final(report, context), BOLD, context),
    ]
    return "\n".join(lines)


def _number_lines(report: Report, context: Context) -> Iterator[str]:
    rows = number_rows(report)
    word, number = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    for lines in explained([(f"{what:<{word}}  {many:>{number}}", why) for what, many, why in rows], 2, context):
        yield from lines


def _final(report: Report, context: Context) -> str:
    """Return the last line, over several where it is long; the command in it stays in one piece, to be copied."""
    command = repairing(report)
    words = last_line(report, context).replace(command, command.replace(" ", "\0"))
    lines = wrapped(words, context.width)
    return "\n".join(lines).replace("\0", " ")


def _first(needing: Sequence[Finding], context: Context) -> Sequence[Finding]:
    """Return as many findings as a report may show in full: what is new since the last run before all others."""
    if context.most is None or len(needing) <= context.most:
        return needing
    return sorted(needing, key=lambda one: one.change is not Change.NEW)[: context.most]


def _posts(
    findings: Sequence[Finding], repairs: Repairs, context: Context, all_of: Sequence[Finding] | None = None
) -> Iterator[str]:
    """Yield one section for each post, with the findings whose first place is there; its heading counts `all_of`."""
    counted: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in findings if all_of is None else all_of:
        counted[first_reference(one, repairs).path].append(one)
    placed = [(first_reference(finding, repairs), finding) for finding in findings]
    placed.sort(key=lambda pair: (pair[0].path, pair[0].span, pair[1].target.url))
    blocks = [finding_block(finding, repairs, context) for _, finding in placed]
    details = explained([row for block in blocks for row in block.rows], 4, context)
    pairs = zip(placed, blocks, strict=True)
    for path, group in groupby(pairs, key=lambda pair: pair[0][0].path):
        heading = f"{visible(path)}: {_numbers(counted[path], repairs)}"
        lines = block_lines([block for _, block in group], details)
        yield section(heading, lines, context)


def _numbers(findings: Sequence[Finding], repairs: Repairs) -> str:
    words = Counter("repaired" if repairs.repaired(one) else one.verdict.state.value for one in findings)
    return ", ".join(f"{words[word]:,} {word}" for word in ("repaired", *State) if words[word])
