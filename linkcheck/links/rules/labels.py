"""Finds one label with two destinations: most posts agree what `[ew]` means, and this one says something else.

Authors copy the foot of a post into the next one; where a destination was changed in a single copy, links lead
astray. Labels are words here: `[1]` means something else in every post.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from linkcheck.links.rules.definitions import is_comment
from linkcheck.links.rules.material import AllReferences, key_of, normal
from linkcheck.model import Problem, Reference, Rule

FEWEST_DOCUMENTS = 5
"""That agree, before a label counts as one of the blog's."""
SHARE = 0.9
"""Of all documents with the label, how many must agree."""

_ABSOLUTE = ("http://", "https://", "//", "mailto:")


def label_conflicts(all_references: AllReferences) -> Iterator[Problem]:
    """Yield the definitions that say something else than nearly all others of their label."""
    groups: defaultdict[str, list[Reference]] = defaultdict(list)
    for defined in all_references.definitions():
        for reference in defined:
            if _is_common(reference):
                groups[key_of(reference.label)].append(reference)
    for group in groups.values():
        if len(group) > FEWEST_DOCUMENTS:
            yield from _outsiders(group)


def _is_common(definition: Reference) -> bool:
    """Tell whether a definition can mean the same in every post: no number, no place beside or in its own file."""
    named = not (definition.label or "").strip().isdecimal() and not definition.disabled
    return named and definition.destination.startswith(_ABSOLUTE) and not is_comment(definition)


def _outsiders(group: Sequence[Reference]) -> Iterator[Problem]:
    meanings = [normal(each.destination) for each in group]
    usual, _ = Counter(meanings).most_common(1)[0]
    if len(set(meanings)) == 1:
        return
    documents = {each.path for each in group}
    agreeing = {each.path for each, meaning in zip(group, meanings, strict=True) if meaning == usual}
    if len(agreeing) < max(FEWEST_DOCUMENTS, SHARE * len(documents)):
        return
    example = next(each for each, meaning in zip(group, meanings, strict=True) if meaning == usual)
    for each, meaning in zip(group, meanings, strict=True):
        if meaning != usual and each.path not in agreeing:
            words = f"[{each.label}] is {example.destination} in {len(agreeing):,} other documents"
            yield Problem.at(each, Rule.LABEL_CONFLICT, words)
