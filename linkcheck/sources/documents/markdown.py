"""Reads Markdown: front matter, templates, links, definitions, raw HTML and bare URLs, each by its reader.

The parser says what is a link, our own scans say where its destination stands (`structure`, `destinations`); this
module puts together what the readers found and turns it into the types of the model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from linkcheck.model import (
    Dialect,
    Document,
    Extraction,
    Problem,
    Quoting,
    Reference,
    Role,
    Rule,
    Span,
    Syntax,
)
from linkcheck.sources.documents import definitions, destinations, directives, disable, frontmatter, labels, templates
from linkcheck.sources.documents.anchors import anchors
from linkcheck.sources.documents.attribute_lists import without_attribute_lists
from linkcheck.sources.documents.bare_urls import bare_urls
from linkcheck.sources.documents.brackets import with_joined_brackets
from linkcheck.sources.documents.definitions import Definition
from linkcheck.sources.documents.html_blocks import with_block_ends
from linkcheck.sources.documents.indented_blocks import with_blocks
from linkcheck.sources.documents.labels import definition_problems, definition_references
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.malformed_definitions import MalformedDefinition, malformed_definitions
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.rawhtml import comments, html_links, with_ends
from linkcheck.sources.documents.spaces import spaces_in_destinations
from linkcheck.sources.documents.structure import Link, LinkKind, Structure, UnparsedError, read_structure
from linkcheck.sources.documents.undefined import undefined_references
from linkcheck.sources.documents.utf8 import parseable

_SINGLE_DOLLAR = re.compile(rb"(?<!\$)\$(?!\$)")
"""The parser takes it for math, too."""


def page_of(document: Document, dialect: Dialect) -> MarkdownPage:
    """Return a document with the copy of it that the parsers read."""
    lines = LineIndex(document.data)
    front_matter = frontmatter.read(document, lines, dialect)
    masked = templates.mask(document.data, dialect.templates, front_matter.end)
    start = max(front_matter.end, len(BOM_UTF8) if document.data.startswith(BOM_UTF8) else 0)
    text = parseable(masked.text, start)
    if dialect.any_end_tag:
        text = with_ends(text)
    text, html = _plain(text, dialect)
    exact = text.endswith(document.data[start:])
    return MarkdownPage(document, lines, masked, text, exact, dialect, front_matter, html)


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return all references and problems of a Markdown document; never raises for what stands in it."""
    page = page_of(document, dialect)
    lines, masked, front_matter = page.lines, page.masked, page.front_matter
    problems = list(front_matter.problems)
    references = list(front_matter.references)
    places_in_page: tuple[str, ...] | None = None
    left_out: Sequence[Span] = ()
    remarks: Sequence[Span] = ()
    try:
        body, faults, places_in_page, left_out, remarks = _read_body(page)
    except UnparsedError as error:
        message = f"The Markdown parser failed on this file, its links are not checked: {error}"
        problems.append(page.problem(Rule.UNPARSED_DOCUMENT, 0, 0, message))
    else:
        references += body
        problems += faults
    references.sort(key=_in_document)
    if masked.calls:
        references += templates.references_of(masked, document, lines, [reference.span for reference in references])
        references.sort(key=_in_document)
    if left_out:
        references = [replace(each, unrendered=True) if _within(left_out, each) else each for each in references]
    if remarks:
        references = [replace(each, commented=True) if _within(remarks, each) else each for each in references]
    switched_off = disable.disabled(document.data)
    return Extraction(
        tuple(disable.switched_off(references, switched_off)),
        tuple(problem for problem in problems if not _within(switched_off, problem)),
        front_matter.data,
        places_in_page,
    )


def _plain(text: bytes, dialect: Dialect) -> tuple[bytes, Sequence[tuple[int, int]]]:
    """Return a text as CommonMark may read it in place of the dialect, and the HTML that is overwritten in it."""
    html: list[tuple[int, int]] = []
    if dialect.attribute_lists:
        text, nomarkdown = without_attribute_lists(text)
        html += nomarkdown
    if dialect.html_to_end_tag:
        text, ended = with_block_ends(text, parsed=dialect.markdown_in_html)
        html += ended
    if dialect.blanks_in_brackets:
        text = with_joined_brackets(text)
    if dialect.display_math and b"$$" in text:
        text = _SINGLE_DOLLAR.sub(b"?", text)
    if dialect.block_marks:
        text = with_blocks(text, dialect.block_marks)
    if dialect.fenced_directives:
        text = directives.opened(text)
    return text, sorted(html)


