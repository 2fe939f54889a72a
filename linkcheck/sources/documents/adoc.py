"""Reads AsciiDoc: absolute addresses in text, of pictures and attributes, and in raw HTML.

An attribute is a link where it is used by itself, `{name}[text]`; one that only begins addresses is none, and of
`{name}/path[text]` the whole is one, where the document gives the attribute one value.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator

from linkcheck.model import Dialect, Document, Extraction, Quoting, Reference, Role, Span, Syntax
from linkcheck.sources.documents import disable, html
from linkcheck.sources.documents.adoc_blocks import AdocBlock, AdocBlockKind, blocks
from linkcheck.sources.documents.adoc_inline import inline_addresses
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.documents.utf8 import readable

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/.{}\\\x00][^\s{}\\\x00]*", re.IGNORECASE)
_ALONE = re.compile(r"\{[\w-]+\}")
_NAME = re.compile(r"\{([\w-]+)\}")
_DEEPEST = 5
"""Attributes whose values name others."""
_LONGEST = 4000
_USED = re.compile(r"(?<![\w/:.-])\{([\w-]+)\}(?=[\s\[\]),;>\"]|\.(?!\w)|\Z)")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);", re.IGNORECASE)


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return the references of a document; never raises for what stands in it."""
    data = document.data
    lines = LineIndex(data)
    text = ShownText(data, Span(len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0, len(data)))
    used = frozenset(_USED.findall(text.shown))
    found_blocks = list(blocks(text.shown))
    attributes = _Attributes(found_blocks, text.shown)
    found: list[Reference] = []

    def add(span: Span, syntax: Syntax, meaning: str, quoting: Quoting, role: Role = Role.LINKED) -> None:
        if "\ufffd" in meaning:
            meaning, quoting = readable(data[span.start : span.end]), Quoting.FIXED
        place, is_used = lines.position(span.start), True if syntax is Syntax.DEFINITION else None
        role = Role.SHOWN if syntax is Syntax.IMAGE else role
        found.append(Reference(document.path, span, place, syntax, meaning, quoting, used=is_used, role=role))

    for block in found_blocks:
        if block.kind is AdocBlockKind.HTML:
            for attribute in html.links(data, text.byte(block.start), text.byte(block.end)):
                if _ADDRESS.fullmatch(attribute.value):
                    add(attribute.span, Syntax.HTML, attribute.value, attribute.quoting, html.role_of(attribute))
            continue
        for start, end, syntax, quoting in sorted(_addresses(block, text.shown, used)):
            written = text.shown[start:end]
            meaning = attributes.expand(written).replace("\\...", "...")  # the backslash keeps it from being one sign
            if _ADDRESS.fullmatch(meaning) and not _ALONE.fullmatch(written):
                odd = meaning != written or _ENTITY.search(meaning)
                add(Span(text.byte(start), text.byte(end)), syntax, meaning, Quoting.FIXED if odd else quoting)
    off = disable.disabled_by_lines(data, b"//")
    return Extraction(tuple(disable.switched_off(found, off)))


class _Attributes:
    """The attributes of a document that have one value each: of others a condition decides, or a place."""

    def __init__(self, blocks: Iterable[AdocBlock], text: str) -> None:
        values: defaultdict[str, set[str]] = defaultdict(set)
        for block in blocks:
            if block.kind is AdocBlockKind.ATTRIBUTE:
                values[block.name].add(text[block.start : block.end])
        self._values = {name: several.pop() for name, several in values.items() if len(several) == 1}

    def expand(self, written: str) -> str:
        """Return text with the values of attributes in it; those that are not known stay, as `{name}`."""
        for _ in range(_DEEPEST):
            if "{" not in written or len(written) > _LONGEST:
                break
            written = _NAME.sub(lambda name: self._values.get(name[1], name[0]), written)
        return written


def _addresses(block: AdocBlock, text: str, used: frozenset[str]) -> Iterator[tuple[int, int, Syntax, Quoting]]:
    if block.kind is AdocBlockKind.ATTRIBUTE:
        if block.name in used:
            yield block.start, block.end, Syntax.DEFINITION, Quoting.VERBATIM
        return
    for address in inline_addresses(text[block.start : block.end]):
        syntax = Syntax.IMAGE if address.picture else Syntax.BARE if address.bare else Syntax.INLINE
        quoting = Quoting.TEXT if address.bare else Quoting.VERBATIM
        yield block.start + address.start, block.start + address.end, syntax, quoting
