"""Which references and problems a change touches. What it does not touch is old, and fails no run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache

from linkcheck.changes.git import Changes
from linkcheck.model import Level, Problem, Reference, Row, Span


def marked(references: Iterable[Reference], lines: Collection[int] | None) -> tuple[Reference, ...]:
    """Return the references of one file, those marked that touch none of these lines; None is all lines.

    A definition is touched by a line that uses it, too: a new use of an old definition is a new link for readers.
    """
    if lines is None:
        return tuple(references)
    return tuple(one if _touches(one, lines) else replace(one, untouched=True) for one in references)


def _touches(reference: Reference, lines: Collection[int]) -> bool:
    return reference.position.line in lines or any(use.line in lines for use in reference.used_at)


def weighed(problems: Iterable[Problem], rows: Iterable[Row], changes: Changes) -> Iterator[Problem]:
    """Yield the problems, those that the change does not touch marked and no more than notes.

    A problem of a reference is touched where the reference is.
    """
    of_references = {place(row.reference): row.reference.untouched for row in rows}
    lines_of = cache(lambda path: changes.of(changes.cwd / path))
    for problem in problems:
        untouched = of_references.get(place(problem))
        if untouched is None:
            lines = lines_of(problem.path)
            untouched = lines is not None and problem.position.line not in lines
        yield replace(problem, level=Level.NOTE, untouched=True) if untouched else problem


def place(one: Reference | Problem) -> tuple[str, Span]:
    """Return the path and the bytes by which a problem and its reference know each other."""
    return one.path, one.span
