"""The references as a table for spreadsheets and databases: RFC 4180, but for lines that end as everywhere on Unix.

One row a reference; a problem of a document that belongs to no reference is not here (the JSON report has it). A cell
that a spreadsheet would take for a formula begins with an apostrophe, since paths and URLs come from anybody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from linkcheck.model import Finding, Report, Row
from linkcheck.report.diagnostics import copy_for
from linkcheck.report.view import Context
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import Repairs, place_of

COLUMNS = (
    *("path", "line", "column", "syntax", "label", "used", "destination", "url", "fragment", "problems"),
    *(
        "verdict",
        "reason",
        "detail",
        "status",
        "final_url",
        "change",
        "failing_since",
        "archived",
        "repaired",
        "not_written",
    ),
)

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Signs that begin a formula; the wide ones do in East Asian spreadsheets."""


def render(report: Report, context: Context) -> str:
    """Return a line of names, and one for each reference."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_rows(report))
    return written.getvalue()


def _rows(report: Report) -> Iterator[list[object]]:
    # By place, since redaction may have made one URL of two.
    findings = {place_of(one): finding for finding in report.findings for one in finding.target.references}
    repairs, days = Repairs.of(report.edits), {post.path: post.date for post in report.posts}
    for row in report.rows:
        finding = findings.get(place_of(row.reference))
        day = days.get(row.reference.path)
        about = [*_of_reference(row), *(_of_finding(finding, day) if finding else [None] * 8)]
        here = place_of(row.reference)
        done = ("yes" if here in repairs.applied else None, repairs.refused.get(here))
        yield [cell(value) for value in (*about, *done)]


def _of_reference(row: Row) -> list[object]:
    one = row.reference
    used = None if one.used is None else "yes" if one.used else "no"
    return [
        *(one.path, one.position.line, one.position.column, one.syntax.value, one.label, used, one.destination),
        *(row.url, row.fragment.value if row.fragment else None, " ".join(sorted(row.rules))),
    ]


def _of_finding(finding: Finding, day: date | None) -> list[object]:
    verdict, past = finding.verdict, finding.past
    since = past.failing_since if past else None
    copy, _ = copy_for(finding, day)
    return [
        *(verdict.state.value, verdict.reason.value, verdict.detail, verdict.status, verdict.final_url),
        finding.change.value if finding.change else None,
        since.date().isoformat() if since else None,
        copy.url if copy else None,
    ]


def cell(value: object) -> object:
    """Return a value as it stands in a cell: on one line, and no formula."""
    if not isinstance(value, str):
        return value
    clean = visible(value)
    return f"'{clean}" if clean.startswith(FORMULA) else clean
