"""Markdown → references: front matter, templates, links, definitions, raw HTML and bare URLs, each by its reader.

The parser says what is a link, our own scans say where its destination stands (`structure`, `destinations`); this
module puts together what the readers found and turns it into the types of the model.
"""

from __future__ import annotations

from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linkcheck.documents import definitions, destinations, disable, frontmatter, templates
from linkcheck.documents.bare import bare_links
from linkcheck.documents.definitions import Definition, fold
from linkcheck.documents.lost import Lost, lost_definitions
from linkcheck.documents.places import Places
from linkcheck.documents.rawhtml import html_links
from linkcheck.documents.structure import Kind, Link, Structure, UnparsedError, read_structure
from linkcheck.documents.templates import Masked
from linkcheck.documents.utf8 import parseable, readable
from linkcheck.model import (
    Dialect,
    Document,
    Engine,
    Extraction,
    Level,
    Problem,
    Quoting,
    Reference,
    Rule,
    Span,
    Syntax,
)


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return all references and problems of a Markdown document; never raises for what stands in it."""
    places = Places(document.data)
    front_matter = frontmatter.read(document, places)
    masked = templates.mask(document.data, dialect.engine, front_matter.end)
    start = max(front_matter.end, len(BOM_UTF8) if document.data.startswith(BOM_UTF8) else 0)
    text = parseable(masked.text, start)
    exact = text.endswith(document.data[start:])
    page = _Page(document, places, masked, text, exact, dialect)
    problems = list(front_matter.problems)
    references = list(front_matter.references)
    try:
        body, faults = _read_body(page)
    except UnparsedError as error:
        problems.append(page.problem(Rule.UNPARSED_DOCUMENT, 0, 0, f"The Markdown parser failed on this file: {error}"))
    else:
        references += body
        problems += faults
    references.sort(key=_in_document)
    references += templates.references_of(masked, document, places, [reference.span for reference in references])
    references.sort(key=_in_document)
    return Extraction(
        tuple(disable.switched_off(references, disable.disabled(document.data))), tuple(problems), front_matter.data
    )


def _in_document(reference: Reference) -> tuple[int, int]:
    return reference.span.start, reference.span.end  # comparing spans themselves is slower by far


@dataclass(frozen=True, slots=True)
class _Page:
    """One document and the copy of it that the parsers read; their offsets are the same."""

    document: Document
    places: Places
    masked: Masked
    text: bytes
    exact: bool
    """The copy says what the file says, but for what stands before the body."""
    dialect: Dialect

    def reference(
        self, start: int, end: int, syntax: Syntax, meaning: str, quoting: Quoting, *, label: str | None = None
    ) -> Reference:
        """Make a reference of a destination; `meaning` is what it says unless the copy differs from the file there."""
        span = Span(start, end)
        call = None
        if self.exact:
            pass
        elif self.masked.hidden and templates.touches(self.masked, span):
            meaning, quoting = readable(self.document.data[start:end]), Quoting.FIXED
            call = templates.call_at(self.masked, span)
        elif syntax is not Syntax.HTML and self.text[start:end] != self.document.data[start:end]:
            meaning = destinations.decode(readable(self.document.data[start:end]))
        position = self.places.position(start)
        return Reference(self.document.path, span, position, syntax, meaning, quoting, label=label, call=call)

    def problem(self, rule: Rule, start: int, end: int, message: str) -> Problem:
        position = self.places.position(start)
        return Problem(rule, Level.WARNING, self.document.path, position, Span(start, end), message)


def _read_body(page: _Page) -> tuple[list[Reference], list[Problem]]:
    structure = read_structure(page.text, page.dialect)
    found = definitions.read(page.text, page.dialect)
    lost = list(lost_definitions(page.text, structure, page.dialect.engine))
    uses = _uses(page, structure, {line.start for line in lost})
    references = [
        *_outside([line for line in lost if line.kramdown], _inline_links(page, structure, found)),
        *_definitions(page, found, uses),
        *_kramdown_definitions(page, lost, uses),
    ]
    return references, [*_empty(page, found), *_lost(page, lost)]


def _inline_links(page: _Page, structure: Structure, found: Iterable[Definition]) -> Iterator[Reference]:
    yield from _links(page, structure.links)
    yield from _raw_html(page, structure)
    yield from _bare(page, structure, found)


def _outside(lines: Sequence[Lost], references: Iterable[Reference]) -> Iterable[Reference]:
    """Leave out what lies in the definitions that only kramdown sees."""
    if not lines:
        return references
    starts = [line.start for line in lines]
    before = [(bisect_right(starts, reference.span.start) - 1, reference) for reference in references]
    return [each for line, each in before if line < 0 or each.span.start > lines[line].destination[1]]


def _links(page: _Page, links: Iterable[Link]) -> Iterator[Reference]:
    for link in links:
        match link.kind:
            case Kind.INLINE:
                yield _inline(page, link)
            case Kind.AUTOLINK:
                # cmark resolves entities between `<` and `>`, goldmark does not.
                engine = page.dialect.engine
                meaning = link.meaning if engine is Engine.HUGO else destinations.decode_entities(link.meaning)
                yield page.reference(link.start + 1, link.end - 1, Syntax.AUTOLINK, meaning, Quoting.AUTOLINK)
            case Kind.EMAIL:
                meaning = f"mailto:{link.meaning}"
                yield page.reference(link.start + 1, link.end - 1, Syntax.AUTOLINK, meaning, Quoting.AUTOLINK)
            case Kind.REFERENCE:
                pass


def _inline(page: _Page, link: Link) -> Reference:
    begin, end = page.text.find(b"](", link.text_end, link.end) + 2, link.end - 1
    quoting = Quoting.MARKDOWN
    if page.text[begin:end] != link.meaning.encode():  # most links have no title, and nothing is escaped
        place = destinations.find(page.text, begin, end, link.meaning, in_table=link.in_table)
        begin, end, quoting = place or (begin, end, Quoting.FIXED)
    return page.reference(begin, end, Syntax.IMAGE if link.image else Syntax.INLINE, link.meaning, quoting)


def _uses(page: _Page, structure: Structure, lost: Collection[int]) -> Mapping[str, Sequence[int]]:
    """Return folded label → where the links begin that ask for it, in order; `lost` are the labels of definitions."""
    uses: dict[str, list[int]] = {}
    for link in structure.links:
        # pulldown-cmark 0.13 takes `[text]\[label]` for a reference (its issue 1080).
        if link.kind is Kind.REFERENCE and page.text[link.text_end : link.text_end + 2] != b"]\\":
            uses.setdefault(fold(link.label), []).append(link.start)
    if page.dialect.engine is Engine.JEKYLL:
        for start, _, label in structure.undefined:
            if start not in lost:
                uses.setdefault(fold(label), []).append(start)
    for places in uses.values():
        places.sort()
    return uses


def _definitions(page: _Page, found: Iterable[Definition], uses: Mapping[str, Sequence[int]]) -> Iterator[Reference]:
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


def _kramdown_definitions(page: _Page, lost: Iterable[Lost], uses: Mapping[str, Sequence[int]]) -> Iterator[Reference]:
    """Yield the definitions that only kramdown sees: it takes the line up to the title, whatever is in it."""
    last = {line.folded: line for line in lost if line.kramdown}
    for line in lost:
        if line.kramdown:
            start, end, quoting = _kramdown_place(page.text, *line.destination)
            label = readable(page.document.data[line.start + 1 : line.label_end - 2])
            meaning = page.text[start:end].decode()
            reference = page.reference(start, end, Syntax.DEFINITION, meaning, quoting, label=label)
            yield _used(page, reference, uses.get(line.folded, ()) if last[line.folded] is line else ())


def _kramdown_place(text: bytes, start: int, end: int) -> destinations.Place:
    if text[start : start + 1] != b"<":
        return destinations.Place(start, end, Quoting.MARKDOWN)
    if text.find(b">", start, end) == end - 1:
        return destinations.Place(start + 1, end - 1, Quoting.ANGLE)
    return destinations.Place(start, end, Quoting.FIXED)


def _used(page: _Page, definition: Reference, uses: Sequence[int]) -> Reference:
    return replace(definition, used=bool(uses), used_at=tuple(page.places.position(use) for use in uses))


def _raw_html(page: _Page, structure: Structure) -> Iterator[Reference]:
    if structure.html:
        for start, end, meaning, quoting in html_links(page.masked.text, structure.html):
            yield page.reference(start, end, Syntax.HTML, meaning, quoting)


def _bare(page: _Page, structure: Structure, found: Iterable[Definition]) -> Iterator[Reference]:
    walls = [(definition.start, definition.end) for definition in found]
    for start, end, meaning in bare_links(page.text, structure, walls, page.dialect.engine):
        yield page.reference(start, end, Syntax.BARE, meaning, Quoting.TEXT)


def _empty(page: _Page, found: Iterable[Definition]) -> Iterator[Problem]:
    """Yield a problem for each definition that swallowed the next line, and for the one it swallowed."""
    for definition in found:
        if definition.empty:
            yield _placeholder(page, definition.start, definition.label_end)
            if definition.place and definition.meaning.startswith("["):
                yield _placeholder(page, definition.place.start, definition.place.end)


def _placeholder(page: _Page, start: int, end: int) -> Problem:
    label = readable(page.document.data[start : end - 1])
    return page.problem(
        Rule.EMPTY_DEFINITION,
        start,
        end,
        f"{label} has no destination, and may take the next line for one: give it a destination or delete it",
    )


def _lost(page: _Page, lost: Iterable[Lost]) -> Iterator[Problem]:
    for line in lost:
        if line.empty:
            yield _placeholder(page, line.start, line.label_end)
        elif not line.kramdown:
            label = readable(page.document.data[line.start : line.label_end - 1])
            yield page.problem(
                Rule.LOST_DEFINITION,
                line.start,
                line.label_end,
                f"{label} is defined here, but the line is text: look for a destination with blanks or single "
                "parentheses, or for an empty definition or text directly above it",
            )
