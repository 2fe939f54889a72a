"""Says what makes it doubtful that nothing uses the definitions of a document, or that all parsers read it alike.

A link that the parser does not see may still come to a page: a template call may print it, paste a file with it in, or
have it in its parameters. And what one parser takes for the end of a construct another does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from linkcheck.model import Span, TemplateLanguage
from linkcheck.sources.documents import structure
from linkcheck.sources.documents.calls import TemplateCall
from linkcheck.sources.documents.definitions import fold
from linkcheck.sources.documents.html_blocks import TO_END_TAG, VOID
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.rawhtml import comments
from linkcheck.sources.documents.undefined import pastes
from linkcheck.sources.documents.utf8 import readable

NAMING = ("ref", "relref", "link", "post_url", "")
"""Calls that print an address, or a value."""

_PASTING = ("include", "render")
_BRACKETS = re.compile(rb"\[((?:\\[^\r\n]|[^\[\]\\])+)\]")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)*")
_TAG = re.compile(rb"^[ \t>]*<([A-Za-z][\w-]*)(?=[\s>])|</([A-Za-z][\w-]*)\s*>", re.MULTILINE)
_FENCE = re.compile(rb"^[ \t>]*(?:```|~~~)", re.MULTILINE)


class DefinitionObjections(Struct, frozen=True):
    """What speaks against taking definitions of one document out."""

    general: str | None
    """About all of them."""
    mentioned: frozenset[str]
    """The labels, folded, that stand in brackets where only a template or a component would make a link of them."""
    clear_from: int
    """Where the text begins that Jekyll does not show as the excerpt of a post."""
    clear_to: int
    """Where a comment begins that has no end."""


def definition_objections(page: MarkdownPage) -> DefinitionObjections:
    """Return what speaks against taking the definitions of a document out. Raises `UnparsedError`."""
    excerpt = _excerpt_end(page) if page.dialect.templates is TemplateLanguage.LIQUID else 0
    return DefinitionObjections(_general(page), frozenset(_mentioned(page)), excerpt, _open_comment(page.document.data))


def _excerpt_end(page: MarkdownPage) -> int:
    """Return where the text ends that Jekyll shows of a post in lists, by bytes: at the first blank line."""
    data = page.document.data
    blank = _BLANK_LINES.match(data, page.start)
    end = data.find(b"\n\n", blank.end() if blank else page.start)
    return len(data) if end < 0 else end


def _open_comment(data: bytes) -> int:
    begin = data.rfind(b"<!--")
    return begin if begin >= 0 and data.find(b"-->", begin) < 0 else len(data)


def _general(page: MarkdownPage) -> str | None:
    if any(_prints_markdown(page, call) for call in page.masked.calls) or pastes(page):
        return "a template call pastes text into this document, which may use it"
    if _is_open(page):
        return "HTML or code in this document has no end, so it may go on to the end of it"
    return None


def _prints_markdown(page: MarkdownPage, call: TemplateCall) -> bool:
    percent = page.document.data.startswith(b"{{%", call.span.start)
    return call.name.startswith(_PASTING) or (percent and call.name not in NAMING and not call.name.startswith("/"))


def _is_open(page: MarkdownPage) -> bool:
    """Tell whether a block has no end: some parsers take all that follows for a part of it, kramdown not even that."""
    text, kramdown = page.text, page.dialect.html_to_end_tag
    tags = Counter[bytes]()
    for tag in _TAG.finditer(text):
        name = (tag[1] or tag[2]).lower()
        if name in TO_END_TAG or (kramdown and name not in VOID):
            tags[name] += -1 if tag[2] else 1
            if tags[name] < 0 and name in TO_END_TAG:
                return True  # to some, an end tag alone begins a block
    if any(count > 0 for count in tags.values()):
        return True
    return kramdown and (len(_FENCE.findall(text)) % 2 > 0 or _open_comment(text) < len(text))


def _mentioned(page: MarkdownPage) -> Iterator[str]:
    shown = frozenset(page.masked.shown)
    for region in (*(span for span in page.masked.hidden if span not in shown), *_html(page)):
        for label in _BRACKETS.finditer(page.document.data, region.start, region.end):
            yield fold(readable(label[1]))


def _html(page: MarkdownPage) -> Iterable[Span]:
    """Return the raw HTML that may be Markdown after all: to components of who knows what, and to kramdown."""
    kramdown = page.dialect.html_to_end_tag
    if (page.dialect.known and not kramdown) or b"<" not in page.text:
        return ()
    pieces = structure.read_structure(page.text, page.dialect).html
    remarks = () if kramdown else comments(page.text, pieces)
    spans = (Span(start, end) for start, end in pieces)
    return [one for one in spans if not any(each.start <= one.start and one.end <= each.end for each in remarks)]
