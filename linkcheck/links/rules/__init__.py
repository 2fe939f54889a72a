"""The health of references: what is wrong with them that no request is needed for, or that a request happened to show.

One rule a file; the tables say what finds the problems of each. An error is what readers see broken for certain: old
blogs have much that is merely untidy, and a run that failed for it would be switched off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from linkcheck.links.rules.definitions import definitions, removable_definitions
from linkcheck.links.rules.junk import junk_of, trailing_junk
from linkcheck.links.rules.labels import label_conflicts
from linkcheck.links.rules.material import AllReferences
from linkcheck.links.rules.schemes import typo_schemes
from linkcheck.links.rules.secure import insecure_links
from linkcheck.links.targets import collect
from linkcheck.model import Finding, Problem, Row, Rule
from linkcheck.sources.documents import frontmatter, labels, markdown, spaces, undefined
from linkcheck.sources.files import paths, read
from linkcheck.sources.site import Site, missing_headings

__all__ = ["RULES", "AllReferences", "junk_of", "marked", "of_findings", "of_references", "removable_definitions"]

OF_REFERENCES: Mapping[Rule, Callable[[AllReferences], Iterator[Problem]]] = {
    Rule.UNUSED_DEFINITION: definitions,
    Rule.DUPLICATE_DEFINITION: definitions,
    Rule.CONFLICTING_DEFINITION: definitions,
    Rule.LABEL_CONFLICT: label_conflicts,
    Rule.TRAILING_JUNK: trailing_junk,
    Rule.TYPO_SCHEME: typo_schemes,
}
"""Rule → what finds its problems once all documents are read."""

OF_FINDINGS: Mapping[Rule, Callable[[Sequence[Finding]], Iterator[Problem]]] = {
    Rule.INSECURE_LINK: insecure_links,
}
"""Rule → what finds its problems in the answers."""

WHILE_READING: Mapping[Rule, Callable[..., object]] = {
    Rule.BAD_ENCODING: read,
    Rule.UNREADABLE_FILE: paths.unreadable,
    Rule.BAD_FRONT_MATTER: frontmatter.read,
    Rule.UNPARSED_DOCUMENT: markdown.extract,
    Rule.EMPTY_DEFINITION: labels.definition_problems,
    Rule.LOST_DEFINITION: labels.definition_problems,
    Rule.UNDEFINED_REFERENCE: undefined.undefined_references,
    Rule.SPACE_IN_DESTINATION: spaces.spaces_in_destinations,
    Rule.MISSING_PAGE: Site.missing,
    Rule.MISSING_FILE: Site.missing,
    Rule.MISSING_HEADING: missing_headings,
    Rule.BROKEN_REF: Site.broken_call,
    Rule.AMBIGUOUS_REF: Site.broken_call,
    Rule.DRAFT_TARGET: Site.broken_call,
    Rule.BARE_DOMAIN: collect,
}
"""Rule → what finds its problems where a document is read or a destination resolved; nothing is called from here."""

RULES: Mapping[Rule, Callable[..., object]] = {**OF_REFERENCES, **OF_FINDINGS, **WHILE_READING}


def of_references(references: AllReferences) -> Iterator[Problem]:
    """Yield the problems that all references together show."""
    for find in dict.fromkeys(OF_REFERENCES.values()):
        yield from find(references)


def of_findings(findings: Sequence[Finding]) -> Iterator[Problem]:
    """Yield the problems that only the answers show."""
    for find in dict.fromkeys(OF_FINDINGS.values()):
        yield from find(findings)


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
