"""Reviewdog Diagnostic Format, which reviewdog turns into comments and suggestions on a pull request.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: columns count bytes of UTF-8 from 1, ends are exclusive.
"""

from __future__ import annotations

from linkcheck.__about__ import HOME
from linkcheck.model import Level, Report
from linkcheck.report.diagnostics import Diagnostic, diagnostics, help_url
from linkcheck.report.encoding import document, encoded
from linkcheck.report.regions import byte_column, end_column
from linkcheck.report.view import Context
from linkcheck.report.words import visible

SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}

Json = dict[str, object]


def render(report: Report, context: Context) -> str:
    """Return one DiagnosticResult; a fault of the environment is a diagnostic without a place."""
    found = [encoded(_diagnostic(each, report)) for each in diagnostics(report, context)]
    if report.environment_fault:
        message = f"No verdicts: {visible(report.environment_fault)}"
        found.insert(0, encoded({"message": message, "location": {"path": ""}, "severity": "WARNING"}))
    return document({"source": {"name": "linkcheck", "url": HOME}, "diagnostics": found})


def _diagnostic(diagnostic: Diagnostic, report: Report) -> Json:
    span = _range(diagnostic, report)
    told: Json = {
        "message": diagnostic.message,
        "location": {"path": visible(diagnostic.path), "range": span},
        "severity": SEVERITIES[diagnostic.level],
        "code": {"value": diagnostic.code, "url": help_url(diagnostic.code)},
    }
    if diagnostic.replacement is not None and "end" in span:
        told["suggestions"] = [{"range": span, "text": diagnostic.replacement}]
    return told


def _range(diagnostic: Diagnostic, report: Report) -> Json:
    """Return the span where its bytes are known to stand on one line; else its line."""
    line, start = diagnostic.position.line, byte_column(diagnostic, report)
    if start is None:
        return {"start": {"line": line}}
    if end_column(diagnostic, report) is None:
        return {"start": {"line": line, "column": start}}
    end = start + diagnostic.span.end - diagnostic.span.start
    return {"start": {"line": line, "column": start}, "end": {"line": line, "column": end}}
