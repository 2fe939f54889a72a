"""Finds the front matter of a post, has it read in its format, and tells its references and faults by byte.

The fences are found here and not by python-frontmatter, which works on stripped text: it sees no front matter behind a
byte order mark, and takes a rule further down for the closing fence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from linkcheck.model import Document, Level, Problem, Quoting, Reference, Rule, Span, Syntax
from linkcheck.sources.documents import json_metadata, toml_metadata, yaml_metadata
from linkcheck.sources.documents.line_index import Places
from linkcheck.sources.documents.metadata import Fault, Metadata, Value, proved
from linkcheck.sources.documents.utf8 import readable

_LARGEST = 1 << 20
"""Bytes; real front matter has hundreds."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body of a post."""

    end: int = 0
    """The byte where the body begins; 0 where there is no front matter (a byte order mark is still there then)."""
    data: Mapping[str, object] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a front matter stands and how it is written."""

    format: str
    read: Callable[[str], Metadata]
    text: Span
    end: int
    optional: bool = False
    """May be no front matter at all, but a text that begins and goes on with a rule."""
    fault: str | None = None
    """What is wrong with its fences; then there is nothing to read."""


_FENCE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    b"---": re.compile(rb"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
}
_FIRST_KEY = re.compile(rb"\s*(?:#[^\n]*\n\s*)*(?:\[|[\"']?[\w\x80-\xff][\w\x80-\xff .@/-]*[\"']?[ \t]*[:=])")
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?P<comment><!--)?(?=\{\s*\")")
_COMMENT_END = re.compile(rb"\s*-->[ \t]*\r?\n?")


def read(document: Document, places: Places) -> FrontMatter:
    """Return a document's front matter: YAML or JSON between `---`, TOML between `+++`, JSON bare or in a comment.

    Faults are problems with their place, and the body begins behind the front matter all the same.
    """
    block = _fenced(document.data) or _object(document.data)
    if block is None:
        return FrontMatter()
    if block.fault:
        return FrontMatter(problems=(_problem(document, places, block, block.text.start, block.fault),))
    if block.text.end - block.text.start > _LARGEST:
        fault = f"front matter is larger than {_LARGEST:,} bytes and is not read"
        return FrontMatter(block.end, problems=(_problem(document, places, block, block.text.start, fault),))
    text = _Text(document.data, block.text)
    metadata = block.read(text.shown)
    if block.optional and not metadata.data:
        return FrontMatter()
    problems = tuple(
        _problem(document, places, block, text.byte(fault.offset), _sentence(block, fault)) for fault in metadata.faults
    )
    references = tuple(_reference(document, places, text, value) for value in proved(metadata))
    return FrontMatter(block.end, metadata.data, references, problems)


# --- where it stands ---------------------------------------------------------------------------


def _fenced(data: bytes) -> _Block | None:
    fence = _FENCE.match(data)
    if fence is None:
        return None
    form, reader = ("TOML", toml_metadata.read) if fence["mark"] == b"+++" else ("YAML", yaml_metadata.read)
    closing = _CLOSING[fence["mark"]].search(data, fence.end())
    if closing is None:
        if not _FIRST_KEY.match(data, fence.end()):
            return None  # a rule, or a list of three plus signs
        fault = f"front matter is not closed: write a line {fence['mark'].decode()} below it"
        return _Block(form, reader, Span(fence.start("mark"), fence.end("mark")), 0, fault=fault)
    text = Span(fence.end(), closing.start())
    first = data[text.start : text.end].lstrip()
    if form == "YAML" and first.startswith(b"{"):
        form, reader = "JSON", _json_else_yaml
    optional = bool(first) and form != "JSON" and not _FIRST_KEY.match(first)
    return _Block(form, reader, text, closing.end(), optional=optional)


def _json_else_yaml(text: str) -> Metadata:
    """Jekyll has YAML read this, so what only YAML allows (a comma too many) is no fault."""
    metadata = json_metadata.read(text)
    return metadata if metadata.data and not metadata.faults else yaml_metadata.read(text)


def _object(data: bytes) -> _Block | None:
    opening = _OBJECT.match(data)
    if opening is None:
        return None
    start = opening.end()
    limit = data[start : start + _LARGEST]
    length = json_metadata.end_of_object(limit.decode("latin-1"))
    closing = _COMMENT_END.match(data, start + length) if length and opening["comment"] else None
    if length is None or (opening["comment"] and not closing):
        if opening["comment"]:
            return None  # a comment like any other
        return _Block(
            "JSON", json_metadata.read, Span(start, start + 1), 0, fault="front matter is not closed: a } is missing"
        )
    end = closing.end() if closing else start + length
    return _Block("JSON", json_metadata.read, Span(start, start + length), end)


# --- what it says ------------------------------------------------------------------------------


class _Text:
    """The text of a front matter, and the way back from its characters to bytes of the document.

    Bytes that are no UTF-8 are shown as U+FFFD one by one, so that the rest can be read.
    """

    def __init__(self, data: bytes, span: Span) -> None:
        self._start = span.start
        self._text = data[span.start : span.end].decode("utf-8", "surrogateescape")
        self._ascii = self._text.isascii()
        self._known = (0, span.start)  # a character and its byte: offsets come in order, so none is counted twice
        self.shown = self._text if self._ascii else _LONE.sub("\ufffd", self._text)

    def byte(self, character: int) -> int:
        """Return the byte offset in the document of a character of the text."""
        if self._ascii:
            return self._start + min(character, len(self._text))
        known, offset = self._known if self._known[0] <= character else (0, self._start)
        offset += len(self._text[known:character].encode("utf-8", "surrogateescape"))
        self._known = (character, offset)
        return offset


_LONE = re.compile("[\udc80-\udcff]")


def _reference(document: Document, places: Places, text: _Text, value: Value) -> Reference:
    span = Span(text.byte(value.start), text.byte(value.end))
    destination, quoting = value.text, value.quoting
    if "\ufffd" in destination:  # its bytes may be no UTF-8, and then were not read as they are
        destination, quoting = readable(document.data[span.start : span.end]), Quoting.FIXED
    return Reference(document.path, span, places.position(span.start), Syntax.FRONTMATTER, destination, quoting)


def _sentence(block: _Block, fault: Fault) -> str:
    return f"front matter is not good {block.format}: {fault.message}"


def _problem(document: Document, places: Places, block: _Block, offset: int, message: str) -> Problem:
    position = places.position(offset)
    return Problem(Rule.BAD_FRONT_MATTER, Level.ERROR, document.path, position, block.text, message)
