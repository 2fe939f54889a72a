"""The body of the sticky comment on a pull request: what the change adds or touches; old rot is a number."""

from __future__ import annotations

from linkcheck.github.bodies.budgeted_markdown import Sheet, add_posts
from linkcheck.github.bodies.compare import Tally
from linkcheck.github.bodies.rows import Paths, Teller, nowhere
from linkcheck.github.bodies.state_comment import COMMENT, sealed
from linkcheck.model import Finding, Level, Report, State
from linkcheck.report.escape import prose
from linkcheck.report.summary import UNDECIDED, aside_lines, by_state
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import judged

RESERVE = 1_500


def comment_body(report: Report, tally: Tally, *, run_url: str = "", source_url: Paths = nowhere) -> str:
    """Return the whole body, hidden state included."""
    sheet = Sheet()
    sheet.add(_head(report, tally))
    teller = Teller.of(report, tally, source_url, newly=False)
    left = add_posts(sheet, teller.by_post(tally.broken), reserve=RESERVE)
    if left:
        sheet.add(f"… and **{left:,} more**: see the report of the run.")
    sheet.add(_numbers(report))
    sheet.add(_old_rot(report, tally))
    if run_url:
        footer = f"<sub>[Report of the run]({run_url}). linkcheck keeps this one comment up to date.</sub>"
    else:
        footer = "<sub>linkcheck keeps this one comment up to date.</sub>"
    return sealed(COMMENT, sheet.text(), footer)


def _head(report: Report, tally: Tally) -> str:
    if report.environment_fault is not None:
        return "**No link could be judged**: this run's connection is at fault, not the change."
    if not tally.broken:
        return "**Every link that this change adds or touches is in order.**"
    links = sum(isinstance(one, Finding) for one in tally.broken)
    errors = len(tally.broken) - links
    parts = [
        *([counted(links, "broken link")] if links else []),
        *([counted(errors, "error")] if errors else []),
    ]
    return f"**{' and '.join(parts)}** in what this change adds or touches."


def _numbers(report: Report) -> str:
    mine = judged(report)
    states = by_state(mine.findings)
    fine = states[State.ALIVE] + states[State.MOVED]
    undecided = sum(states[state] for state in UNDECIDED)
    warnings = sum(one.level is Level.WARNING for one in mine.problems)
    parts = [
        f"{counted(fine, 'link')} alive",
        *([f"{undecided:,} could not be judged, which is nobody's fault"] if undecided else []),
        *([counted(warnings, "warning")] if warnings else []),
    ]
    return "; ".join(parts) + "."


def _old_rot(report: Report, tally: Tally) -> str:
    """Return the number of what is none of this change's doing."""
    if report.since is not None:
        return "\n".join(map(prose, aside_lines(report)))
    if not tally.known:
        return ""
    was = "was" if tally.known == 1 else "were"
    return f"{counted(tally.known, 'other link or error', 'other links and errors')} {was} broken before this change."
