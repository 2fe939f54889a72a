"""Lets extractions cross processes quickly.

Frozen dataclasses with slots are pickled field by field through functions written in Python, which for a quarter of a
million references took longer than finding them. Here the references of a document travel as plain tuples.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Mapping

from linkcheck.model import Call, Extraction, Position, Problem, Quoting, Reference, Role, Span, Syntax

_Places = tuple[tuple[int, int], ...]
_Marks = tuple[bool, bool, bool, Role, str | None]
_Packed = tuple[str, int, int, int, int, Syntax, str, Quoting, str | None, bool | None, _Places, Call | None, _Marks]


def _reduce(extraction: Extraction) -> tuple[Callable[..., Extraction], tuple[object, ...]]:
    packed = [_pack(reference) for reference in extraction.references]
    return _unpack, (packed, extraction.problems, extraction.front_matter, extraction.anchors)


def _pack(reference: Reference) -> _Packed:
    return (
        reference.path,
        reference.span.start,
        reference.span.end,
        reference.position.line,
        reference.position.column,
        reference.syntax,
        reference.destination,
        reference.quoting,
        reference.label,
        reference.used,
        tuple((use.line, use.column) for use in reference.used_at) if reference.used else (),
        reference.call,
        (reference.disabled, reference.unrendered, reference.commented, reference.role, reference.key),
    )


def _unpack(
    packed: Iterable[_Packed],
    problems: tuple[Problem, ...],
    front_matter: Mapping[str, object],
    anchors: tuple[str, ...] | None,
) -> Extraction:
    references = tuple(
        Reference(
            path,
            Span(start, end),
            Position(line, column),
            syntax,
            meaning,
            quoting,
            label,
            used,
            tuple(Position(*use) for use in used_at) if used_at else (),
            call,
            disabled,
            unrendered,
            commented,
            role=role,
            key=key,
        )
        for path, start, end, line, column, syntax, meaning, quoting, label, used, used_at, call, marks in packed
        for disabled, unrendered, commented, role, key in [marks]
    )
    return Extraction(references, problems, front_matter, anchors)


copyreg.pickle(Extraction, _reduce)
