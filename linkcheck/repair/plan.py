"""Findings → edits: plans the changes as data. The proof decides afterwards which of them can be made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from linkcheck.model import Document, Edit, Finding, Quoting, Reference, Row, Span, State
from linkcheck.repair import archived, kept, moved, restored
from linkcheck.repair.planner import DateOf, Planner, Replacement
from linkcheck.repair.policy import LOADED, Policy
from linkcheck.repair.titles import behind_copy, behind_for
from linkcheck.repair.written import written
from linkcheck.sources.documents import encode
from linkcheck.verdict.moves import waits_to_stay
from linkcheck.verdict.outcome import waits

PLANNERS: dict[str, Planner] = {
    "dead": archived.PLANNER,
    "kept": kept.PLANNER,
    "moved": moved.PLANNER,
    restored.KIND: restored.PLANNER,
}
"""By the kinds that `--fix=…` may name. A further one is one new file and one line here."""

SHARED_BYTES = "another reference shares these bytes"
FIXED_BYTES = "a template stands in this destination, or it is written in a way that no other can be put into"
UNWRITABLE = "the new address cannot be written there"
CHANGED = "the file changed since it was read"

UNWRITTEN = frozenset({SHARED_BYTES, FIXED_BYTES, UNWRITABLE, CHANGED, LOADED})
"""Refusals that nobody can overrule; of the others a person may know better."""


def concerned(
    rows: Iterable[Row], findings: Iterable[Finding], kinds: Collection[str] = frozenset({State.DEAD})
) -> tuple[Row, ...]:
    """Return the rows that a fix of these kinds is about: their target is judged so, and no comment disables them.

    With `--since`, whoever makes a change repairs what it touches, and nobody else's lines.
    """
    planners = [PLANNERS[kind] for kind in kinds]
    urls = {finding.target.url for finding in findings if any(planner.concerns(finding) for planner in planners)}
    return tuple(row for row in rows if row.url in urls and not row.reference.disabled and not row.reference.untouched)


def plan(
    rows: Sequence[Row],
    findings: Iterable[Finding],
    documents: Mapping[str, Document],
    kinds: Collection[str],
    date_of: DateOf,
    *,
    at_once: bool = False,
    policy: Policy | None = None,
) -> tuple[Edit, ...]:
    """Return an edit for every reference that should get another destination, by path and span.

    `rows` are all of the run's, because a reference that shares bytes with another is never edited. `documents` holds
    those that can still be edited, by path. A reference whose target has no probed memento gives no edit; one that
    should be edited and cannot gives an edit that says why not; so does one whose death waits for a later night, unless
    `at_once`, and one that the policy leaves for a person to judge.
    """
    policy = policy or Policy()
    by_url = {finding.target.url: finding for finding in findings}
    crowded = crowded_places(rows)
    edits = []
    for kind in sorted(kinds):
        about = concerned(rows, by_url.values(), (kind,))
        links = [(row.reference, by_url[row.url]) for row in about if row.url is not None]
        known = {(row.reference.path, row.reference.span): row for row in about}
        planner = PLANNERS[kind]
        for one in planner.replacements(links, by_url.values(), date_of):
            reference = one.reference
            place = (reference.path, reference.span)
            if one.destination != reference.destination:
                refused = SHARED_BYTES if place in crowded else policy.objection(known[place])
                if refused is None and planner.to_copies:
                    refused = policy.objection_to_copy(one.finding.target.url)
                refused = refused or one.refused
                if refused is None and not at_once and planner.state is not None:
                    refused = _waiting_words(one.finding)
                reason = kind if planner.state is None else one.finding.verdict.reason
                edit = _edit(one, documents.get(reference.path), refused, reason)
                edits.append(_marked(edit, one, documents.get(reference.path), policy, planner))
    return tuple(sorted(edits, key=lambda edit: (edit.path, edit.span)))


def _edit(one: Replacement, document: Document | None, refused: str | None, reason: str) -> Edit:
    reference, wanted = one.reference, one.destination
    start, end = reference.span.start, reference.span.end
    old = reference.destination.encode() if document is None else document.data[start:end]
    new = encode(wanted, reference) if one.replaced is None else written(reference, one.replaced, old, wanted)
    if refused is None and reference.quoting is Quoting.FIXED:
        refused = FIXED_BYTES
    elif refused is None and new is None:
        refused = UNWRITABLE
    elif refused is None and document is None:
        refused = CHANGED
    return Edit(
        path=reference.path,
        span=reference.span,
        old=old,
        new=wanted.encode() if new is None else new,
        reason=reason,
        refused=refused,
        destination=wanted,
    )


def _marked(edit: Edit, one: Replacement, document: Document | None, policy: Policy, planner: Planner) -> Edit:
    """Return an edit that puts the marks of a copy behind its address, or takes them out with that address."""
    if document is None:
        return edit
    attributes = policy.attributes_in(edit.path)
    if planner.to_copies:
        behind = behind_for(one.reference, document, one.destination, attributes, titles=policy.titles)
    else:
        behind = behind_copy(one.reference, document, attributes)
    span = Span(edit.span.start, edit.span.end + len(behind.old))
    return replace(edit, old=edit.old + behind.old, new=edit.new + behind.new, span=span)


def overruled(edit: Edit, reference: Reference, document: Document | None) -> Edit:
    """Return an edit that a person wants to be made, still refused where it cannot be."""
    if edit.refused is None or edit.refused in UNWRITTEN:
        return edit
    refused = None
    if document is None:
        refused = CHANGED
    elif reference.quoting is Quoting.FIXED:
        refused = FIXED_BYTES
    elif edit.destination is None or encode(edit.destination, reference) is None:
        refused = UNWRITABLE
    return replace(edit, refused=refused)


def _waiting_words(finding: Finding) -> str | None:
    """Return why a later night is to agree first; None where none need to."""
    if waits_to_stay(finding):
        return "it was found there in one night only, so it waits for a second one; --fix-unconfirmed repairs it now"
    if not waits(finding):
        return None
    alive = finding.past is not None and finding.past.last_alive_at is not None
    why = "it was alive before" if alive else "many links of its host died at once"
    return f"{why}, so it waits for a second night; --fix-unconfirmed repairs it now"


def crowded_places(rows: Iterable[Row]) -> frozenset[tuple[str, Span]]:
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
