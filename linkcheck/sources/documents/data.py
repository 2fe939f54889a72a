"""Reads files of data, YAML, TOML and JSON: the values that are addresses of the web, whole and by themselves.

What else a value is (a name, a path, a sentence, Markdown) only the templates know that read it, so it is passed over.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath

from linkcheck.model import Certainty, Dialect, Document, Extraction, Problem, Rule, Span, Syntax
from linkcheck.sources.documents import disable
from linkcheck.sources.documents.frontmatter import value_reference
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.front_matter import Parsed, is_address, json_metadata, proved, toml_metadata, yaml_metadata

LARGEST = 4 << 20
"""Bytes; a larger file is what a program exported, and takes seconds to read."""

MOST_VALUES = 500_000
"""Of a YAML file, its aliases written out."""

_READERS: Mapping[str, tuple[str, Callable[[str], Parsed]]] = {
    ".yaml": ("YAML", partial(yaml_metadata.read_any, most=MOST_VALUES)),
    ".yml": ("YAML", partial(yaml_metadata.read_any, most=MOST_VALUES)),
    ".toml": ("TOML", toml_metadata.read_any),
    ".json": ("JSON", json_metadata.read_any),
}
"""Suffix → the format as messages call it, and its reader."""


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return the addresses among the values; a file that cannot be read has none, and a problem that says where."""
    name, read = _READERS[PurePosixPath(document.path).suffix.lower()]
    lines = LineIndex(document.data)
    if len(document.data) > LARGEST:
        return unread(document, lines, 0, f"it is larger than {LARGEST >> 20} MiB")
    start = len(BOM_UTF8) if document.data.startswith(BOM_UTF8) else 0
    text = ShownText(document.data, Span(start, len(document.data)))
    parsed = read(text.shown)
    if parsed.failed:
        fault = parsed.faults[-1]
        return unread(document, lines, text.byte(fault.offset), f"it is not good {name}: {fault.message}")
    found = [value_reference(document, lines, text, value, Syntax.DATA) for value in proved(parsed, is_address)]
    off = () if read is json_metadata.read_any else disable.disabled_by_lines(document.data, b"#")
    return Extraction(tuple(disable.switched_off(found, off)))


def unread(document: Document, lines: LineIndex, offset: int, why: str) -> Extraction:
    """Return what there is of a document that cannot be read: a problem at a byte of it."""
    words = f"the links in this file are not checked: {why}"
    position, span = lines.position(offset), Span(offset, offset)
    problem = Problem.of(Rule.UNPARSED_DOCUMENT, document.path, position, span, words, Certainty.UNREAD)
    return Extraction((), (problem,))
