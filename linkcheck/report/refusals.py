"""The links that a fix leaves as they are: where, why, and what is proposed in their place."""

from __future__ import annotations

from collections.abc import Iterator

from linkcheck.model import Report
from linkcheck.report.pieces import decoded, place
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import place_of, waits

Refusal = tuple[str, str, str, str]
"""Place, reason, what stands there, and what would; all safe for a terminal."""


def refusals(report: Report) -> Iterator[Refusal]:
    """Yield each of them, by path and place, but for the deaths that wait for a later night: they are counted."""
    waiting = {place_of(each) for one in report.findings if waits(one) for each in one.target.references}
    known = {place_of(row.reference): row.reference for row in report.rows}
    for edit in sorted(report.edits, key=lambda edit: (edit.path, edit.span)):
        if edit.refused is not None and place_of(edit) not in waiting:
            reference = known.get(place_of(edit))
            where = visible(edit.path) if reference is None else place(reference)
            yield where, visible(edit.refused), visible(decoded(edit.old)), visible(decoded(edit.new))


def remarks(report: Report) -> bytes:
    """Return them as lines that begin with `#`, to stand before a diff: programs that apply it skip them."""
    lines = (f"# {where}: left as it is: {why}: {old} (proposed: {new})\n" for where, why, old, new in refusals(report))
    return "".join(lines).encode("utf-8", "backslashreplace")
