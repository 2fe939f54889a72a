"""Code Quality of GitLab, which it shows in merge requests and, with Ultimate, at the changed lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: an array, whose entries have these fields.
An entry whose fingerprint is in the other branch's report is the same to GitLab, and of two equal ones in a report it
shows the first. Paths are those of the repository, without `./`.
"""

from __future__ import annotations

import re

from linkcheck.model import Level, Report
from linkcheck.report.diagnostics import Diagnostic, without_notes
from linkcheck.report.encoding import document, encoded
from linkcheck.report.fingerprints import fingerprints
from linkcheck.report.view import Context
from linkcheck.report.words import visible

SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
"""Of `info`, `minor`, `major`, `critical`, `blocker`: a link blocks nothing, and nobody is in danger."""

Json = dict[str, object]

_BELOW = re.compile(r"^(?:\.?/)+")


def render(report: Report, context: Context) -> str:
    """Return the array, the gravest first. What kept a run from its work is in its exit code and its log."""
    found = without_notes(report, context)
    pairs = zip(found, fingerprints(found), strict=True)
    return document([encoded(_entry(diagnostic, fingerprint)) for diagnostic, fingerprint in pairs])


def _entry(diagnostic: Diagnostic, fingerprint: str) -> Json:
    return {
        "description": diagnostic.message or diagnostic.code,
        "check_name": f"linkcheck/{diagnostic.code}",
        "fingerprint": fingerprint,
        "severity": SEVERITIES[diagnostic.level],
        "location": {
            "path": _BELOW.sub("", visible(diagnostic.path)) or ".",
            "lines": {"begin": diagnostic.position.line},
        },
    }
