"""Marks the references and problems that a change does not touch: they are old, and fail no run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from msgspec.structs import replace

from linkcheck.model import Level, Problem, Reference, Row, Rule, Span
from linkcheck.sources.changes.since import Changes

Place = tuple[str, Span]
Key = tuple[Rule, str, str]
"""The identity of a problem before and after the change: rule, path, and the destination or the words."""

OF_THE_BLOG = frozenset(
    {
        *(Rule.MISSING_PAGE, Rule.MISSING_FILE, Rule.MISSING_HEADING, Rule.BARE_DOMAIN),
        *(Rule.BROKEN_REF, Rule.AMBIGUOUS_REF, Rule.DRAFT_TARGET),
    }
)
"""Rules whose problems a change of any file may cause; the others look at one post."""
OF_ALL_POSTS = frozenset({Rule.LABEL_CONFLICT, Rule.INSECURE_LINK})
"""Rules that most posts or the network decide: no change elsewhere is to blame."""
MINDED = frozenset({Level.ERROR, Level.WARNING})


def mark_references(references: Iterable[Reference], lines: Collection[int] | None) -> tuple[Reference, ...]:
    """Return the references of one file, those marked that touch none of these lines; None is all lines.

    A definition is touched by a line that uses it, too: a new use of an old definition is a new link for readers.
    """
    if lines is None:
        return tuple(references)
    return tuple(one if _touches(one, lines) else replace(one, untouched=True) for one in references)


def _touches(reference: Reference, lines: Collection[int]) -> bool:
    return reference.position.line in lines or any(use.line in lines for use in reference.used_at)


def mark_problems(problems: Iterable[Problem], rows: Iterable[Row], changes: Changes) -> tuple[Problem, ...]:
    """Return the problems, those marked that the change does not touch; one of a reference is touched where it is."""
    of_references = {_place(row.reference): row.reference.untouched for row in rows}
    lines_of = cache(lambda path: changes.of(changes.cwd / path))

    def untouched(problem: Problem) -> bool:
        known = of_references.get(_place(problem))
        if known is not None:
            return known
        lines = lines_of(problem.path)
        return lines is not None and problem.position.line not in lines

    return tuple(replace(problem, untouched=True) if untouched(problem) else problem for problem in problems)


def find_suspects(problems: Iterable[Problem], changes: Changes) -> frozenset[Problem]:
    """Return the problems on untouched lines that the change may have caused from elsewhere, and somebody minds."""
    changed = cache(lambda path: changes.concern(changes.cwd / path))
    minded = (one for one in problems if one.untouched and one.level in MINDED and one.rule not in OF_ALL_POSTS)
    return frozenset(one for one in minded if one.rule in OF_THE_BLOG or changed(one.path))


def count_keys(
    problems: Iterable[Problem], rows: Iterable[Row], paths: Mapping[str, str] | None = None
) -> Counter[Key]:
    """Count problems by key; `paths` maps a path to its name after the change."""
    meant = _destinations(rows)
    return Counter(_key(problem, meant, (paths or {}).get(problem.path, problem.path)) for problem in problems)


def unmark_caused(
    problems: Iterable[Problem], suspected: Collection[Problem], rows: Iterable[Row], before: Counter[Key]
) -> Iterator[Problem]:
    """Yield the problems; suspected ones that were not there before lose the mark of old ones.

    A page that is renamed breaks the links to it in posts that nobody touched.
    """
    meant = _destinations(rows)
    left = before.copy()
    for problem in problems:
        if problem not in suspected:
            yield problem
            continue
        key = _key(problem, meant, problem.path)
        left[key] -= 1
        yield problem if left[key] >= 0 else replace(problem, untouched=False)


def demote(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems, old ones as notes."""
    return tuple(replace(one, level=Level.NOTE) if one.untouched else one for one in problems)


def _destinations(rows: Iterable[Row]) -> dict[Place, str]:
    return {_place(row.reference): row.reference.destination for row in rows}


def _key(problem: Problem, meant: Mapping[Place, str], path: str) -> Key:
    # Words may name a line of the file, or a place that follows from the file's own.
    words = meant.get(_place(problem)) or re.sub(r"\bline \d+", "line", problem.bare_message)
    return problem.rule, path, words


def _place(one: Reference | Problem) -> Place:
    """Return the path and the bytes by which a problem and its reference know each other."""
    return one.path, one.span
