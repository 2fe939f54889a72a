"""The sample report with everything that a report may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from linkcheck.model import Finding, Post, Report, Row, RunStats, State
from linkcheck.report import broken
from tests.support.sample_report import CHECKED, FIXED, SAMPLE, SOFT


def in_order(report: Report) -> Report:
    """Return a report whose targets name their references in the order of documents, as a run does."""

    def sorted_one(finding: Finding) -> Finding:
        references = sorted(finding.target.references, key=lambda one: (one.path, one.span))
        return replace(finding, target=replace(finding.target, references=tuple(references)))

    return replace(report, findings=tuple(map(sorted_one, report.findings)))


FULL = in_order(
    replace(
        FIXED,
        findings=tuple(sorted((*FIXED.findings, SOFT), key=lambda one: one.target.url)),
        rows=(*FIXED.rows, *(Row(one, SOFT.target.url) for one in SOFT.target.references)),
        baseline=broken(SAMPLE.findings[:3], SAMPLE.problems[:1]),
        started_at=CHECKED,
        posts=(Post("a.md"), Post("b.md", date(2016, 5, 3), "«Ships» & salt")),
        nights=(RunStats(CHECKED - timedelta(days=1), {State.DEAD: 2}), RunStats(CHECKED, {State.ALIVE: 3}, 1)),
        lines={("a.md", 3): "see [this](http://gone.example/)"},
    )
)
"""Everything that a report may hold."""
