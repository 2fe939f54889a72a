"""Finds the front matter of a post by its fences or braces, and has it read in its format.

python-frontmatter does not find it: it works on stripped text, so it sees none behind a byte order mark, and it takes a
rule further down for the closing fence.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from linkcheck.model import Span, YamlReader
from linkcheck.sources.front_matter import json_metadata, toml_metadata, yaml_metadata
from linkcheck.sources.front_matter.metadata import Metadata

LARGEST = 1 << 20
"""Bytes; real front matter has hundreds."""


class FrontMatterFormat(StrEnum):
    """Formats of front matter, as messages call them."""

    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"


class FrontMatterBlock(Struct, frozen=True):
    """A place where front matter stands, and how it is written."""

    format: FrontMatterFormat
    text: Span
    """Bytes between the fences; for a block with a fault those that the fault is told of."""
    end: int
    """The byte where the body begins; 0 where the front matter is not closed."""
    fenced: bool = True
    optional: bool = False
    """It may be no front matter at all, but a text that begins and goes on with a rule."""
    fault: str | None = None
    """A fault of its fences or its size; then there is nothing to read."""

    def read(self, text: str, reader: YamlReader = YamlReader.ANY, *, as_written: bool = False) -> Metadata:
        """Return what the text of the block says, with the faults that `reader` refuses in YAML.

        `as_written` keeps YAML from making numbers and dates of words.
        """
        if self.format is FrontMatterFormat.TOML:
            return toml_metadata.read(text)
        if self.format is FrontMatterFormat.JSON:
            metadata = json_metadata.read(text)
            # Engines have YAML read what stands in fences, so what only YAML allows (a comma too many) is no fault.
            if not self.fenced or (metadata.data and not metadata.faults):
                return metadata
        return yaml_metadata.read(text, reader, as_written=as_written)


_FENCE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    b"---": re.compile(rb"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
}
_LOOSE = {
    b"---": re.compile(rb"^(?:---[^\r\n]*|\.\.\.[ \t]*)\r?(?:\n|\Z)", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[^\r\n]*\r?(?:\n|\Z)", re.MULTILINE),
}
_FIRST_KEY = re.compile(rb"\s*(?:#[^\n]*\n\s*)*(?:\[|[\"']?[\w\x80-\xff][\w\x80-\xff .@/-]*[\"']?[ \t]*[:=])")
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?P<comment><!--)?(?=\{\s*\")")
_COMMENT_END = re.compile(rb"\s*-->[ \t]*\r?\n?")


def find(data: bytes, *, loose: bool = False) -> FrontMatterBlock | None:
    """Return the front matter that a document begins with: YAML or JSON between `---` (Jekyll also closes with `...`),
    TOML between `+++`, JSON bare or in a comment; None where there is none. `loose`: any line that begins with the
    closing signs closes it, as Hugo has it.
    """
    block = _fenced(data, loose=loose) or _object(data)
    if block is None or block.text.end - block.text.start <= LARGEST:
        return block
    fault = f"front matter is larger than {LARGEST:,} bytes and is not read"
    return FrontMatterBlock(block.format, block.text, block.end, fault=fault)


def _fenced(data: bytes, *, loose: bool) -> FrontMatterBlock | None:
    fence = _FENCE.match(data)
    if fence is None:
        return None
    form = FrontMatterFormat.TOML if fence["mark"] == b"+++" else FrontMatterFormat.YAML
    closing = (_LOOSE if loose else _CLOSING)[fence["mark"]].search(data, fence.end())
    if closing is None:
        if not _FIRST_KEY.match(data, fence.end()):
            return None  # a rule, or a list of three plus signs
        fault = f"front matter is not closed: write a line {fence['mark'].decode()} below it"
        return FrontMatterBlock(form, Span(*fence.span("mark")), 0, fault=fault)
    text = Span(fence.end(), closing.start())
    first = data[text.start : text.end].lstrip()
    if form is FrontMatterFormat.YAML and first.startswith(b"{"):
        return FrontMatterBlock(FrontMatterFormat.JSON, text, closing.end())
    return FrontMatterBlock(form, text, closing.end(), optional=bool(first) and not _FIRST_KEY.match(first))


def _object(data: bytes) -> FrontMatterBlock | None:
    opening = _OBJECT.match(data)
    if opening is None:
        return None
    start = opening.end()
    length = json_metadata.end_of_object(data[start : start + LARGEST].decode("latin-1"))
    closing = _COMMENT_END.match(data, start + length) if length and opening["comment"] else None
    if opening["comment"] and not closing:
        return None  # a comment like any other
    if length is None:
        fault = "front matter is not closed: a } is missing"
        return FrontMatterBlock(FrontMatterFormat.JSON, Span(start, start + 1), 0, fault=fault)
    end = closing.end() if closing else start + length
    return FrontMatterBlock(FrontMatterFormat.JSON, Span(start, start + length), end, fenced=False)
