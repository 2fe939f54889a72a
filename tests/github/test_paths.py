"""A report of a folder's run, told to the repository that the folder is in."""

from __future__ import annotations

from dataclasses import replace

from linkcheck.publishing.forge.paths import in_repository
from linkcheck.report import broken
from linkcheck.verdict.outcome import is_known
from tests.support.sample_report import SAMPLE


def test_what_is_known_stays_known() -> None:
    """A problem of the baseline is named by its path, which is another from above."""
    report = replace(SAMPLE, baseline=broken(SAMPLE.findings, SAMPLE.problems))
    moved = in_repository(report, "site")
    assert all(problem.path.startswith("site/") for problem in moved.problems)
    known = [is_known(problem, report.baseline) for problem in report.problems]
    assert any(known)
    assert [is_known(problem, moved.baseline) for problem in moved.problems] == known
    assert [is_known(one, moved.baseline) for one in moved.findings] == [
        is_known(one, report.baseline) for one in report.findings
    ]


def test_nothing_moves_at_the_top() -> None:
    """The usual case: the run was made where the repository begins."""
    assert in_repository(SAMPLE, "") is SAMPLE
