"""The body of the rolling issue: what is new, still broken and mended at its head, then each post with its copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from linkcheck.model import Finding, Report, State, host_of
from linkcheck.publishing.forge.bodies.budgeted_markdown import BudgetedMarkdown, add_posts
from linkcheck.publishing.forge.bodies.compare import Broken, IssueComparison
from linkcheck.publishing.forge.bodies.rows import RowBuilder, SourceUrl, no_source_url
from linkcheck.publishing.forge.bodies.state_comment import ISSUE, with_state
from linkcheck.report import waiting_lines
from linkcheck.report.cells import Row
from linkcheck.report.escape import code, prose
from linkcheck.report.pieces import unreached_since
from linkcheck.report.summary import MAYBE_GONE, NOT_YET, UNREACHED, gap_lines
from linkcheck.report.words import REASONS, counted
from linkcheck.verdict.outcome import Repairs

CROWD = 5
"""Broken links of one host that are told as one line."""
RESERVE = 9_000
"""Characters that the posts leave to what is folded after them."""
MOST_ROWS = 100
"""Rows of a folded table: who wants more opens the report."""


def issue_body(
    report: Report, compared: IssueComparison, *, run_url: str = "", source_url: SourceUrl = no_source_url
) -> str:
    """Return the whole body, hidden state included."""
    page = BudgetedMarkdown()
    page.add(head(compared))
    page.add(_numbers(report, compared))
    for line in (*gap_lines(report), *waiting_lines(report)):
        page.add(f"{prose(line)}.")
    builder = RowBuilder.of(report, compared, source_url)
    crowds = _crowds(compared.broken)
    single = [one for one in compared.broken if _host(one) not in crowds]
    _add_hosts(page, crowds, builder)
    add_posts(page, builder.by_post(single), reserve=RESERVE)
    _add_crowds(page, crowds, builder)
    _add_mended(page, compared, builder)
    _add_unreached(page, report, builder)
    _add_undecided(page, report, builder)
    return with_state(ISSUE, page.text(), _footer(run_url), compared.keys)


def head(compared: IssueComparison) -> str:
    """Return the line that matters."""
    if not compared.broken:
        return "**Nothing is broken any more.**" if not compared.waiting else "**Nothing new is broken.**"
    parts = [
        f"**{len(compared.new):,} new**" if compared.new else "nothing new",
        f"{len(compared.broken) - len(compared.new):,} still broken",
        *([f"{_mended(compared):,} fixed"] if _mended(compared) else []),
    ]
    return f"**{compared.broken_words}**: {', '.join(parts)} since the night before."


def _mended(compared: IssueComparison) -> int:
    return len(compared.mended) + compared.vanished


def _numbers(report: Report, compared: IssueComparison) -> str:
    fine = sum(one.verdict.state.is_good for one in report.findings)
    undecided = sum(one.verdict.state.is_undecided for one in report.findings)
    parts = [
        f"{counted(fine, 'link')} {'is' if fine == 1 else 'are'} alive",
        *([f"{undecided:,} could not be judged this time"] if undecided else []),
        *(
            [f"{counted(compared.repaired, 'dead link')} repaired from an archive in this run"]
            if compared.repaired
            else []
        ),
        *([f"{len(compared.waiting):,} that were broken were not asked this time"] if compared.waiting else []),
        *([f"{compared.known:,} known to the baseline"] if compared.known else []),
    ]
    return "; ".join(parts) + "."


def _footer(run_url: str) -> str:
    report = f"[Report of the run that wrote this]({run_url}). " if run_url else ""
    return (
        f"<sub>{report}linkcheck edits this issue when something changes, closes it when nothing is broken, "
        "and opens it again. To leave a link alone: `<!-- linkcheck-disable-next-line -->` before it, "
        "or a line in `.linkcheckignore`.</sub>"
    )


# --- hosts ---


def _host(broken: Broken) -> str:
    return host_of(broken.target.url) if isinstance(broken, Finding) else ""


def _crowds(broken: Iterable[Broken]) -> dict[str, list[Finding]]:
    """Return the hosts with many broken links, those with most first: forty failures may be one dead domain."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in broken:
        if isinstance(one, Finding) and _host(one):
            found[_host(one)].append(one)
    crowds = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return {host: members for host, members in crowds if len(members) >= CROWD}


