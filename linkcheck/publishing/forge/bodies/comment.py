"""The body of the sticky comment on a pull request: what the change adds or touches; old rot is a number."""

from __future__ import annotations

from linkcheck.model import Level, Report
from linkcheck.publishing.forge.bodies.budgeted_markdown import BudgetedMarkdown, add_posts
from linkcheck.publishing.forge.bodies.compare import IssueComparison
from linkcheck.publishing.forge.bodies.rows import RowBuilder, SourceUrl, no_source_url
from linkcheck.publishing.forge.bodies.state_comment import COMMENT, with_state
from linkcheck.report.escape import prose
from linkcheck.report.summary import aside_lines, gap_lines
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import judged

RESERVE = 1_500


def comment_body(
    report: Report, compared: IssueComparison, *, run_url: str = "", source_url: SourceUrl = no_source_url
) -> str:
    """Return the whole body, hidden state included."""
    page = BudgetedMarkdown()
    page.add(_head(report, compared))
    builder = RowBuilder.of(report, compared, source_url, newly=False)
    add_posts(page, builder.by_post(compared.broken), reserve=RESERVE)
    page.add(_numbers(report))
    page.add(_old_rot(report, compared))
    page.add("\n".join(map(prose, gap_lines(report))))
    where = f"[Report of the run]({run_url}). " if run_url else ""
    return with_state(COMMENT, page.text(), f"<sub>{where}linkcheck keeps this one comment up to date.</sub>")


def _head(report: Report, compared: IssueComparison) -> str:
    if report.environment_fault is not None:
        return "**No link could be judged**: this run's connection is at fault, not the change."
    if not compared.broken:
        return "**Every link that this change adds or touches is in order.**"
    return f"**{compared.broken_words}** in what this change adds or touches."


def _numbers(report: Report) -> str:
    mine = judged(report)
    fine = sum(one.verdict.state.is_good for one in mine.findings)
    undecided = sum(one.verdict.state.is_undecided for one in mine.findings)
    warnings = sum(one.level is Level.WARNING for one in mine.problems)
    parts = [
        f"{counted(fine, 'link')} alive",
        *([f"{undecided:,} could not be judged, which is nobody's fault"] if undecided else []),
        *([counted(warnings, "warning")] if warnings else []),
    ]
    return "; ".join(parts) + "."


def _old_rot(report: Report, compared: IssueComparison) -> str:
    """Return the number of what is none of this change's doing."""
    if report.since is not None:
        return "\n".join(map(prose, aside_lines(report)))
    if not compared.known:
        return ""
    was = "was" if compared.known == 1 else "were"
    return (
        f"{counted(compared.known, 'other link or error', 'other links and errors')} {was} broken before this change."
    )
