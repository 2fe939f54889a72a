"""The parts of a text report that are lists: problems by rule, and findings that need nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from linkcheck.model import Change, Failure, FailureCode, Finding, Flag, Fragment, Level, Problem, Row, Rule, State
from linkcheck.report.hosts import Host, failing_hosts
from linkcheck.report.layout import coloured_word, explained, section, table
from linkcheck.report.pieces import (
    and_more,
    arrow,
    failing_since,
    first_reference,
    place,
    return_words,
    unreached_since,
)
from linkcheck.report.summary import MAYBE_GONE, NOT_YET, RETURNED, UNREACHED
from linkcheck.report.told import Told, gathered
from linkcheck.report.view import Context
from linkcheck.report.words import counted, shortened, visible
from linkcheck.verdict.outcome import Repairs, returned

T = TypeVar("T")

SHORT_LIST = 10
"""The number of findings that are listed without `-v` where nobody needs to act."""

HOST_FROM = 3
"""Failing links of one host that make it worth a line of its own."""

PROBLEM_LIMITS: Mapping[Level, int] = MappingProxyType({Level.ERROR: 20, Level.WARNING: 5, Level.NOTE: 0})
"""The number of problems of one rule that are listed without `-v`: one habit of an author must not flood a report."""


def listed(heading: str, members: Sequence[T], row: Callable[[T], Sequence[str]], context: Context) -> str:
    """Return a heading and one line for each member, the first ones without `-v`; empty where there is none."""
    if not members:
        return ""
    shown = members if context.verbose else members[:SHORT_LIST]
    rows = [row(one) for one in shown]
    lines = (f"  {coloured_word(line, cells[0], context)}" for cells, line in zip(rows, table(rows), strict=True))
    return section(heading, lines, context, len(members) - len(shown))


def undecided_list(findings: Sequence[Finding], repairs: Repairs, context: Context) -> str:
    """Return findings that need nobody, one line each: what may be gone, and under `-v` the other verdicts too."""
    wanted = MAYBE_GONE if not context.verbose else set(State) - {State.ALIVE}
    order = list(State)
    members = [finding for finding in findings if finding.verdict.state in wanted or context.verbose > 1]
    members.sort(key=lambda finding: (order.index(finding.verdict.state), finding.target.url))
    heading = "The other links" if context.verbose else NOT_YET
    return listed(heading, members, lambda one: _short_row(one, repairs), context)


def unreached_list(findings: Sequence[Finding], repairs: Repairs, context: Context) -> str:
    """Return the links that could not be reached for long, those that failed first at the top."""
    pairs = [(since, one) for one in findings if (since := unreached_since(one)) is not None]
    pairs.sort(key=lambda pair: (pair[0], pair[1].target.url))
    return listed(UNREACHED, pairs, lambda pair: _unreached_row(*pair, repairs), context)


def _unreached_row(since: datetime, finding: Finding, repairs: Repairs) -> tuple[str, str, str, str]:
    where = place(first_reference(finding, repairs)) + and_more(len(finding.target.references) - 1)
    return f"since {since:%Y-%m-%d}", finding.verdict.reason.value, where, visible(finding.target.url)


def fragment_list(rows: Sequence[Row], context: Context) -> str:
    """Return the links whose page is there and the place in it is not; nobody needs to act on another's page."""
    members = [row for row in rows if row.fragment is Fragment.MISSING]
    return listed("Pages without the place that a link names", members, _missing_row, context)


def _missing_row(row: Row) -> tuple[str, str]:
    fragment = row.reference.destination.partition("#")[2]
    return place(row.reference), visible(f"#{fragment} is not on {row.url}")


def drift_list(findings: Sequence[Finding], repairs: Repairs, context: Context) -> str:
    """Return the links whose page is there, but speaks of something else than when it was seen first."""
    members = [finding for finding in findings if Flag.DRIFT in finding.verdict.flags]
    return listed(
        "Pages whose text has become another's",
        members,
        lambda one: (place(first_reference(one, repairs)), visible(one.target.url), _was(one)),
        context,
    )


def _was(finding: Finding) -> str:
    first = finding.past.first_page if finding.past is not None else None
    return f"was «{visible(shortened(first.title, 60))}»" if first is not None and first.title else ""


def came_back(findings: Sequence[Finding], repairs: Repairs, context: Context) -> str:
    """Return the links that were dead in the run before and are alive again."""
    members = [finding for finding in findings if finding.change is Change.BACK]
    return listed(
        "Came back",
        members,
        lambda one: ("back", place(first_reference(one, repairs)), visible(one.target.url)),
        context,
    )


