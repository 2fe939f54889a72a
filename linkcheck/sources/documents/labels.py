"""Makes references of definitions, with the places that use them, and problems of those that define nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from linkcheck.model import Problem, Quoting, Reference, Rule, Syntax
from linkcheck.sources.documents import destinations
from linkcheck.sources.documents.brackets import exact
from linkcheck.sources.documents.definitions import Definition, fold
from linkcheck.sources.documents.malformed_definitions import MalformedDefinition
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import Link, LinkKind, Structure, Undefined
from linkcheck.sources.documents.utf8 import readable

_BRACKETS = re.compile(rb"\[([^\[\]]+)\](?!:)")

_TEXT_BRACKETS = re.compile(r"\[([^\[\]]+)\]")

Uses = Mapping[str, Sequence[int]]
"""Folded label → where the links begin that ask for it, in order."""


def definition_references(
    page: MarkdownPage, structure: Structure, found: Iterable[Definition], malformed: Sequence[MalformedDefinition]
) -> Iterator[Reference]:
    """Yield the definitions, used or not; empty ones are problems only."""
    uses = _uses(page, structure, found, {line.start for line in malformed})
    yield from _definitions(page, found, uses)
    yield from _definitions_with_blanks(page, malformed, uses)


def definition_problems(
    page: MarkdownPage, found: Iterable[Definition], malformed: Iterable[MalformedDefinition]
) -> Iterator[Problem]:
    """Yield what was meant to define something and does not."""
    yield from _empty(page, found)
    yield from _underlined(page, found)
    yield from _malformed(page, malformed)


def set_apart(text: bytes, structure: Structure, found: Iterable[Definition]) -> None:
    """Make undefined references of links whose label differs from every definition's by the blanks at its ends."""
    labels = {exact(text[each.start + 1 : each.label_end - 2].decode()) for each in found if not each.empty}
    for number, link in reversed(list(enumerate(structure.links))):
        if link.kind is LinkKind.REFERENCE:
            label = _asked(text, link)
            if label != label.strip() and exact(label) not in labels:
                del structure.links[number]
                full = text[link.text_end : link.text_end + 2] == b"]["
                structure.undefined.append(Undefined(link.start, link.end, label, full))


def _asked(text: bytes, link: Link) -> str:
    """Return the label that a link asks for, as it is written."""
    full = text[link.text_end : link.text_end + 2] == b"][" and link.end - link.text_end > len("][]")
    return text[link.text_end + 2 : link.end - 1].decode() if full else text[link.start + 1 : link.text_end].decode()


def _uses(page: MarkdownPage, structure: Structure, found: Iterable[Definition], malformed: Collection[int]) -> Uses:
    """Return the uses; what `malformed` names are no uses but definitions gone wrong."""
    uses: dict[str, list[int]] = {}
    for link in structure.links:
        # pulldown-cmark 0.13 takes `[text]\[label]` for a reference (its issue 1080).
        if link.kind is LinkKind.REFERENCE and page.text[link.text_end : link.text_end + 3] != b"]\\[":
            uses.setdefault(fold(link.label), []).append(link.start)
    if (
        page.dialect.destinations_hold_blanks or page.dialect.definitions_in_text
    ):  # there are definitions that the parser does not see
        for each in structure.undefined:
            if each.start not in malformed:
                uses.setdefault(fold(each.label), []).append(each.start)
    if not page.dialect.destination_on_next_line:
        for definition in found:
            if (
                definition.empty or definition.lost
            ):  # text to this dialect, with a link in it where the label is defined elsewhere
                uses.setdefault(definition.folded, []).append(definition.start)
    for label, start in _in_front_matter(page):
        uses.setdefault(label, []).append(start)
    if page.has_markdown_in_html:
        for start, label in _in_html(page, structure):
            uses.setdefault(fold(label), []).append(start)
    for places in uses.values():
        places.sort()
    return uses


def _in_front_matter(page: MarkdownPage) -> Iterator[tuple[str, int]]:
    """Yield the labels that strings of the front matter have in brackets: a template may render them as Markdown.

    Hugo's `.RenderString` knows the definitions of the page. The place is that of the brackets as they are written.
    """
    data, end = page.document.data, page.front_matter.end
    if data.find(b"[", 0, end) < 0:
        return
    labels = {fold(label) for text in page.front_matter.texts() for label in _TEXT_BRACKETS.findall(text)}
    if labels:
        for found in _BRACKETS.finditer(data, 0, end):
            if (label := fold(readable(found[1]))) in labels:
                yield label, found.start()


def _in_html(page: MarkdownPage, structure: Structure) -> Iterator[tuple[int, str]]:
    """Yield what looks like uses in HTML that is read as Markdown: `<div markdown="1">`."""
    for start, end in structure.html:
        for label in _BRACKETS.finditer(page.text, start, end):
            yield label.start(), label[1].decode()


def _definitions(page: MarkdownPage, found: Iterable[Definition], uses: Uses) -> Iterator[Reference]:
    for definition in found:
        if definition.empty or definition.lost:
            continue
        places = uses.get(definition.folded, ()) if definition.counts else ()
        start, end, quoting = definition.place or (definition.label_end, definition.end, Quoting.FIXED)
        label = readable(page.document.data[definition.start + 1 : definition.label_end - 2])
        yield page.reference(start, end, Syntax.DEFINITION, definition.meaning, quoting, label=label, uses=places)


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
            places = uses.get(line.folded, ()) if last[line.folded] is line else ()
            yield page.reference(start, end, Syntax.DEFINITION, meaning, quoting, label=label, uses=places)


def _place_with_blanks(text: bytes, start: int, end: int) -> destinations.DestinationPlace:
    if text[start : start + 1] != b"<":
        return destinations.DestinationPlace(start, end, Quoting.MARKDOWN)
    if text.find(b">", start, end) == end - 1:
        return destinations.DestinationPlace(start + 1, end - 1, Quoting.ANGLE)
    return destinations.DestinationPlace(start, end, Quoting.FIXED)


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


def _underlined(page: MarkdownPage, found: Iterable[Definition]) -> Iterator[Problem]:
    for definition in found:
        if definition.lost:
            label = readable(page.document.data[definition.start : definition.label_end - 1])
            words = f"{label} is defined here, but the line below makes a heading of it: put a blank line between them"
            yield page.problem(Rule.LOST_DEFINITION, definition.start, definition.label_end, words)


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
