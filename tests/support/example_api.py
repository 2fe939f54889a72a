"""The example of the Python API: which links of a blog are dead, and where copies of them are."""

from __future__ import annotations

import sys

import linkcheck


def dead_links(report: linkcheck.Report) -> dict[str, str | None]:
    """Return the dead links of a report, and for each an archived copy that is known to be good."""
    return {
        finding.target.url: next((copy.url for copy in finding.mementos if copy.probed), None)
        for finding in report.findings
        if finding.verdict.state is linkcheck.State.DEAD
    }


if __name__ == "__main__":
    for url, copy in dead_links(linkcheck.scan(sys.argv[1], max_time="10m")).items():
        sys.stdout.write(f"{url} {copy or 'has no copy'}\n")
