"""Finds where Markdown's constructs begin and end, as pulldown-cmark sees them. Nothing else knows pyromark.

It gives the byte ranges of whole links and what their destinations mean, but not where a destination
stands: that is found, and proved, in `destinations`. Another parser could stand in behind these two functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import takewhile
from typing import Any, NamedTuple

import pyromark
from msgspec import Struct, field
from pyromark import Options
from pyromark.event import BrokenLink

from linkcheck.model import Dialect

_OPTIONS = (
    Options.ENABLE_TABLES  # `|` ends a cell, and `\|` is a `|` in a destination
    | Options.ENABLE_FOOTNOTES  # `[^1]: https://…` is a footnote, no definition
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
)


class LinkKind(StrEnum):
    """The ways of a link to name its destination."""

    INLINE = "inline"
    REFERENCE = "reference"
    """By the label of a definition: full, collapsed or shortcut."""
    AUTOLINK = "autolink"
    EMAIL = "email"


class Link(NamedTuple):
    """One link or image."""

    start: int
    end: int
    text_end: int
    """The end of its last child; `](` or `][` comes soon after."""
    kind: LinkKind
    image: bool
    meaning: str
    """The destination, escapes and entities resolved."""
    label: str
    """Of a reference; else empty."""
    in_table: bool


class FoundDefinition(NamedTuple):
    """A definition that counts in CommonMark: the first of its label."""

    label: str
    start: int
    end: int
    """Past the title, if there is one."""
    meaning: str


class Heading(NamedTuple):
    """One heading, ATX or setext."""

    start: int
    end: int
    inner: list[tuple[Any, Any]]
    """The parser's events between its beginning and its end."""


class Undefined(NamedTuple):
    """`[label]`, `[label][]` or `[text][label]` without a definition. Most are prose."""

    start: int
    end: int
    """Of `[label][]` without the last two brackets (pulldown-cmark's issue 1077)."""
    label: str
    full: bool = False
    """`[text][label]`."""


class Structure(Struct):
    """All constructs of one text; offsets are bytes of its UTF-8."""

    links: list[Link] = field(default_factory=list)
    """A link stands behind the links and images inside of it."""
    html: list[tuple[int, int]] = field(default_factory=list)
    """Pieces of raw HTML in document order, without the `> ` of quotes."""
    code: list[tuple[int, int]] = field(default_factory=list)
    """Code spans, code blocks, math, and what lies between the cells of a table: no text."""
    edges: list[int] = field(default_factory=list)
    """The beginnings and ends of blocks, unsorted: nothing inline reaches over one, nor over the end of a cell."""
    anchored: list[tuple[int, int]] = field(default_factory=list)
    """Text outside of links with something in it that a bare link has."""
    cells: list[tuple[int, int]] = field(default_factory=list)
    undefined: list[Undefined] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


class UnparsedError(Exception):
    """The parser failed on this text; the message is its own."""


def read_structure(text: bytes, dialect: Dialect) -> Structure:
    """Parse Markdown once; `text` must be UTF-8. Raises `UnparsedError` where the parser panics."""
    structure = Structure()

    def note(link: BrokenLink) -> None:
        span, full = link["span"], link["link_type"] == "Reference"
        structure.undefined.append(Undefined(span["start"], span["end"], link["reference"], full))

    options = _options(text, dialect)
    try:
        _sort(
            pyromark.events_with_range(text.decode(), options=options, merge_text=True, broken_link_callback=note),
            structure,
            text,
        )
    except BaseException as error:
        raise _readable(error) from error
    return structure


def _options(text: bytes, dialect: Dialect) -> Options:
    math = dialect.math or (dialect.display_math and b"$$" in text)
    options = _OPTIONS | Options.ENABLE_MATH if math else _OPTIONS
    return options | Options.ENABLE_DEFINITION_LIST if dialect.definition_lists else options


def read_definitions(text: bytes, dialect: Dialect) -> list[FoundDefinition]:
    """Return the definitions in document order, of duplicates the first. Raises `UnparsedError`."""
    try:
        found = pyromark.reference_definitions(text.decode(), options=_options(text, dialect))
    except BaseException as error:
        raise _readable(error) from error
    return [
        FoundDefinition(label, definition["span"]["start"], definition["span"]["end"], definition["dest"])
        for label, definition in found.items()
    ]


