"""Makes references of definitions, with the places that use them, and problems of those that define nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from linkcheck.model import Problem, Quoting, Reference, Rule, Syntax
from linkcheck.sources.documents import destinations
from linkcheck.sources.documents.definitions import Definition, fold
from linkcheck.sources.documents.malformed_definitions import MalformedDefinition
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import LinkKind, Structure
from linkcheck.sources.documents.utf8 import readable

_BRACKETS = re.compile(rb"\[([^\[\]]+)\](?!:)")

Uses = Mapping[str, Sequence[int]]
"""Folded label → where the links begin that ask for it, in order."""


def definition_references(
    page: MarkdownPage, structure: Structure, found: Iterable[Definition], malformed: Sequence[MalformedDefinition]
) -> Iterator[Reference]:
    """Yield the definitions, used or not; empty ones are problems only."""
    uses = _uses(page, structure, {line.start for line in malformed})
    yield from _definitions(page, found, uses)
    yield from _definitions_with_blanks(page, malformed, uses)


def definition_problems(
    page: MarkdownPage, found: Iterable[Definition], malformed: Iterable[MalformedDefinition]
) -> Iterator[Problem]:
    """Yield what was meant to define something and does not."""
    yield from _empty(page, found)
    yield from _malformed(page, malformed)


def _uses(page: MarkdownPage, structure: Structure, malformed: Collection[int]) -> Uses:
    """Return the uses; what `malformed` names are no uses but definitions gone wrong."""
    uses: dict[str, list[int]] = {}
    for link in structure.links:
        # pulldown-cmark 0.13 takes `[text]\[label]` for a reference (its issue 1080).
        if link.kind is LinkKind.REFERENCE and page.text[link.text_end : link.text_end + 2] != b"]\\":
            uses.setdefault(fold(link.label), []).append(link.start)
    if (
        page.dialect.destinations_hold_blanks or page.dialect.definitions_in_text
    ):  # there are definitions that the parser does not see
        for each in structure.undefined:
            if each.start not in malformed:
                uses.setdefault(fold(each.label), []).append(each.start)
    if page.has_markdown_in_html:
        for start, label in _in_html(page, structure):
            uses.setdefault(fold(label), []).append(start)
    for places in uses.values():
        places.sort()
    return uses


def _in_html(page: MarkdownPage, structure: Structure) -> Iterator[tuple[int, str]]:
    """Yield what looks like uses in HTML that is read as Markdown: `<div markdown="1">`."""
    for start, end in structure.html:
        for label in _BRACKETS.finditer(page.text, start, end):
            yield label.start(), label[1].decode()


def _definitions(page: MarkdownPage, found: Iterable[Definition], uses: Uses) -> Iterator[Reference]:
    for definition in found:
        if definition.empty:
            continue
        places = uses.get(definition.folded, ()) if definition.counts else ()
        start, end, quoting = definition.place or (definition.label_end, definition.end, Quoting.FIXED)
        yield _used(
            page,
            page.reference(
                start,
                end,
                Syntax.DEFINITION,
                definition.meaning,
                quoting,
                label=readable(page.document.data[definition.start + 1 : definition.label_end - 2]),
            ),
            places,
        )


def _definitions_with_blanks(
    page: MarkdownPage, malformed: Iterable[MalformedDefinition], uses: Uses
) -> Iterator[Reference]:
    """Yield the definitions whose destination is all of the line up to the title, whatever is in it."""
    last = {line.folded: line for line in malformed if line.counts}
    for line in malformed:
        if line.counts:
            start, end, quoting = _place_with_blanks(page.text, *line.destination)
            label = readable(page.document.data[line.start + 1 : line.label_end - 2])
            meaning = destinations.decode_entities(page.text[start:end].decode())  # by the browser
            reference = page.reference(start, end, Syntax.DEFINITION, meaning, quoting, label=label)
            yield _used(page, reference, uses.get(line.folded, ()) if last[line.folded] is line else ())


def _place_with_blanks(text: bytes, start: int, end: int) -> destinations.DestinationPlace:
    if text[start : start + 1] != b"<":
        return destinations.DestinationPlace(start, end, Quoting.MARKDOWN)
    if text.find(b">", start, end) == end - 1:
        return destinations.DestinationPlace(start + 1, end - 1, Quoting.ANGLE)
    return destinations.DestinationPlace(start, end, Quoting.FIXED)


def _used(page: MarkdownPage, definition: Reference, uses: Sequence[int]) -> Reference:
    return replace(definition, used=bool(uses), used_at=tuple(page.lines.position(use) for use in uses))


def _empty(page: MarkdownPage, found: Iterable[Definition]) -> Iterator[Problem]:
    """Yield a problem for each definition that swallowed the next line, and for the one it swallowed."""
    for definition in found:
        if definition.empty:
            yield _placeholder(page, definition.start, definition.label_end)
            if definition.place and definition.meaning.startswith("["):
                yield _placeholder(page, definition.place.start, definition.place.end)


def _placeholder(page: MarkdownPage, start: int, end: int) -> Problem:
    label = readable(page.document.data[start : end - 1])
    return page.problem(
        Rule.EMPTY_DEFINITION,
        start,
        end,
        f"{label} has no destination, and may take the next line for one: give it a destination or delete it",
    )


def _malformed(page: MarkdownPage, malformed: Iterable[MalformedDefinition]) -> Iterator[Problem]:
    for line in malformed:
        if line.empty:
            yield _placeholder(page, line.start, line.label_end)
        elif not line.counts:
            label = readable(page.document.data[line.start : line.label_end - 1])
            yield page.problem(
                Rule.LOST_DEFINITION,
                line.start,
                line.label_end,
                f"{label} is defined here, but the line is text: look for a destination with blanks or single "
                "parentheses, or for an empty definition or text directly above it",
            )