def returned_list(findings: Sequence[Finding], repairs: Repairs, context: Context) -> str:
    """Return the links to archived copies whose originals answer again, with why they are not led back yet."""
    left = [one for one in returned(findings) if not repairs.repaired(one)]
    pairs = [(original, one) for one in left if (original := one.original) is not None]
    pairs.sort(key=lambda pair: (pair[0].objection is not None, pair[0].url))
    return listed(RETURNED, pairs, lambda pair: (*_where(pair[1], repairs), return_words(pair[0])), context)


def _where(finding: Finding, repairs: Repairs) -> tuple[str, str]:
    number = and_more(len(finding.target.references) - 1)
    return place(first_reference(finding, repairs)) + number, visible(finding.target.original or "")


def host_list(findings: Sequence[Finding], context: Context) -> str:
    """Return the hosts of which several links fail: what to look at first."""
    hosts = [host for host in failing_hosts(findings) if host.failing >= HOST_FROM]
    return listed(
        "Hosts with several failing links",
        hosts,
        lambda host: (visible(host.host), _share(host), _reasons(host)),
        context,
    )


def _share(host: Host) -> str:
    number = f"all {host.targets:,}" if host.failing == host.targets else f"{host.failing:,} of {host.targets:,}"
    return f"{number} links"


def _reasons(host: Host) -> str:
    return ", ".join(
        f"{reason} {number:,}" if len(host.reasons) > 1 else reason for reason, number in host.reasons.most_common()
    )


def _short_row(finding: Finding, repairs: Repairs) -> tuple[str, str, str, str]:
    verdict, first = finding.verdict, first_reference(finding, repairs)
    since = failing_since(finding)
    why = f"{verdict.reason} since {since:%Y-%m-%d}" if since else verdict.reason.value
    where = place(first) + and_more(len(finding.target.references) - 1)
    return verdict.state.value, why, where, visible(finding.target.url) + arrow(verdict)


def problem_lists(problems: Sequence[Problem], context: Context) -> Iterator[str]:
    """Yield the problems of each rule, the gravest level first."""
    order = list(Level)
    known = sorted(problems, key=lambda one: (order.index(one.level), one.rule, one.path, one.position, one.message))
    for (level, rule), group in groupby(known, key=lambda one: (one.level, one.rule)):
        members = list(group)
        if level is Level.NOTE and len(members) > SHORT_LIST and context.verbose == 1:
            yield _counted_by_file(rule, members, context)
            continue
        limit = PROBLEM_LIMITS[level]
        shown = [Told((one,)) for one in members] if context.verbose else gathered(members)[:limit] if limit else []
        if shown:
            heading = f"{rule}: {counted(len(members), level.value)}"
            missing = len(members) - sum(len(one.problems) for one in shown)
            yield section(heading, _problem_lines(shown, context), context, missing)


def _counted_by_file(rule: Rule, notes: Sequence[Problem], context: Context) -> str:
    """Return how many notes each file has: the habit of an author is one thing to know, not thousands."""
    files = Counter(note.path for note in notes)
    heading = f"{rule}: {counted(len(notes), 'note')} in {counted(len(files), 'file')} (-vv lists all)"
    width = max(len(f"{number:,}") for number in files.values())
    most_first = sorted(files.items(), key=lambda each: (-each[1], each[0]))
    lines = (f"  {number:>{width},}  {visible(path)}" for path, number in most_first)
    return section(heading, lines, context)


def _problem_lines(faults: Sequence[Told], context: Context) -> list[str]:
    rows = [(fault.where, visible(fault.first.message)) for fault in faults]
    if max(len(where) for where, _ in rows) <= context.width // 2:
        return [line for lines in explained(rows, 2, context) for line in lines]
    # Long paths leave no room beside them.
    below = list(explained([("", message) for _, message in rows], 4, context))
    return [line for (where, _), lines in zip(rows, below, strict=True) for line in (f"  {where}", *lines)]


def tracebacks(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what a bug of ours left behind, for a bug report."""
    for finding in findings:
        for exchange in finding.check.exchanges if finding.check else ():
            outcome = exchange.outcome
            if isinstance(outcome, Failure) and outcome.code is FailureCode.INTERNAL:
                lines = (f"  {visible(line)}" for line in outcome.detail.splitlines())
                yield "\n".join([f"A bug of linkcheck, at {visible(finding.target.url)}", *lines])