def _add_hosts(page: BudgetedMarkdown, crowds: dict[str, list[Finding]], builder: RowBuilder) -> None:
    shown = dict(list(crowds.items())[:MOST_ROWS])
    rows = (_host_row(host, members, builder) for host, members in shown.items())
    page.add_table("### Hosts with many broken links", ("Host", "Broken links", "Posts", "Why"), rows)
    if len(crowds) > len(shown):
        page.add(f"… and {len(crowds) - len(shown):,} more hosts.")


def _host_row(host: str, members: list[Finding], builder: RowBuilder) -> Row:
    posts = {builder.place(one)[0] for one in members}
    reasons = dict.fromkeys(REASONS[one.verdict.reason] for one in members)
    new = sum(map(builder.compared.is_new, members))
    some = f" ({new:,} new)" if 0 < new < len(members) else " (new)" if new and builder.newly else ""
    return code(host), f"{len(members):,}{some}", f"{len(posts):,}", "; ".join(map(prose, list(reasons)[:3]))


def _add_crowds(page: BudgetedMarkdown, crowds: dict[str, list[Finding]], builder: RowBuilder) -> None:
    members = [one for group in crowds.values() for one in group]
    rows = ((code(builder.place(one)[0]), *builder.row(one)) for one in members)
    summary = f"The {len(members):,} links of these hosts"
    columns = ("Post", "Line", "Link", "Why", "Archived copy")
    fits = page.add_table("", columns, rows, reserve=RESERVE // 2, fold=summary)
    if fits < len(members):
        page.add(f"… and {len(members) - fits:,} more links of these hosts: see the report of the run.")


# --- what needs nobody ---


def _add_mended(page: BudgetedMarkdown, compared: IssueComparison, builder: RowBuilder) -> None:
    rows = (
        (code(builder.place(one)[0]), code(one.target.url), became(one, builder.repairs)) for one in compared.mended
    )
    page.add_table("", ("Post", "Link", "Now"), rows, reserve=2_500, fold=f"Fixed: {len(compared.mended):,}")
    if compared.vanished:
        was = "is" if compared.vanished == 1 else "are"
        page.add(f"{compared.vanished:,} of what was broken {was} no longer in the posts.")


def became(finding: Finding, repairs: Repairs) -> str:
    """Say what became of a link that was broken."""
    if repairs.repaired(finding):
        return "repaired: it leads to an archived copy"
    match finding.verdict.state:
        case State.ALIVE | State.MOVED:
            return "alive again"
        case State.UNCHECKED:
            return "no longer checked"
        case _:
            return f"no longer called dead: {prose(REASONS[finding.verdict.reason])}"


def _add_undecided(page: BudgetedMarkdown, report: Report, builder: RowBuilder) -> None:
    undecided = [one for one in report.findings if one.verdict.state in MAYBE_GONE and unreached_since(one) is None]
    rows = (
        (code(builder.place(one)[0]), code(one.target.url), prose(REASONS[one.verdict.reason]))
        for one in undecided[:MOST_ROWS]
    )
    summary = f"{NOT_YET}: {len(undecided):,}"
    page.add_table("", ("Post", "Link", "Why"), rows, fold=summary)


def _add_unreached(page: BudgetedMarkdown, report: Report, builder: RowBuilder) -> None:
    pairs = [(since, one) for one in report.findings if (since := unreached_since(one)) is not None]
    pairs.sort(key=lambda pair: (pair[0], pair[1].target.url))
    rows = (
        (code(builder.place(one)[0]), code(one.target.url), f"{since:%Y-%m-%d}", prose(REASONS[one.verdict.reason]))
        for since, one in pairs[:MOST_ROWS]
    )
    page.add_table("", ("Post", "Link", "Since", "Why"), rows, fold=f"{UNREACHED}: {len(pairs):,}")


def issue_note(compared: IssueComparison, report: Report) -> str:
    """Return the comment with which the issue is closed."""
    mended = f" {counted(_mended(compared), 'link or error', 'links and errors')} fixed." if _mended(compared) else ""
    repaired = (
        f" {counted(compared.repaired, 'dead link')} repaired from an archive: merge the repairs to keep it so."
        if compared.repaired
        else ""
    )
    return f"Nothing is broken any more.{mended}{repaired}"
