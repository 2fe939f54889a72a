"""Finds the whole lines of definitions, and what makes it doubtful that nothing uses one.

A link that the parser does not see may still come to a page: a template call may print it, paste a file with it in, or
have it in its parameters. Where that can be, a definition is not surely unused, whatever is known of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkcheck.model import Dialect, Document, Span, TemplateLanguage
from linkcheck.sources.documents import definitions, markdown, structure
from linkcheck.sources.documents.calls import TemplateCall
from linkcheck.sources.documents.definitions import Definition, fold
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.rawhtml import comments
from linkcheck.sources.documents.structure import UnparsedError
from linkcheck.sources.documents.undefined import pastes
from linkcheck.sources.documents.utf8 import readable

_MARKS = b" \t>"
"""What may stand before a definition in its line: an indent, and the marks of quotes."""
_TAIL = re.compile(rb"(?:[ \t\r]*\n[ \t>]*)*[ \t\r]*\Z")
"""What may stand behind one: blanks, line ends, and the marks of quotes in the lines below."""
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)*")
_BRACKETS = re.compile(rb"\[((?:\\[^\r\n]|[^\[\]\\])+)\]")
_ATTRIBUTES = re.compile(rb"[ \t>]*\{[:.#%\w]")
"""An attribute list in the line below: it would belong to something else."""
_KRAMDOWN = re.compile(
    rb"""\ {0,3}\[[^\n\]]+\]:[ \t]*(?:<.*?>|[^\n]*?\S[^\n]*?)"""
    rb"""(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?(["']).+?\1)?[ \t]*?\r?\n?"""
)
"""kramdown's LINK_DEFINITION_START: its titles stand in one line, and in no parentheses."""
_PASTING = ("include", "render")
_NAMING = ("ref", "relref", "link", "post_url", "")


@dataclass(frozen=True, slots=True)
class DefinitionLines:
    """The lines of one definition."""

    destination: Span
    lines: Span
    """From the start of its first line to the start of the line behind its last."""
    doubt: str | None
    """Why it is not sure that nothing else would change without it; None where nothing is against it."""


def definition_lines(document: Document, dialect: Dialect) -> tuple[DefinitionLines, ...]:
    """Return the lines of a Markdown document's definitions, in order; those without a known destination are left out.

    Nothing is returned of a document on which the parser gives up.
    """
    page = markdown.page_of(document, dialect)
    try:
        found = definitions.read(page.text, dialect)
        general = _pasted(page)
        mentioned = _mentioned(page)
    except UnparsedError:
        return ()
    return tuple(_lines(page, each, general, mentioned) for each in found if each.place and not each.empty)


def render(document: Document, dialect: Dialect) -> str | None:
    """Return the HTML of a Markdown document, template calls as words in it; None where the parser gives up."""
    try:
        return structure.render(markdown.page_of(document, dialect).text, dialect)
    except UnparsedError:
        return None


def _lines(page: MarkdownPage, found: Definition, general: str | None, mentioned: frozenset[str]) -> DefinitionLines:
    text, place = page.text, found.place
    assert place is not None  # noqa: S101 -- the caller's choice
    start = max(text.rfind(b"\n", 0, found.start) + 1, page.start)
    written = found.start + len(_TAIL.sub(b"", text[found.start : found.end]))
    end = text.find(b"\n", written) + 1 or len(text)
    doubt = _shape(page, found, Span(start, end), written) or general
    if doubt is None and found.folded in mentioned:
        doubt = "a template call or raw HTML has its label in brackets"
    return DefinitionLines(Span(place.start, place.end), Span(start, end), doubt)


def _shape(page: MarkdownPage, found: Definition, lines: Span, written: int) -> str | None:
    """Return why lines cannot go as a whole."""
    text = page.text
    if text[lines.start : found.start].strip(_MARKS) or text[written : lines.end].strip():
        return "other text stands in its lines"
    if page.dialect.templates is TemplateLanguage.LIQUID and lines.start < _excerpt_end(page):
        return "it stands in what Jekyll takes for the excerpt"
    if _ATTRIBUTES.match(page.document.data, lines.end):
        return "attributes or a template stand in the line below"
    if page.dialect.destinations_hold_blanks and not _KRAMDOWN.fullmatch(
        text, lines.start + len(text[lines.start : found.start].rstrip(b" ")), lines.end
    ):
        return "kramdown reads it in another way"
    for call in page.masked.calls:
        if call.span.start < lines.end and call.span.end > lines.start:
            inside = lines.start <= call.span.start and call.span.end <= lines.end
            if not inside or call.name not in _NAMING:
                return "a template call stands in it"
    return None


def _excerpt_end(page: MarkdownPage) -> int:
    """Return where the text ends that Jekyll shows of a post in lists, by bytes: up to the first blank line."""
    data = page.document.data
    blank = _BLANK_LINES.match(data, page.start)
    end = data.find(b"\n\n", blank.end() if blank else page.start)
    return len(data) if end < 0 else end


def _pasted(page: MarkdownPage) -> str | None:
    """Return the doubt of a document into which a template call or a mark of the generator pastes other text."""
    if any(_prints_markdown(page, call) for call in page.masked.calls) or pastes(page):
        return "a template call pastes text into this document, which may use it"
    return None


def _prints_markdown(page: MarkdownPage, call: TemplateCall) -> bool:
    if call.name.startswith(_PASTING):
        return True
    percent = page.document.data.startswith(b"{{%", call.span.start)
    return percent and call.name not in _NAMING and not call.name.startswith("/")


def _mentioned(page: MarkdownPage) -> frozenset[str]:
    """Return the labels that stand in brackets where only a template or a component would make a link of them."""
    data, shown = page.document.data, frozenset(page.masked.shown)
    regions = [span for span in page.masked.hidden if span not in shown]
    if not page.dialect.known and b"<" in page.text:
        pieces = structure.read_structure(page.text, page.dialect).html
        remarks = comments(page.text, pieces)
        regions += [
            Span(start, end)
            for start, end in pieces
            if not any(remark.start <= start and end <= remark.end for remark in remarks)
        ]
    return frozenset(_labels(data, regions))


def _labels(data: bytes, regions: list[Span]) -> Iterator[str]:
    for region in regions:
        for label in _BRACKETS.finditer(data, region.start, region.end):
            yield fold(readable(label[1]))
