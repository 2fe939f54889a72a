"""Finds the places in a page: the ids of its headings, its raw HTML, its footnotes and its attribute lists.

Too many are better than too few: a place that is not seen here would make somebody's healthy link a problem.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape

from linkcheck.model import HeadingIds, Reference, Span, Syntax, TemplateLanguage
from linkcheck.sources.documents.heading_text import heading_text
from linkcheck.sources.documents.headings import OF_TOC, slugs
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import Structure
from linkcheck.sources.documents.templates import Masked, TemplateCall, touches
from linkcheck.sources.slugs import slug

_KNOWN_SHORTCODES = frozenset({"ref", "relref", "figure", "gist", "highlight", "param", "qr", "vimeo", "x", "youtube"})
"""The shortcodes that Hugo brings; none makes an id."""
_KNOWN_TAGS = frozenset({
    "assign", "case", "comment", "else", "elsif", "endcase", "endcomment", "endhighlight", "endif", "endraw",
    "endunless", "gist", "highlight", "if", "link", "post_url", "raw", "unless", "when", "youtube",
})  # fmt: skip
_KNOWN_OUTPUT = re.compile(
    rb"""\{\{-?\s*(?:"[^"]*"|'[^']*'|(?:site|page)\.(?!content|data|excerpt)[\w.-]+)\s*(?:\|[^{}]*)?\}\}"""
)
_MARKDOWN_MADE = re.compile(rb"markdownify|content|include")
_PASTED = (b"!INCLUDE", b"!include", b"--8<--", b"{!", b"@import", b"@include")
"""Text from elsewhere, by the ways of docfx, MkDocs, GitBook and others."""
_NO_BLANK = re.compile(rb"^[ >]*#{1,6}([^#\s][^\r\n]*)", re.MULTILINE)
"""Headings to Python-Markdown, and text to CommonMark."""
_COMPONENT = re.compile(rb"<[A-Z][a-z]\w*[\s/>]")
"""MDX and its like: a program, which may write anything."""
_BRACES = re.compile(rb"\{(?:[:#.]|[ \t]+[#.:]|id=|/\*[ \t]*#)[^{}\n]*\}")
_IN_BRACES = re.compile(rb"""#([^\s{}#.=]+)|\bid=["']?([^\s"'{}]+)""")
_PARSED = re.compile(rb"<\w[^<>]*\smarkdown\s*=|parse_block_html")
_BEFORE_ID = re.compile(rb"\b(?:id|name)\s*=\s*[\"']?[^\"'<>\s]*\Z")
_MORE = re.compile(rb"<!--\s{0,9}more\s{0,9}-->")
"""The end of a summary, where a place may be made."""
_OF_CELL = re.compile(rb"^[ \t]*(?:#\||//\||%%\||--\|) *label: *[\"']?([\w:.-]+)", re.MULTILINE)
_CITED = re.compile(rb"@\{?([\w:.#$%&+?~/-]+)")
_OF_PANDOC = ("refs", "toc", "footnotes", "title-block-header")
_NOTES = ("fn{}", "fnref{}", "fn:{}", "fnref:{}", "fnref1:{}", "fn-{}", "fnref-{}", "fr-{}-1", "{}")
_FOOTNOTE = re.compile(rb"\[\^([^\]\s]{1,200})\]")
_ID = re.compile(rb"""[\s"'/](?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def anchors(page: MarkdownPage, structure: Structure, references: Iterable[Reference]) -> tuple[str, ...] | None:
    """Return the places of a Markdown page; None where templates or other programs make more than can be seen."""
    text, dialect = page.masked.text, page.dialect  # not the parser's copy, in which attribute lists are blank
    if dialect.heading_ids is HeadingIds.UNKNOWN or not _is_whole(page, structure):
        return None
    found: set[str] = set()
    if dialect.heading_ids is not HeadingIds.NONE:
        made = _of_headings(page, structure, references)
        if made is None:
            return None
        found.update(made)
        if dialect.attribute_lists and b"{:toc" in text:
            found.update(("markdown-toc", *(f"markdown-toc-{each}" for each in made)))
    if dialect.heading_ids in OF_TOC:
        lines = ((line.decode("utf-8", "replace"),) for line in _NO_BLANK.findall(text))
        found.update(slugs(lines, dialect.heading_ids))
    if dialect.heading_ids is HeadingIds.PANDOC:
        found.update(_of_pandoc(text))
    if b"more" in text and _MORE.search(text):
        found.add("continue-reading")
    if structure.html and not dialect.drops_raw_html:
        found.update(in_html(b"".join(text[start:end] for start, end in structure.html)))
    if b"[^" in text:
        found.update(_of_footnotes(text))
    if b"{" in text:
        found.update(_in_braces(text))
    return tuple(sorted(found))


def in_html(html: bytes) -> Iterator[str]:
    """Yield the ids and names in HTML, without much of a look at where they stand."""
    for groups in _ID.findall(html):
        yield unescape(next(filter(None, groups), b"").decode("utf-8", "replace")).strip()


def make_no_ids(masked: Masked, data: bytes, language: TemplateLanguage, code: Iterable[tuple[int, int]] = ()) -> bool:
    """Tell whether all template calls of a document are known to make no place of their own."""
    if not masked.calls:
        return True
    unknown = [call.span.start for call in masked.calls if not _makes_no_id(call, data, language)]
    if unknown:
        blocks = sorted(code)
        before = ((start, bisect_right(blocks, (start, len(data))) - 1) for start in unknown)
        if not all(number >= 0 and start < blocks[number][1] for start, number in before):
            return False
    return not any(_BEFORE_ID.search(data, max(0, call.span.start - 100), call.span.start) for call in masked.calls)


def _makes_no_id(call: TemplateCall, data: bytes, language: TemplateLanguage) -> bool:
    if language is not TemplateLanguage.LIQUID:
        return call.name.removeprefix("/") in _KNOWN_SHORTCODES
    if call.name:
        return call.name in _KNOWN_TAGS
    written = data[call.span.start : call.span.end]
    return _KNOWN_OUTPUT.fullmatch(written) is not None and not _MARKDOWN_MADE.search(written)


def _is_whole(page: MarkdownPage, structure: Structure) -> bool:
    """Tell whether all that the page will be stands in the file."""
    text, dialect = page.masked.text, page.dialect
    # Where nobody knows what renders the page, braces in code are most likely what it is about.
    code = () if dialect.known else structure.code
    if not make_no_ids(page.masked, page.document.data, dialect.templates, code) or any(
        sign in text for sign in _PASTED
    ):
        return False
    if b"markdown=" in text and not dialect.html_to_end_tag:
        return False
    if page.has_markdown_in_html:
        return False
    if dialect.labels_elsewhere and b"\n::: " in text:
        return False  # a plug-in writes the documentation of a program there
    return dialect.known or not any(_COMPONENT.match(text, start) for start, _ in structure.html)


def _of_headings(page: MarkdownPage, structure: Structure, references: Iterable[Reference]) -> tuple[str, ...] | None:
    scheme = page.dialect.heading_ids
    bare = sorted((each.span.start, each.span.end) for each in references if each.syntax is Syntax.BARE)
    texts: list[str | tuple[str, ...]] = []
    for heading in structure.headings:
        found = heading_text(heading, page.text, scheme, bare)
        if page.masked.hidden and not isinstance(found, str) and touches(page.masked, Span(heading.start, heading.end)):
            return None  # what a template writes there is part of the id
        if found is not None:
            texts.append(found)
    if scheme is HeadingIds.SLUG and any(slug(text[0]) is None for text in texts if not isinstance(text, str)):
        return None
    made = tuple(slugs(texts, scheme))
    if (
        scheme is HeadingIds.KRAMDOWN_GFM
        and page.dialect.html_to_end_tag
        and (page.dialect.markdown_in_html or _PARSED.search(page.masked.text))
    ):
        # Headings inside of HTML have classic ids: its GFM parser does not look there.
        made += tuple(slugs(texts, HeadingIds.KRAMDOWN))
    return made


def _of_footnotes(text: bytes) -> Iterator[str]:
    """Yield the places of footnotes: some engines number them, others name them, and each use has one."""
    labels = Counter(label.decode("utf-8", "replace") for label in _FOOTNOTE.findall(text))
    for number, (label, times) in enumerate(labels.items(), 1):
        for name in {str(number), label}:
            yield from (form.format(name) for form in _NOTES)
            for again in range(1, times - 1):  # the footnote itself is counted
                yield from (f"fnref:{name}:{again}", f"fnref{again}:{name}", f"fnref-{name}-{again + 1}")


def _of_pandoc(text: bytes) -> Iterator[str]:
    """Yield the places of figures and tables that code makes, of what is cited, and of the page's own parts."""
    yield from _OF_PANDOC
    yield from (label.decode("utf-8", "replace") for label in _OF_CELL.findall(text))
    yield from (f"ref-{key.decode('utf-8', 'replace')}" for key in _CITED.findall(text))


def _in_braces(text: bytes) -> Iterator[str]:
    for braces in _BRACES.findall(text):
        for groups in _IN_BRACES.findall(braces):
            yield next(filter(None, groups)).decode("utf-8", "replace")
