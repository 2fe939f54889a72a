"""The proof before anything is written: the new bytes are extracted again and compared with the old.

The same references must come back in the same places with only the planned destinations changed, and the same
problems and metadata. So whatever a scanner or an escaping gets wrong ends as "not changed", never as a broken post.

Where an edit takes lines out, what may go with them is definitions that no link uses, and their problems; the HTML
must be the same. To put such lines in is proved backwards: taking them out again changes nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from linkcheck.model import Document, Edit, Extraction, Reference, Span, Syntax
from linkcheck.repair.apply import LineMap, OffsetMap, accepted, apply, invert
from linkcheck.repair.titles import are_marks
from linkcheck.sources.documents.encode import legal

Read = Callable[[Document], Extraction]
"""`documents.extract` in the site's dialect."""
Render = Callable[[Document], str | None]
"""`documents.render` in the site's dialect."""


def not_rendered(_: Document) -> str | None:
    """Return no HTML: where only destinations change, none is needed."""
    return None


def prove(before: Document, edits: Sequence[Edit], read: Read) -> str | None:
    """Return in words what else the edits would do, or None where they do just what was planned."""
    return _fault(before, read(before), None, edits, read=read, render=not_rendered)


def proved(
    documents: Mapping[str, Document], edits: Sequence[Edit], read: Read, render: Render = not_rendered
) -> tuple[Edit, ...]:
    """Return the edits, those refused without which all the others are proved; for each document on its own.

    With `render`, the HTML of a document is compared too, where lines are taken out or put in.
    """
    result: list[Edit] = []
    for path, group in groupby(sorted(edits, key=lambda edit: (edit.path, edit.span)), key=lambda edit: edit.path):
        several = list(group)
        planned = accepted(several)
        if planned:
            before = documents[path]
            fault_of = partial(_fault, before, read(before), render(before), read=read, render=render)
            refusals = _refusals(fault_of, [], planned)
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


def _fault(
    before: Document, old: Extraction, shown: str | None, edits: Sequence[Edit], *, read: Read, render: Render
) -> str | None:
    after = Document(before.path, apply(before, edits))
    if any(not edit.old for edit in edits):
        fault = _prove(after, read(after), invert(edits, before.path), read)
    else:
        fault = _prove(before, old, edits, read)
    if fault is None and shown is not None and any(not (edit.old and edit.new) for edit in edits):
        return None if render(after) == shown else "the page would change"
    return fault


def _prove(before: Document, old: Extraction, edits: Sequence[Edit], read: Read) -> str | None:
    new = read(Document(before.path, apply(before, edits)))
    gone = [edit.span for edit in accepted(edits) if not edit.new]
    lost = [was for was in old.references if _within(gone, was.span)]
    kept = [was for was in old.references if not _within(gone, was.span)]
    ends = [Span(span.start, span.end + 1) for span in gone]
    if any(was.used is not False or not _within(ends, Span(was.span.end, was.span.end)) for was in lost):
        return "a link would go with it"
    if len(new.references) != len(kept):
        return f"the file would have {len(new.references)} links instead of {len(kept)}"
    problems = [(fault.rule, fault.level) for fault in old.problems if not _within(gone, fault.span)]
    if [(fault.rule, fault.level) for fault in new.problems] != problems:
        return "the file would have other problems than before"
    if gone and old.anchors != new.anchors:
        return "the page would have other ids"
    planned = {edit.span.start: edit for edit in accepted(edits) if edit.new}
    starts = frozenset(planned)
    shift, lines = OffsetMap(edits), LineMap(before, edits)
    for was, now in zip(kept, new.references, strict=True):
        edit = planned.pop(was.span.start, None)
        fault = _unchanged(was, now, shift) if edit is None else _changed(was, now, edit, shift)
        if fault is None and _uses(now) != [lines(line) for line in _uses(was)]:
            fault = "another link would be read differently"
        if fault is not None:
            return f"{fault} (line {was.position.line})"
    if planned:
        return "there is no link at the bytes to be replaced"
    texts = not any(was.syntax is Syntax.FRONTMATTER and was.span.start in starts for was in old.references)
    if _shape(old.front_matter, texts=texts) != _shape(new.front_matter, texts=texts):
        return "the front matter would say something else"
    return None


def _within(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether one of sorted, disjoint spans holds the beginning of another."""
    index = bisect_right(spans, span.start, key=lambda other: other.start) - 1
    return index >= 0 and span.start < spans[index].end


def _uses(reference: Reference) -> list[int]:
    return [position.line for position in reference.used_at]


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
    if _role(now) != _role(was):
        return "the link would be read differently"
    rest = edit.old[was.span.end - was.span.start :], edit.new[now.span.end - start :]
    return None if are_marks(*rest) else "more than the link would change"


def _address(url: str) -> str:
    """Return a URL in the one spelling that all ways of writing it give: parentheses too may have to be encoded."""
    return legal(url).replace("(", "%28").replace(")", "%29")


def _role(reference: Reference) -> tuple[object, ...]:
    """Return all that an edit must leave as it is, but for what moves with the bytes."""
    return reference.syntax, reference.label, reference.used, reference.call, reference.disabled


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
