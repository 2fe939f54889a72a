"""Quotations from documents for the report: titles and dates of posts, and the lines on which something is wrong.

The lines are read from the files again: 60 MB of posts are not kept in memory for the few lines that are quoted. A file
that has changed since it was judged is not quoted, for its lines are other lines now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from linkcheck.links.urls import redact
from linkcheck.model import Finding, Level, Position, Post, Problem, State
from linkcheck.report import redacted_text
from linkcheck.sources.dates import day_of_post
from linkcheck.sources.extraction import Source, again

LONGEST = 400
"""Characters of a line that are quoted."""

BEFORE = 120
"""The number of those that stand before the place that is wrong, where not all fit."""

WELL = frozenset({State.ALIVE, State.UNCHECKED})
MINDED = frozenset({Level.ERROR, Level.WARNING})


class Quoted(NamedTuple):
    """A line, or what is shown of a long one."""

    text: str
    start: int = 0
    """How many characters are left out before it; a sign stands for them."""


def posts(sources: Iterable[Source], owner: Callable[[str], str | None] = lambda path: None) -> tuple[Post, ...]:
    """Return the documents as their readers know them, sorted by path; `owner` tells whose a path is."""
    known = (_post(source.path, source.extraction.front_matter, owner) for source in sources)
    return tuple(sorted(known, key=lambda post: post.path))


def _post(path: str, front_matter: Mapping[str, object], owner: Callable[[str], str | None]) -> Post:
    title = next((value for key, value in front_matter.items() if str(key).lower() == "title"), None)
    words = " ".join(str(title).split()) if isinstance(title, str | int | float | date) else ""
    return Post(path, day_of_post(path, front_matter), words or None, owner(path))


def lines(
    sources: Iterable[Source], findings: Iterable[Finding], problems: Iterable[Problem]
) -> dict[tuple[str, int], Quoted]:
    """Return the lines of references that are not well, and of errors and warnings; around the first, if it is long."""
    wanted: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for path, place in sorted(_places(findings, problems)):
        wanted[path].setdefault(place.line, place.column)
    return {
        (source.path, number): quoted
        for source in sources
        if source.path in wanted
        for number, quoted in _of_source(source, wanted[source.path])
    }


def _places(findings: Iterable[Finding], problems: Iterable[Problem]) -> Iterator[tuple[str, Position]]:
    for finding in findings:
        if finding.verdict.state not in WELL:
            yield from ((reference.path, reference.position) for reference in finding.target.references)
    for problem in problems:
        if problem.level in MINDED:
            yield problem.path, problem.position


def _of_source(source: Source, columns: Mapping[int, int]) -> Iterator[tuple[int, Quoted]]:
    document = again(source)
    if document is None:
        return
    known = document.data.removeprefix(b"\xef\xbb\xbf").splitlines()  # as `documents.line_index` counts them
    for number, column in columns.items():
        if number <= len(known):
            yield number, excerpt(known[number - 1].decode("utf-8", "backslashreplace"), column)


def excerpt(line: str, column: int) -> Quoted:
    """Return a line, or what stands around a column of it (from 1): at most `LONGEST` characters."""
    if len(line) <= LONGEST:
        return Quoted(line)
    safe = redacted_text(line, redact)  # before it is cut: half a URL does not show that the other half was a password
    here = column - 1 if safe == line else len(redacted_text(line[: column - 1], redact))
    start = max(0, min(here - BEFORE, len(safe) - LONGEST))
    end = start + LONGEST
    head, tail = "…" if start else "", "…" if end < len(safe) else ""
    return Quoted(f"{head}{safe[start + len(head) : end - len(tail)]}{tail}", start + column - 1 - here)