def _within(regions: Sequence[Span], each: Reference | Problem) -> bool:
    """Tell whether something begins in one of several regions, which are sorted and disjoint."""
    index = bisect_right(regions, each.span.start, key=lambda region: region.start) - 1
    return index >= 0 and each.span.start < regions[index].end


def _in_document(reference: Reference) -> tuple[int, int]:
    return reference.span.start, reference.span.end  # comparing spans themselves is slower by far


_Body = tuple[list[Reference], list[Problem], tuple[str, ...] | None, Sequence[Span], Sequence[Span]]
"""References, problems, ids, the raw HTML that is left out, and HTML comments."""


def _read_body(page: MarkdownPage) -> _Body:
    structure = read_structure(page.text, page.dialect)
    if page.html:
        structure.html = sorted([*structure.html, *page.html])
    found = definitions.read(page.text, page.dialect)
    if page.dialect.blanks_in_brackets:
        labels.set_apart(page.text, structure, found)
    malformed = list(malformed_definitions(page.text, structure, page.dialect))
    references = [
        *_outside([line for line in malformed if line.counts], _inline_links(page, structure, found)),
        *definition_references(page, structure, found, malformed),
    ]
    problems = [
        *definition_problems(page, found, malformed),
        *undefined_references(page, structure, found, malformed),
        *spaces_in_destinations(page, structure),
    ]
    places = anchors(page, structure, references)
    return references, problems, places, _left_out(page, structure), comments(page.text, structure.html)


def _left_out(page: MarkdownPage, structure: Structure) -> Sequence[Span]:
    """Return the raw HTML that is left out of the page, with the template calls in it."""
    return [Span(start, end) for start, end in structure.html] if page.dialect.drops_raw_html else []


def _inline_links(page: MarkdownPage, structure: Structure, found: Iterable[Definition]) -> Iterator[Reference]:
    yield from _links(page, structure.links)
    yield from _raw_html(page, structure)
    yield from _bare(page, structure, found)


def _outside(lines: Sequence[MalformedDefinition], references: Iterable[Reference]) -> Iterable[Reference]:
    """Leave out what lies in definitions whose destinations hold blanks: the parser takes those for text."""
    if not lines:
        return references
    starts = [line.start for line in lines]
    before = [(bisect_right(starts, reference.span.start) - 1, reference) for reference in references]
    return [each for line, each in before if line < 0 or each.span.start > lines[line].destination[1]]


def _links(page: MarkdownPage, links: Iterable[Link]) -> Iterator[Reference]:
    for link in links:
        if link.kind is LinkKind.INLINE:
            yield _inline(page, link)
        elif link.kind is not LinkKind.REFERENCE:
            yield page.reference(link.start + 1, link.end - 1, Syntax.AUTOLINK, _address(page, link), Quoting.AUTOLINK)


def _address(page: MarkdownPage, link: Link) -> str:
    if link.kind is LinkKind.EMAIL:
        return f"mailto:{link.meaning}"
    return destinations.decode_entities(link.meaning) if page.dialect.entities_in_autolinks else link.meaning


def _inline(page: MarkdownPage, link: Link) -> Reference:
    text, meaning = page.text, link.meaning
    begin, end = text.find(b"](", link.text_end, link.end) + 2, link.end - 1
    quoting = Quoting.MARKDOWN
    if text[begin:end] != meaning.encode():  # most links have no title, and nothing is escaped
        place = destinations.find(text, begin, end, meaning, in_table=link.in_table)
        begin, end, quoting = place or (begin, end, Quoting.FIXED)
    syntax, role = (Syntax.IMAGE, Role.SHOWN) if link.image else (Syntax.INLINE, Role.LINKED)
    return page.reference(begin, end, syntax, meaning, quoting, role=role)


def _raw_html(page: MarkdownPage, structure: Structure) -> Iterator[Reference]:
    if structure.html:
        for start, end, meaning, quoting, role in html_links(page.masked.text, structure.html):
            yield page.reference(start, end, Syntax.HTML, meaning, quoting, role=role)


def _bare(page: MarkdownPage, structure: Structure, found: Iterable[Definition]) -> Iterator[Reference]:
    walls = [(definition.start, definition.end) for definition in found]
    for start, end, meaning in bare_urls(page.text, structure, walls, page.dialect.linkify):
        yield page.reference(start, end, Syntax.BARE, meaning, Quoting.TEXT)