def render(text: bytes, dialect: Dialect) -> str:
    """Return the HTML that the parser makes of a text (UTF-8). Raises `UnparsedError`."""
    try:
        return pyromark.html(text.decode(), options=_options(text, dialect))
    except BaseException as error:
        raise _readable(error) from error


def _readable(error: BaseException) -> BaseException:
    """Tell a panic of the parser, which pyo3 raises as a BaseException of no importable class, from all else."""
    return UnparsedError(str(error)) if type(error).__name__ == "PanicException" else error


_KINDS = {
    "Inline": LinkKind.INLINE,
    "Reference": LinkKind.REFERENCE,
    "Collapsed": LinkKind.REFERENCE,
    "Shortcut": LinkKind.REFERENCE,
    "Autolink": LinkKind.AUTOLINK,
    "Email": LinkKind.EMAIL,
}
_LINKS = ("Link", "Image")
_ROWS = ("TableHead", "TableRow")
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough"})


class _OpenLink(Struct):
    start: int
    image: bool
    data: Any
    text_end: int


def _sort(events: Iterable[tuple[Any, Any]], structure: Structure, text: bytes) -> None:
    """Put each event into its list.

    Most of an extraction's time goes by in this loop. An event is a string or a dictionary of one key, so `in`
    asks both for their kind; text, the bulk, is asked for first, and nothing is called for it.
    """
    open_links: list[_OpenLink] = []
    edges, code, cell_end = structure.edges, structure.code, 0
    events = iter(events)
    for event, span in events:
        if "Text" in event:
            shown = event["Text"]
            if not open_links and ("://" in shown or "@" in shown or "www." in shown):
                structure.anchored.append((span["start"], span["end"]))
        elif "Start" in event:
            tag = event["Start"]
            if tag.__class__ is str:
                if tag == "TableCell":
                    code.append((cell_end, span["start"]))
                    cell_end = span["end"]
                    structure.cells.append((span["start"], cell_end))
                elif tag in _ROWS:
                    cell_end = span["start"]
                elif tag not in _INLINE:
                    edges += (span["start"], span["end"])
            elif link := tag.get("Link") or tag.get("Image"):
                open_links.append(_OpenLink(span["start"], "Image" in tag, link, span["start"] + 1))
            elif "CodeBlock" in tag:
                code.append((span["start"], span["end"]))
            else:
                edges += (span["start"], span["end"])
                if "Heading" in tag:
                    inner = list(takewhile(_in_heading, events))
                    structure.headings.append(Heading(span["start"], span["end"], inner))
                    _sort(inner, structure, text)
            continue
        elif "End" in event:
            tag = event["End"]
            if tag in _LINKS:
                structure.links.append(_close(open_links.pop(), span["end"], cell_end))
            elif tag in _ROWS:
                code.append((cell_end, span["end"]))
        elif "Code" in event or "InlineMath" in event or "DisplayMath" in event:
            code.append((span["start"], span["end"]))
        elif "Html" in event:
            structure.html.append((span["start"], span["end"]))
        elif "InlineHtml" in event:
            structure.html += _pieces(text, event["InlineHtml"].encode(), span["start"], span["end"])
        if open_links:
            open_links[-1].text_end = span["end"]


def _in_heading(event: tuple[Any, Any]) -> bool:
    ended = event[0].get("End") if event[0].__class__ is dict else None
    return ended.__class__ is not dict or "Heading" not in ended


def _close(link: _OpenLink, end: int, cell_end: int) -> Link:
    data = link.data
    kind = _KINDS[data["link_type"]]
    return Link(
        link.start, end, link.text_end, kind, link.image, data["dest_url"], data["id"], in_table=link.start < cell_end
    )


def _pieces(text: bytes, html: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the lines of inline HTML stand: in a quote the event's range has `> ` in it, its text has none."""
    if len(html) == end - start:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    place = start
    for written, shown in zip(text[start:end].splitlines(True), html.splitlines(True), strict=False):
        if not written.endswith(shown):
            return [(start, end)]
        pieces.append((place + len(written) - len(shown), place + len(written)))
        place += len(written)
    return pieces
