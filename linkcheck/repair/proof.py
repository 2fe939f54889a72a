"""The proof before anything is written: the new bytes are extracted again and compared with the old.

The same references must come back in the same places with only the planned destinations changed, and the same
problems and metadata. So whatever a scanner or an escaping gets wrong ends as "not changed", never as a broken post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from linkcheck.model import Document, Edit, Extraction, Reference, Span, Syntax
from linkcheck.repair.apply import OffsetMap, accepted, apply
from linkcheck.sources.documents.encode import legal

Read = Callable[[Document], Extraction]
"""`documents.extract` in the site's dialect."""


def prove(before: Document, edits: Sequence[Edit], read: Read) -> str | None:
    """Return in words what else the edits would do, or None where they do just what was planned."""
    return _prove(before, read(before), edits, read)


def proved(documents: Mapping[str, Document], edits: Sequence[Edit], read: Read) -> tuple[Edit, ...]:
    """Return the edits, those refused without which all the others are proved; for each document on its own."""
    result: list[Edit] = []
    for path, group in groupby(sorted(edits, key=lambda edit: (edit.path, edit.span)), key=lambda edit: edit.path):
        several = list(group)
        planned = accepted(several)
        if planned:
            before = documents[path]
            extraction = read(before)
            refusals = _refusals(lambda chosen: _prove(before, extraction, chosen, read), [], planned)  # noqa: B023
            several = [replace(edit, refused=refusals.get(edit.span, edit.refused)) for edit in several]
        result += several
    return tuple(result)


def _refusals(
    fault_of: Callable[[Sequence[Edit]], str | None], good: Sequence[Edit], candidates: Sequence[Edit]
) -> dict[Span, str]:
    """Return why some of the candidates cannot stand beside the good ones; halving, for most are good."""
    fault = fault_of([*good, *candidates])
    if fault is None:
        return {}
    if len(candidates) == 1:
        return {candidates[0].span: f"not proved: {fault}"}
    middle = len(candidates) // 2
    first = _refusals(fault_of, good, candidates[:middle])
    better = [*good, *(edit for edit in candidates[:middle] if edit.span not in first)]
    return first | _refusals(fault_of, better, candidates[middle:])


def _prove(before: Document, old: Extraction, edits: Sequence[Edit], read: Read) -> str | None:
    data = apply(before, edits)
    new = read(Document(before.path, data))
    if len(new.references) != len(old.references):
        return f"the file would have {len(new.references)} links instead of {len(old.references)}"
    if [(fault.rule, fault.level) for fault in new.problems] != [(fault.rule, fault.level) for fault in old.problems]:
        return "the file would have other problems than before"
    planned = {edit.span: edit for edit in accepted(edits)}
    spans = frozenset(planned)
    shift = OffsetMap(edits)
    for was, now in zip(old.references, new.references, strict=True):
        edit = planned.pop(was.span, None)
        fault = _unchanged(was, now, shift) if edit is None else _changed(was, now, edit, shift)
        if fault is not None:
            return f"{fault} (line {was.position.line})"
    if planned:
        return "there is no link at the bytes to be replaced"
    texts = not any(was.syntax is Syntax.FRONTMATTER and was.span in spans for was in old.references)
    if _shape(old.front_matter, texts=texts) != _shape(new.front_matter, texts=texts):
        return "the front matter would say something else"
    return None


def _unchanged(was: Reference, now: Reference, shift: OffsetMap) -> str | None:
    span = Span(shift(was.span.start), shift(was.span.end))
    if now.span != span or now.destination != was.destination or now.quoting is not was.quoting:
        return "another link would change"
    return None if _role(now) == _role(was) else "another link would be read differently"


def _changed(was: Reference, now: Reference, edit: Edit, shift: OffsetMap) -> str | None:
    start = shift(edit.span.start)
    if not start <= now.span.start <= now.span.end <= start + len(edit.new):
        return "the link would not stand where it was"
    if edit.destination is not None and _address(now.destination) != _address(edit.destination):
        return "the link would lead elsewhere than planned"
    return None if _role(now) == _role(was) else "the link would be read differently"


def _address(url: str) -> str:
    """Return a URL in the one spelling that all ways of writing it give: parentheses too may have to be encoded."""
    return legal(url).replace("(", "%28").replace(")", "%29")


def _role(reference: Reference) -> tuple[object, ...]:
    """Return all that an edit must leave as it is, but for what moves with the bytes."""
    lines = tuple(position.line for position in reference.used_at)
    return reference.syntax, reference.label, reference.used, lines, reference.call, reference.disabled


def _shape(value: object, *, texts: bool) -> object:
    """Return metadata to compare; without the texts where one is edited, for its reference is compared already."""
    match value:
        case Mapping():
            return [(key, _shape(inner, texts=texts)) for key, inner in value.items()]
        case list() | tuple():
            return [_shape(inner, texts=texts) for inner in value]
        case str():
            return value if texts else str
        case _:
            return repr(value)  # TOML's nan is not equal to itself
