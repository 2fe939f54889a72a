"""Reads reStructuredText: addresses in text, of targets and pictures, and in raw HTML.

Only absolute addresses count: what a path means, and which names other files define, only the program knows that makes
pages of them. Nothing is said of labels for the same reason.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator

from linkcheck.model import Dialect, Document, Extraction, Quoting, Reference, Role, Span, Syntax
from linkcheck.sources.documents import disable, html
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.rst_blocks import RstBlock, RstBlockKind, blocks
from linkcheck.sources.documents.rst_inline import inline_addresses
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.documents.utf8 import readable

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/.][^\s]*", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SYNTAX = {RstBlockKind.TARGET: Syntax.DEFINITION, RstBlockKind.PICTURE: Syntax.IMAGE, RstBlockKind.LINK: Syntax.INLINE}


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return the references of a document; never raises for what stands in it."""
    data = document.data
    lines = LineIndex(data)
    text = ShownText(data, Span(len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0, len(data)))
    found: list[Reference] = []

    def add(span: Span, syntax: Syntax, meaning: str, quoting: Quoting, role: Role = Role.LINKED) -> None:
        if "\ufffd" in meaning:
            meaning, quoting = readable(data[span.start : span.end]), Quoting.FIXED
        position, used = lines.position(span.start), True if syntax is Syntax.DEFINITION else None
        role = Role.SHOWN if syntax is Syntax.IMAGE else role
        found.append(Reference(document.path, span, position, syntax, meaning, quoting, used=used, role=role))

    for block in blocks(text.shown):
        if block.kind is RstBlockKind.HTML:
            start, end = (text.byte(offset) for offset in block.lines[0])
            for attribute in html.links(data, start, end):
                if _ADDRESS.fullmatch(attribute.value):
                    add(attribute.span, Syntax.HTML, attribute.value, attribute.quoting, html.role_of(attribute))
        else:
            for start, end, syntax in _addresses(block, text.shown):
                written = text.shown[start:end]
                meaning = _BLANKS.sub("", _ESCAPE.sub(r"\1", written))
                if _ADDRESS.fullmatch(meaning):
                    quoting = Quoting.TEXT if syntax is Syntax.BARE else Quoting.VERBATIM
                    whole = block.kind is not RstBlockKind.DRAWN and not _BLANKS.search(written)
                    add(Span(text.byte(start), text.byte(end)), syntax, meaning, quoting if whole else Quoting.FIXED)
    off = disable.disabled_by_lines(data, b"..")
    return Extraction(tuple(disable.switched_off(found, off)))


def _addresses(block: RstBlock, text: str) -> Iterator[tuple[int, int, Syntax]]:
    """Yield where addresses stand in a block."""
    if block.kind not in (RstBlockKind.TEXT, RstBlockKind.DRAWN):
        if block.lines:
            yield block.lines[0][0], block.lines[-1][1], _SYNTAX[block.kind]
        return
    starts: list[tuple[int, int]] = []  # of each line in the joined text, and what to add there for the file's
    joined: list[str] = []
    length = 0
    for start, end in block.lines:
        starts.append((length, start - length))
        joined.append(text[start:end])
        length += end - start + 1
    number = 0
    for address in inline_addresses("\n".join(joined)):
        while number + 1 < len(starts) and starts[number + 1][0] <= address.start:
            number += 1
        last = number
        while last + 1 < len(starts) and starts[last + 1][0] < address.end:
            last += 1
        syntax = Syntax.BARE if address.bare else Syntax.INLINE
        yield address.start + starts[number][1], address.end + starts[last][1], syntax
