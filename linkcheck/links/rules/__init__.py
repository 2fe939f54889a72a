"""The health of references: what is wrong with them that no request is needed for, or that a request happened to show.

One rule a file, their levels in `RULES`. An error is what readers see broken for certain: old blogs have much that
is merely untidy, and a run that failed for it would be switched off. What needs the text of a document
(`undefined-reference`, `space-in-destination`, definitions that define nothing) is found where the text is read, in
`documents`; what needs the blog's files, in `site`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from linkcheck.links.rules.definitions import definitions
from linkcheck.links.rules.junk import trailing_junk
from linkcheck.links.rules.labels import label_conflicts
from linkcheck.links.rules.problems import RULES
from linkcheck.links.rules.schemes import typo_schemes
from linkcheck.links.rules.secure import insecure_links
from linkcheck.model import Dialect, Problem, Reference, Row, Rule, Target

__all__ = ["RULES", "insecure_links", "marked", "of_references"]


def of_references(
    documents: Sequence[Sequence[Reference]], targets: Iterable[Target], dialect: Dialect
) -> Iterator[Problem]:
    """Yield the problems of all references; `documents` has those of one document together, in their order."""
    defined = [[each for each in references if each.label is not None] for references in documents]
    for group in defined:
        if group:
            yield from definitions(group, dialect)
    yield from label_conflicts(defined)
    for references in documents:
        yield from trailing_junk(references)
    yield from typo_schemes(targets)


def marked(rows: Sequence[Row], problems: Iterable[Problem]) -> tuple[Row, ...]:
    """Return the rows with the rules of the problems at their places."""
    rules: defaultdict[tuple[str, int, int], list[Rule]] = defaultdict(list)
    for problem in problems:
        rules[problem.path, problem.span.start, problem.span.end].append(problem.rule)
    paths = {path for path, _, _ in rules}
    return tuple(
        _with_rules(row, rules.get((row.reference.path, row.reference.span.start, row.reference.span.end), ()))
        if row.rules or row.reference.path in paths
        else row
        for row in rows
    )


def _with_rules(row: Row, rules: Iterable[Rule]) -> Row:
    known = tuple(dict.fromkeys(rules))
    # `replace` takes four times as long, and there may be a note at each of 20,000 definitions.
    return row if known == row.rules else Row(row.reference, row.url, known, row.fragment)
