"""The references as a table for spreadsheets and databases: RFC 4180, but for lines that end as everywhere on Unix.

One row a reference; a problem of a document that belongs to no reference is not here (the JSON report has it). A cell
that a spreadsheet would take for a formula begins with an apostrophe, since paths and URLs come from anybody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from linkcheck.model import Finding, Report, Row
from linkcheck.report.outcome import Repairs, copies, place_of
from linkcheck.report.view import Context
from linkcheck.report.words import visible

COLUMNS = (
    *("path", "line", "column", "syntax", "label", "used", "destination", "url", "fragment", "problems"),
    *("verdict", "reason", "detail", "status", "final_url", "change", "failing_since", "archived", "repaired"),
)

_FORMULA = ("=", "+", "-", "@")


def render(report: Report, context: Context) -> str:
    """Return a line of names, and one for each reference."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_rows(report))
    return written.getvalue()


def _rows(report: Report) -> Iterator[list[object]]:
    findings = {finding.target.url: finding for finding in report.findings}
    repairs = Repairs.of(report.edits)
    for row in report.rows:
        finding = findings.get(row.url) if row.url is not None else None
        about = [*_of_reference(row), *(_of_finding(finding) if finding else [None] * 8)]
        repaired = place_of(row.reference) in repairs.applied
        yield [_cell(value) for value in (*about, "yes" if repaired else None)]


def _of_reference(row: Row) -> list[object]:
    one = row.reference
    used = None if one.used is None else "yes" if one.used else "no"
    return [
        *(one.path, one.position.line, one.position.column, one.syntax.value, one.label, used, one.destination),
        *(row.url, row.fragment.value if row.fragment else None, " ".join(sorted(row.rules))),
    ]


def _of_finding(finding: Finding) -> list[object]:
    verdict, past = finding.verdict, finding.past
    since = past.failing_since if past else None
    found = copies(finding)
    return [
        *(verdict.state.value, verdict.reason.value, verdict.detail, verdict.status, verdict.final_url),
        finding.change.value if finding.change else None,
        since.date().isoformat() if since else None,
        found[0].url if found else None,
    ]


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    clean = visible(value)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean
