"""Reviewdog Diagnostic Format, which reviewdog turns into comments and suggestions on a pull request.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: columns count bytes of UTF-8 from 1, ends are exclusive.
"""

from __future__ import annotations

from linkcheck.model import Level, Report
from linkcheck.report.diagnostics import HOME, Alert, alerts, help_url
from linkcheck.report.json import document, encoded
from linkcheck.report.regions import byte_column, end_column
from linkcheck.report.view import Context
from linkcheck.report.words import visible

SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}

Json = dict[str, object]


def render(report: Report, context: Context) -> str:
    """Return one DiagnosticResult; a fault of the environment is a diagnostic without a place."""
    diagnostics = [encoded(_diagnostic(alert, report)) for alert in alerts(report, context)]
    if report.environment_fault:
        message = f"No verdicts: {visible(report.environment_fault)}"
        diagnostics.insert(0, encoded({"message": message, "location": {"path": ""}, "severity": "WARNING"}))
    return document({"source": {"name": "linkcheck", "url": HOME}, "diagnostics": diagnostics})


def _diagnostic(alert: Alert, report: Report) -> Json:
    span = _range(alert, report)
    diagnostic: Json = {
        "message": alert.message,
        "location": {"path": visible(alert.path), "range": span},
        "severity": SEVERITIES[alert.level],
        "code": {"value": alert.code, "url": help_url(alert.code)},
    }
    if alert.replacement is not None and "end" in span:
        diagnostic["suggestions"] = [{"range": span, "text": alert.replacement}]
    return diagnostic


def _range(alert: Alert, report: Report) -> Json:
    """Return the span where its bytes are known to stand on one line; else its line."""
    line, start = alert.position.line, byte_column(alert, report)
    if start is None:
        return {"start": {"line": line}}
    if end_column(alert, report) is None:
        return {"start": {"line": line, "column": start}}
    end = start + alert.span.end - alert.span.start
    return {"start": {"line": line, "column": start}, "end": {"line": line, "column": end}}
