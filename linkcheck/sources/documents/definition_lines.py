"""Finds the whole lines of definitions, and tells which of them can go without a change of anything else.

Only what all parsers read alike is clear: a definition that begins its block, alone in its lines, with a line below
that is the same without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from linkcheck.model import Dialect, Document, Span
from linkcheck.sources.documents import definitions, markdown, structure, templates
from linkcheck.sources.documents.definition_objections import NAMING, DefinitionObjections, definition_objections
from linkcheck.sources.documents.definitions import Definition
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import UnparsedError

_TAIL = re.compile(rb"(?:[ \t\r]*\n[ \t>]*)*[ \t\r]*\Z")
"""What may stand behind one: blanks, line ends, and the marks of quotes in the lines below."""
_INDENT = re.compile(rb" {0,3}(?:> ?)* {0,3}")
_HEADING = re.compile(rb" {0,3}#{1,6}[ \t][^\n]*\n")
_TEXT = re.compile(rb"\[|!\[|#{1,6}[ \t]|<!--")
"""A line that is the same with and without a definition above it, as code, lists, HTML and underlines are not."""
_NEXT = re.compile(rb"(?:[ \t>]*\r?\n)*(?P<line>[ \t>]*\S[^\n]*)")
_MEANING = re.compile(rb"[ \t>]*:")
_JOINED = re.compile(rb"[ \t]|[*+-][ \t]|\d+\.[ \t]|[>:|]|\{:")
"""The beginning of a block that kramdown joins to another above."""
_KRAMDOWN = re.compile(
    rb"""\[[^\n\]]+\]:[ \t]*(?:<.*?>|[^\n]*?\S[^\n]*?)"""
    rb"""(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?(["']).+?\1)?[ \t]*?\r?\n?"""
)
"""kramdown's LINK_DEFINITION_START: its titles stand in one line, and in no parentheses."""


class DefinitionLines(Struct, frozen=True):
    """The lines of one definition."""

    destination: Span
    lines: Span
    """From the start of its first line to the start of the line behind its last."""
    objection: str | None
    """Why it is not sure that nothing else would change without it; None where nothing is against it."""


class _Placed(Struct, frozen=True):
    definition: Definition
    lines: Span
    before: bytes
    """What stands before it in its line."""
    fault: str | None
    """Why its lines cannot go as a whole."""


def definition_lines(document: Document, dialect: Dialect) -> tuple[DefinitionLines, ...]:
    """Return the lines of a Markdown document's definitions, in order; those without a known destination are left out.

    Nothing is returned of a document on which the parser gives up.
    """
    page = markdown.page_of(document, dialect)
    try:
        found = definitions.read(page.text, dialect)
        objections = definition_objections(page)
    except UnparsedError:
        return ()
    placed = [_placed(page, each, objections) for each in found if each.place and not each.empty]
    faults = _neighbours(page, placed)
    labels = {one.definition.folded for one, fault in zip(placed, faults, strict=True) if fault is not None}
    return tuple(_result(one, fault, labels, objections) for one, fault in zip(placed, faults, strict=True))


def render(document: Document, dialect: Dialect) -> str | None:
    """Return the HTML of a Markdown document, template calls as words in it; None where the parser gives up."""
    try:
        return structure.render(markdown.page_of(document, dialect).text, dialect)
    except UnparsedError:
        return None


def _result(one: _Placed, fault: str | None, labels: set[str], objections: DefinitionObjections) -> DefinitionLines:
    place, label = one.definition.place, one.definition.folded
    assert place is not None  # noqa: S101 -- the caller's choice
    objection = fault or objections.general
    if objection is None and label in objections.mentioned:
        objection = "a template call or raw HTML has its label in brackets"
    if objection is None and label in labels:  # what is a definition to one parser is a link in text to another
        objection = "another definition of its label cannot be taken out"
    return DefinitionLines(Span(place.start, place.end), one.lines, objection)


def _placed(page: MarkdownPage, found: Definition, objections: DefinitionObjections) -> _Placed:
    text = page.text
    start = max(text.rfind(b"\n", 0, found.start) + 1, page.start)
    written = found.start + len(_TAIL.sub(b"", text[found.start : found.end]))
    lines = Span(start, text.find(b"\n", written) + 1 or len(text))
    before = text[start : found.start]
    fault = None
    if not _INDENT.fullmatch(before) or text[written : lines.end].strip():
        fault = "other text stands in its lines, or it is indented"
    elif lines.start < objections.clear_from:
        fault = "it stands in what the generator takes for the excerpt"
    elif lines.start > objections.clear_to:
        fault = "a comment without an end stands above it"
    elif page.dialect.destinations_hold_blanks and (before or not _KRAMDOWN.fullmatch(text, lines.start, lines.end)):
        fault = "it is indented, in a quote or of a form that kramdown may read in another way"
    elif templates.touches(page.masked, lines) and not _prints_values(page, lines):
        fault = "a template call stands in it"
    return _Placed(found, lines, before, fault)


def _prints_values(page: MarkdownPage, lines: Span) -> bool:
    """Tell whether all template calls in lines begin and end there, and print an address or a value."""
    calls = [call for call in page.masked.calls if call.span.start < lines.end and call.span.end > lines.start]
    return all(lines.start <= call.span.start and call.span.end <= lines.end and call.name in NAMING for call in calls)


def _neighbours(page: MarkdownPage, placed: Sequence[_Placed]) -> list[str | None]:
    """Return the faults of definitions, those of the lines above and below them too."""
    good = {one.lines.start: one for one in placed if one.fault is None}
    texts = _texts_below(page.document.data, placed, good)
    behind: _Placed | None = None  # the last definition that begins a block, or stands behind one that does
    faults: list[str | None] = []
    for one in placed:
        follows = behind is not None and behind.lines.end == one.lines.start and behind.before == one.before
        begins = one.fault is None and (follows or _begins(page, one))
        behind = one if begins else behind
        if one.fault is not None or not begins:
            faults.append(one.fault or "other text stands in the line above")
        elif not _ends(page, one, good.get(one.lines.end), texts[one.lines.start]):
            faults.append("the line below may be read in another way without it")
        else:
            faults.append(None)
    return faults


def _begins(page: MarkdownPage, one: _Placed) -> bool:
    """Tell whether a definition begins a block: behind a blank line or a heading. Elsewhere the parsers differ."""
    data, start = page.document.data, one.lines.start
    above = data[data.rfind(b"\n", 0, max(0, start - 1)) + 1 : start]
    heading = _HEADING.fullmatch(above) is not None and not page.dialect.destinations_hold_blanks
    return start == page.start or _is_blank(above, one) or heading


def _ends(page: MarkdownPage, one: _Placed, following: _Placed | None, text: bytes) -> bool:
    """Tell whether below are more definitions, a blank line, or a line that nothing above could change."""
    data, end = page.document.data, one.lines.end
    joined = _JOINED if page.dialect.destinations_hold_blanks else _MEANING
    if (joined is _JOINED or page.dialect.definition_lists) and joined.match(text):
        return False
    if following is not None and following.before == one.before:
        return True
    below = data[end : data.find(b"\n", end) + 1 or len(data)]
    plain = not one.before.strip() and not page.dialect.destinations_hold_blanks
    return _is_blank(below, one) or (plain and _TEXT.match(below) is not None)


def _texts_below(data: bytes, placed: Sequence[_Placed], good: Mapping[int, _Placed]) -> Mapping[int, bytes]:
    """Return start of a definition → the next line of text below it and those that follow, where blocks may meet."""
    texts: dict[int, bytes] = {}
    for one in reversed(placed):
        found = _NEXT.match(data, one.lines.end)
        line = b"" if found is None else found["line"]
        begin = -1 if found is None else found.start("line")
        texts[one.lines.start] = texts[begin] if begin in good else line
    return texts


def _is_blank(line: bytes, one: _Placed) -> bool:
    return line.translate(None, b" \t\r\n") in (b"", one.before.replace(b" ", b""))
