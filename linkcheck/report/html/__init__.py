"""The report for reading: one HTML file that asks nothing of anyone and shows details on demand.

The template engine is imported when the first page is made, for text runs must not pay for it.
"""

from __future__ import annotations

from linkcheck.model import Report
from linkcheck.report.view import Context

__all__ = ["render"]


def render(report: Report, context: Context) -> str:
    """Return the report as one self-contained HTML document, with a newline at its end."""
    from linkcheck.report.html.page import page

    return page(report, context)
