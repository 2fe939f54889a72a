"""Leads links elsewhere as their author says: what is kept of an address keeps the bytes that it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from linkcheck.model import Document, Edit, Quoting, Reference, Replaced, Row, Span
from linkcheck.repair.plan import CHANGED, FIXED_BYTES, SHARED_BYTES, UNWRITABLE, crowded_places
from linkcheck.repair.titles import title_at, title_of
from linkcheck.repair.written import written

REASON = "replaced"

Replace = Callable[[Reference], Replaced | None]
"""What the destination of a reference becomes; None where it is no business of theirs."""


def plan_replacing(rows: Sequence[Row], documents: Mapping[str, Document], replace: Replace) -> tuple[Edit, ...]:
    """Return an edit for every reference that `replace` leads elsewhere, by path and span.

    `documents` holds those that can still be edited, by path. What a comment disables, and with `--since` what the
    change does not touch, is left; what cannot be edited gives an edit that says why not.
    """
    crowded = crowded_places(rows)
    edits = []
    for row in rows:
        reference = row.reference
        if reference.disabled or reference.untouched or (replaced := replace(reference)) is None:
            continue
        shared = SHARED_BYTES if (reference.path, reference.span) in crowded else None
        edits.append(_edit(reference, replaced, documents.get(reference.path), replaced.refused or shared))
    return tuple(sorted(edits, key=lambda edit: (edit.path, edit.span)))


def _edit(reference: Reference, replaced: Replaced, document: Document | None, refused: str | None) -> Edit:
    text = reference.destination
    wanted = text[: replaced.start] + replaced.new + text[replaced.end :]
    old = text.encode() if document is None else document.data[reference.span.start : reference.span.end]
    new = written(reference, replaced, old, wanted)
    if refused is None and reference.quoting is Quoting.FIXED:
        refused = FIXED_BYTES
    elif refused is None and document is None:
        refused = CHANGED
    elif refused is None and new is None:
        refused = UNWRITABLE
    new = wanted.encode("utf-8", "surrogatepass") if new is None else new
    span, title = reference.span, b"" if document is None else title_of(reference, document)
    if title and title != title_at(wanted):  # it tells the day of a copy that the link leads to no more
        old, new, span = old + title, new + title_at(wanted), Span(span.start, span.end + len(title))
    return Edit(
        reference.path,
        span,
        old,
        new,
        REASON,
        refused=refused,
        destination=wanted,
    )
