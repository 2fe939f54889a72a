"""The body of the rolling issue: what is new, still broken and mended at its head, then each post with its copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from linkcheck.github.bodies.budgeted_markdown import Row, Sheet, add_posts
from linkcheck.github.bodies.compare import Broken, Tally
from linkcheck.github.bodies.rows import Paths, Teller, nowhere
from linkcheck.github.bodies.state_comment import ISSUE, sealed
from linkcheck.model import Finding, Report, State
from linkcheck.report.escape import code, prose
from linkcheck.report.summary import UNDECIDED, by_state
from linkcheck.report.words import REASONS, counted
from linkcheck.verdict.outcome import Repairs

CROWD = 5
"""Broken links of one host that are told as one line."""
RESERVE = 9_000
"""Characters that the posts leave to what is folded after them."""
MOST_ROWS = 100
"""Rows of a folded table: who wants more opens the report."""


def issue_body(report: Report, tally: Tally, *, run_url: str = "", source_url: Paths = nowhere) -> str:
    """Return the whole body, hidden state included."""
    sheet = Sheet()
    sheet.add(head(tally))
    sheet.add(_numbers(report, tally))
    teller = Teller.of(report, tally, source_url)
    crowds = _crowds(tally.broken)
    single = [one for one in tally.broken if _host(one) not in crowds]
    _add_hosts(sheet, crowds, teller)
    left = add_posts(sheet, teller.by_post(single), reserve=RESERVE)
    if left:
        sheet.add(f"… and **{left:,} more**: see the report of the run.")
    _add_crowds(sheet, crowds, teller)
    _add_mended(sheet, tally, teller)
    _add_undecided(sheet, report, teller)
    return sealed(ISSUE, sheet.text(), _footer(run_url), tally.keys)


def head(tally: Tally) -> str:
    """Return the line that matters."""
    if not tally.broken:
        return "**Nothing is broken any more.**" if not tally.waiting else "**Nothing new is broken.**"
    parts = [
        f"**{len(tally.new):,} new**" if tally.new else "nothing new",
        f"{len(tally.broken) - len(tally.new):,} still broken",
        *([f"{_mended(tally):,} fixed"] if _mended(tally) else []),
    ]
    links = sum(isinstance(one, Finding) for one in tally.broken)
    errors = len(tally.broken) - links
    words = [counted(links, "broken link")] * bool(links) + [counted(errors, "error")] * bool(errors)
    return f"**{' and '.join(words)}**: {', '.join(parts)} since the night before."


def _mended(tally: Tally) -> int:
    return len(tally.mended) + tally.vanished


def _numbers(report: Report, tally: Tally) -> str:
    states = by_state(report.findings)
    fine = states[State.ALIVE] + states[State.MOVED]
    undecided = sum(states[state] for state in UNDECIDED)
    parts = [
        f"{counted(fine, 'link')} {'is' if fine == 1 else 'are'} alive",
        *([f"{undecided:,} could not be judged this time"] if undecided else []),
        *([f"{counted(tally.repaired, 'dead link')} repaired from an archive in this run"] if tally.repaired else []),
        *([f"{len(tally.waiting):,} that were broken were not asked this time"] if tally.waiting else []),
        *([f"{tally.known:,} known to the baseline"] if tally.known else []),
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
    return _host_of(broken.target.url) if isinstance(broken, Finding) else ""


@cache
def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _crowds(broken: Iterable[Broken]) -> dict[str, list[Finding]]:
    """Return the hosts with many broken links, those with most first: forty failures may be one dead domain."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in broken:
        if isinstance(one, Finding) and _host(one):
            found[_host(one)].append(one)
    crowds = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return {host: members for host, members in crowds if len(members) >= CROWD}


def _add_hosts(sheet: Sheet, crowds: dict[str, list[Finding]], teller: Teller) -> None:
    shown = dict(list(crowds.items())[:MOST_ROWS])
    rows = (_host_row(host, members, teller) for host, members in shown.items())
    sheet.add_table("### Hosts with many broken links", ("Host", "Broken links", "Posts", "Why"), rows)
    if len(crowds) > len(shown):
        sheet.add(f"… and {len(crowds) - len(shown):,} more hosts.")


def _host_row(host: str, members: list[Finding], teller: Teller) -> Row:
    posts = {teller.place(one)[0] for one in members}
    reasons = dict.fromkeys(REASONS[one.verdict.reason] for one in members)
    new = sum(map(teller.tally.is_new, members))
    some = f" ({new:,} new)" if 0 < new < len(members) else " (new)" if new and teller.newly else ""
    return code(host), f"{len(members):,}{some}", f"{len(posts):,}", "; ".join(map(prose, list(reasons)[:3]))


def _add_crowds(sheet: Sheet, crowds: dict[str, list[Finding]], teller: Teller) -> None:
    members = [one for group in crowds.values() for one in group]
    rows = ((code(teller.place(one)[0]), *teller.row(one)) for one in members)
    summary = f"The {len(members):,} links of these hosts"
    columns = ("Post", "Line", "Link", "Why", "Archived copy")
    fits = sheet.add_table("", columns, rows, reserve=RESERVE // 2, fold=summary)
    if fits < len(members):
        sheet.add(f"… and {len(members) - fits:,} more links of these hosts: see the report of the run.")


# --- what needs nobody ---


def _add_mended(sheet: Sheet, tally: Tally, teller: Teller) -> None:
    rows = ((code(teller.place(one)[0]), code(one.target.url), became(one, teller.repairs)) for one in tally.mended)
    sheet.add_table("", ("Post", "Link", "Now"), rows, reserve=2_500, fold=f"Fixed: {len(tally.mended):,}")
    if tally.vanished:
        was = "is" if tally.vanished == 1 else "are"
        sheet.add(f"{tally.vanished:,} of what was broken {was} no longer in the posts.")


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


def _add_undecided(sheet: Sheet, report: Report, teller: Teller) -> None:
    undecided = [one for one in report.findings if one.verdict.state in {State.UNREACHABLE, State.UNSURE}]
    rows = (
        (code(teller.place(one)[0]), code(one.target.url), prose(REASONS[one.verdict.reason]))
        for one in undecided[:MOST_ROWS]
    )
    summary = f"Could not be judged this time; nobody needs to act yet: {len(undecided):,}"
    sheet.add_table("", ("Post", "Link", "Why"), rows, fold=summary)


def issue_note(tally: Tally, report: Report) -> str:
    """Return the comment with which the issue is closed."""
    mended = f" {counted(_mended(tally), 'link or error', 'links and errors')} fixed." if _mended(tally) else ""
    repaired = (
        f" {counted(tally.repaired, 'dead link')} repaired from an archive: merge the repairs to keep it so."
        if tally.repaired
        else ""
    )
    return f"Nothing is broken any more.{mended}{repaired}"
