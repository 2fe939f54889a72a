"""The report as the body of a GitHub issue: within 65,536 characters, however many findings there are.

What needs someone comes first and gets most of the room. A table that does not fit ends after a whole row, and
the line below says how many rows are missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from linkcheck.model import Change, Edit, Finding, Level, Problem, Report, State
from linkcheck.report.cells import (
    Section,
    copies_cell,
    fitting,
    length,
    link_cells,
    problem_section,
    table,
    why_cell,
)
from linkcheck.report.escape import code, prose
from linkcheck.report.pieces import decoded, failing_since, first_reference, return_words, unreached_since
from linkcheck.report.refusals import refusals
from linkcheck.report.summary import (
    MAYBE_GONE,
    RETURNED,
    UNREACHED,
    aside_lines,
    copied_lines,
    files_by_rule,
    gap_lines,
    last_line,
    left_lines,
    repairing,
    scope_line,
    verdict_rows,
    waiting_lines,
)
from linkcheck.report.told import once
from linkcheck.report.view import Context
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import Repairs, applied, judged, returned

LIMIT = 65_536
"""Characters of an issue's body; GitHub refuses longer ones. Counted in UTF-16 units, the larger way to count."""

RESERVE = 1_500
"""Characters that a table leaves to each table after it."""


def render(report: Report, context: Context) -> str:
    """Return the report in Markdown, with a newline at its end."""
    report = once(report)
    repairs = Repairs.of(report.edits)
    return fitted(_head(report, context), list(_sections(judged(report), repairs, context)))


def fitted(head: str, sections: Sequence[Section]) -> str:
    """Return the head and what fits of the sections below it, within `LIMIT`; empty sections are left out."""
    filled = [section for section in sections if section.size]
    parts = [head]
    room = LIMIT - length(head) - 1
    for number, section in enumerate(filled):
        after = len(filled) - number - 1
        part = _fitted(section, room - after * RESERVE)
        parts.append(part)
        room -= length(part) + 2
    return "\n\n".join(parts) + "\n"


def _head(report: Report, context: Context) -> str:
    rows = verdict_rows(judged(report))
    numbers = ["\n".join(table(("Verdict", "Links", "Reasons"), rows))] if rows else []
    # All of that line are our own words, but for the command and for a fault of the environment.
    words, command, _ = last_line(report, context).partition(repairing(report))
    final = f"{prose(words)} {code(command)}".rstrip()
    lines = (
        *aside_lines(report),
        *left_lines(report),
        *gap_lines(report),
        *waiting_lines(report, context),
        *copied_lines(report),
    )
    return "\n\n".join([final, scope_line(report), *numbers, *map(prose, lines)])


def _sections(report: Report, repairs: Repairs, context: Context) -> Iterator[Section]:
    left = [finding for finding in report.findings if not repairs.repaired(finding)]
    for state in sorted(State, key=lambda state: (not context.is_urgent(state), state is not State.DEAD)):
        if context.is_urgent(state) or state in MAYBE_GONE:
            yield _findings(
                state, [one for one in left if one.verdict.state is state and unreached_since(one) is None], repairs
            )
    yield _unreached(left, repairs)
    yield _returned(left, repairs)
    for level in (Level.ERROR, Level.WARNING):
        problems = sorted(
            (one for one in report.problems if one.level is level), key=lambda one: (one.path, one.span, one.rule)
        )
        yield problem_section(f"{level.value.capitalize()}s", problems)
    yield _notes([problem for problem in report.problems if problem.level is Level.NOTE])
    yield _left(report)
    yield _repaired(applied(report.edits))


def _findings(state: State, findings: Sequence[Finding], repairs: Repairs) -> Section:
    placed = sorted(findings, key=lambda one: _order(one, repairs))
    rows = ((*link_cells(one, repairs), why_cell(one.verdict, _since(one)), copies_cell(one)) for one in placed)
    columns = ("Where", "Label", "Link", "Why", "Archived copy")
    return Section(f"{state.value.capitalize()}: {len(findings):,}", columns, len(findings), rows)


def _unreached(findings: Sequence[Finding], repairs: Repairs) -> Section:
    pairs = [(since, one) for one in findings if (since := unreached_since(one)) is not None]
    pairs.sort(key=lambda pair: (pair[0], _order(pair[1], repairs)))
    rows = ((*link_cells(one, repairs), f"{since:%Y-%m-%d}", why_cell(one.verdict)) for since, one in pairs)
    return Section(f"{UNREACHED}: {len(pairs):,}", ("Where", "Label", "Link", "Since", "Why"), len(pairs), rows)


def _returned(findings: Sequence[Finding], repairs: Repairs) -> Section:
    members = sorted(returned(findings), key=lambda one: _order(one, repairs))
    rows = (
        (*link_cells(one, repairs), code(one.original.url), prose(return_words(one.original)))
        for one in members
        if one.original is not None
    )
    columns = ("Where", "Label", "Link", "Original", "Back")
    return Section(f"{RETURNED}: {len(members):,}", columns, len(members), rows)


def _order(finding: Finding, repairs: Repairs) -> tuple[str, int, str]:
    first = first_reference(finding, repairs)
    return first.path, first.span.start, finding.target.url


def _since(finding: Finding) -> str:
    if finding.change is Change.NEW:
        return ", new since the run before"
    since = failing_since(finding)
    return f", failing since {since:%Y-%m-%d}" if since else ""


def _notes(notes: Sequence[Problem]) -> Section:
    """Notes are counted: one habit of an author may make thousands of them."""
    files, rules = files_by_rule(notes), Counter(note.rule for note in notes)
    rows = ((rule.value, f"{number:,}", f"{files[rule]:,}") for rule, number in sorted(rules.items()))
    return Section(f"Notes: {len(notes):,}", ("Rule", "Notes", "Files"), len(rules), rows)


def _repaired(edits: Sequence[Edit]) -> Section:
    rows = ((code(edit.path), code(decoded(edit.old)), code(decoded(edit.new))) for edit in edits)
    heading = f"Repaired: {counted(len(edits), 'reference')}"
    return Section(heading, ("File", "Was", "Is now"), len(edits), rows)


def _left(report: Report) -> Section:
    left = list(refusals(report))
    rows = ((code(where), prose(why), code(old), code(new)) for where, why, old, new in left)
    return Section(f"Left as they are: {len(left):,}", ("Where", "Why", "Is", "Proposed"), len(left), rows)


def _fitted(section: Section, room: int) -> str:
    """Return a section with as many whole rows as fit into `room`, and how many are missing."""
    start = f"## {section.heading}\n\n"
    spare = room - length(start) - 200  # the table's head, and the line that counts what is missing
    kept = fitting(section.rows, spare)
    missing = section.size - len(kept)
    lines = table(section.columns, kept) if kept else []
    tail = f"{missing:,} of {section.size:,} do not fit here." if missing else ""
    return start + "\n\n".join(filter(None, ["\n".join(lines), tail]))
