"""The job's summary: pictures, and the report in Markdown, which keeps itself far below GitHub's 1 MiB."""

from __future__ import annotations

from linkcheck.github.bodies.picture import pictures
from linkcheck.model import Report
from linkcheck.report import Context, render


def summary_body(report: Report, context: Context) -> str:
    """Return the summary, with a newline at its end."""
    heading = "# linkcheck"
    return "\n\n".join([heading, render(report, "markdown", context).rstrip("\n"), *pictures(report)]) + "\n"
