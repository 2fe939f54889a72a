"""Findings → edits: what should change, as data. Whether it can is asked afterwards, by the proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from linkcheck.model import Document, Edit, Finding, LookupStatus, Memento, Quoting, Reference, Row, Span, State
from linkcheck.repair import destinations, moved
from linkcheck.sources.documents import encode

DateOf = Callable[[Reference], date | None]
"""The day on which a reference was written; the same days as mementos were asked for."""

BUILT_KINDS = frozenset({State.DEAD, State.MOVED})
"""What `--fix=…` may name."""


def concerned(
    rows: Iterable[Row], findings: Iterable[Finding], kinds: frozenset[State] = frozenset({State.DEAD})
) -> tuple[Row, ...]:
    """Return the rows that a fix of these kinds is about: their target is judged so, and no comment disables them.

    With `--since`, whoever makes a change repairs what it touches, and nobody else's lines.
    """
    urls = {finding.target.url for finding in findings if finding.verdict.state in kinds}
    return tuple(row for row in rows if row.url in urls and not row.reference.disabled and not row.reference.untouched)


def plan(
    rows: Sequence[Row],
    findings: Iterable[Finding],
    documents: Mapping[str, Document],
    kinds: frozenset[State],
    date_of: DateOf,
) -> tuple[Edit, ...]:
    """Return an edit for every reference that should get another destination, by path and span.

    `rows` are all of the run's, because a reference that shares bytes with another is never edited. `documents` holds
    those that can still be edited, by path. A reference whose target has no probed memento gives no edit; one that
    should be edited and cannot gives an edit that says why not.
    """
    by_url = {finding.target.url: finding for finding in findings}
    ends = moved.crowds(by_url.values())
    crowded = _crowded(rows)
    edits = []
    for row in sorted(
        concerned(rows, by_url.values(), kinds), key=lambda row: (row.reference.path, row.reference.span)
    ):
        reference = row.reference
        if row.url is None:
            continue
        finding = by_url[row.url]
        wanted, refused = _wanted(reference, finding, date_of, ends)
        if wanted is None or wanted == reference.destination:
            continue
        if (reference.path, reference.span) in crowded:
            refused = "another reference shares these bytes"
        edits.append(_edit(reference, wanted, finding, documents.get(reference.path), refused))
    return tuple(edits)


def _wanted(
    reference: Reference, finding: Finding, date_of: DateOf, ends: Mapping[str, int]
) -> tuple[str | None, str | None]:
    """Return the new destination, if there is one to be had, and why it should not be written after all."""
    url, final_url = finding.target.url, finding.verdict.final_url
    if finding.verdict.state is State.DEAD:
        memento = _memento(finding.mementos, date_of(reference))
        return (None, None) if memento is None else (destinations.archived(reference, url, memento), None)
    if finding.verdict.state is State.MOVED and final_url is not None:
        return destinations.moved(reference, final_url), moved.objection(url, final_url, ends)
    return None, None


def _memento(mementos: Iterable[Memento], near: date | None) -> str | None:
    """Return the URL of the copy that was chosen for a day, if the copy itself was seen to be good."""
    return next((m.url for m in mementos if m.near == near and m.answer is LookupStatus.FOUND and m.probed), None)


def _edit(reference: Reference, wanted: str, finding: Finding, document: Document | None, refused: str | None) -> Edit:
    new = encode(wanted, reference)
    if refused is None and reference.quoting is Quoting.FIXED:
        refused = "a template stands in this destination"
    elif refused is None and new is None:
        refused = "the new address cannot be written there"
    elif refused is None and document is None:
        refused = "the file changed since it was read"
    start, end = reference.span.start, reference.span.end
    return Edit(
        path=reference.path,
        span=reference.span,
        old=reference.destination.encode() if document is None else document.data[start:end],
        new=wanted.encode() if new is None else new,
        reason=finding.verdict.reason,
        refused=refused,
        destination=wanted,
    )


def _crowded(rows: Iterable[Row]) -> frozenset[tuple[str, Span]]:
    """Return the path and span of every reference that overlaps another, or of two that stand in the same bytes."""
    crowded = set()
    references = sorted((row.reference for row in rows), key=lambda reference: (reference.path, reference.span))
    for path, group in groupby(references, key=lambda reference: reference.path):
        furthest = Span(-1, -1)
        for reference in group:
            if reference.span.start < furthest.end:
                crowded |= {(path, reference.span), (path, furthest)}
            furthest = max(furthest, reference.span, key=lambda span: span.end)
    return frozenset(crowded)
