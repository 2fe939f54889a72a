"""The beginning and end of a span on its line, in characters and in bytes, as far as the report can tell."""

from __future__ import annotations

from linkcheck.model import Report
from linkcheck.report.diagnostics import Diagnostic

_CUT = "…"
_SECRET = "***"  # noqa: S105 - what stands where a secret was


def whole_line(diagnostic: Diagnostic, report: Report) -> str | None:
    """Return the line of a diagnostic as it is written; None where it is not known, cut off, or holds a secret."""
    line = report.lines.get((diagnostic.path, diagnostic.position.line))
    if line is None or _SECRET in line or line.startswith(_CUT) or line.endswith(_CUT):
        return None
    return line


def written(diagnostic: Diagnostic, report: Report) -> str | None:
    """Return the bytes of the span as text; None where they are not known for sure."""
    size = diagnostic.span.end - diagnostic.span.start
    line = whole_line(diagnostic, report)
    if line is not None:
        return _beginning(line[diagnostic.position.column - 1 :], size)
    meant = diagnostic.destination
    if meant is None or _SECRET in meant or len(meant.encode("utf-8", "surrogatepass")) != size:
        return None
    return meant


def _beginning(text: str, size: int) -> str | None:
    """Return the first characters of a text that make so many bytes; None where no number of them does."""
    data = text[:size].encode("utf-8", "surrogatepass")[:size]
    try:
        return data.decode() if len(data) == size else None
    except UnicodeDecodeError:
        return None


def end_column(diagnostic: Diagnostic, report: Report) -> int | None:
    """Return the column after the span, in characters from 1; None where it is not known, or on another line."""
    text = written(diagnostic, report)
    return None if text is None or "\n" in text or "\r" in text else diagnostic.position.column + len(text)


def byte_column(diagnostic: Diagnostic, report: Report) -> int | None:
    """Return where the span begins in bytes of UTF-8 from 1; None where what stands before it is not known."""
    line, before = whole_line(diagnostic, report), diagnostic.position.column - 1
    if before == 0:
        return 1
    if line is None or len(line) < before:
        return None
    return len(line[:before].encode("utf-8", "surrogatepass")) + 1
