"""Finds definitions that nothing uses, and labels that are defined twice.

Of two definitions of a label CommonMark takes the first and kramdown the last. The other one does nothing: a
duplicate if it says the same, else its author may believe that links lead where they do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from linkcheck.links.rules.material import AllReferences, key_of, same_place
from linkcheck.model import Certainty, Dialect, Problem, Reference, Rule, Wins

COMMENTS = frozenset({"//", "comment", "_", "-", "#", ":", "*"})
"""Labels of definitions that are comments: `[//]: # (nobody sees this)`."""
NOWHERE = frozenset({"", "#", "<>"})
"""Destinations of the same trick."""
SHARED = frozenset({"includes", "_includes", "snippets", "_snippets", "partials", "_partials"})
"""Folders of text that is pasted into other files, which may use what is defined here."""


def definitions(references: AllReferences) -> Iterator[Problem]:
    """Yield the definitions that nothing uses, and those that say once more what another says."""
    for defined in references.definitions():
        yield from _of_document(defined, references.dialect)


def removable_definitions(references: Iterable[Reference], dialect: Dialect) -> Iterator[Reference]:
    """Yield all definitions of one document whose label no link uses, as `unused-definition` says it of the winner.

    Without the one that counts another of its label would count, so all of them are meant; one that a comment switches
    off stays, and so does one of a label in use that counts for nothing.
    """
    defined = [each for each in references if each.label is not None]
    for _, group in _unused(defined, dialect) if defined else ():
        yield from (each for each in group if not each.disabled)


def _of_document(defined: Sequence[Reference], dialect: Dialect) -> Iterator[Problem]:
    shared = _is_shared(defined)
    for winner, group in _labels(defined, dialect):
        if not shared and _is_unused(winner):
            yield Problem.at(winner, Rule.UNUSED_DEFINITION, f"no link of this document uses [{winner.label}]")
        if len(group) > 1:
            yield from (_repeated(each, winner) for each in group if each is not winner and not each.disabled)


def _unused(defined: Sequence[Reference], dialect: Dialect) -> Iterator[tuple[Reference, Sequence[Reference]]]:
    """Yield the labels that nothing uses: the definition that counts, and all of them."""
    if not _is_shared(defined):
        yield from (each for each in _labels(defined, dialect) if _is_unused(each[0]))


def _is_shared(defined: Sequence[Reference]) -> bool:
    return not SHARED.isdisjoint(defined[0].path.split("/"))


def _is_unused(winner: Reference) -> bool:
    return not winner.used and not winner.disabled


def _labels(defined: Sequence[Reference], dialect: Dialect) -> Iterator[tuple[Reference, Sequence[Reference]]]:
    """Yield each label: the definition that counts, and all of them."""
    groups: defaultdict[str, list[Reference]] = defaultdict(list)
    for reference in defined:
        if not is_comment(reference) and not _is_template(reference):
            groups[key_of(reference.label)].append(reference)
    last = dialect.definition_wins is Wins.LAST
    for group in groups.values():
        if len(group) == 1:
            yield group[0], group
            continue
        # A document beside the site has its own dialect, but only a winner is ever used.
        yield next((each for each in group if each.used), group[-1] if last else group[0]), group


def is_comment(definition: Reference) -> bool:
    """Tell whether a definition is a trick to hide a remark."""
    return (definition.label or "").strip().lower() in COMMENTS or definition.destination in NOWHERE


def _is_template(definition: Reference) -> bool:
    """Tell whether a loop writes the definition: nobody knows its labels."""
    return "{{" in (definition.label or "") or "{%" in (definition.label or "")


def _repeated(loser: Reference, winner: Reference) -> Problem:
    line = winner.position.line
    if same_place(loser.destination, winner.destination):
        words = f"[{loser.label}] is defined in line {line} too, with the same destination: one of them can go"
        return Problem.at(loser, Rule.DUPLICATE_DEFINITION, words)
    counts = "first" if winner.span < loser.span else "last"
    words = f"[{loser.label}] leads to {winner.destination}, as line {line} defines it"
    words += f"; this definition does nothing, for the {counts} one counts"
    certainty = None if winner.used else Certainty.NO_USE
    return Problem.at(loser, Rule.CONFLICTING_DEFINITION, words, certainty)
