"""Returns for each heading the texts that its id is made of, or the id that its author gave it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import unescape
from html.entities import html5
from typing import Any

from msgspec import Struct, field

from linkcheck.model import HeadingIds
from linkcheck.sources.documents.headings import OF_TOC
from linkcheck.sources.documents.structure import Heading

_GOLDMARK = frozenset({HeadingIds.GOLDMARK, HeadingIds.GOLDMARK_ASCII, HeadingIds.BLACKFRIDAY})
_ALL_TEXT = frozenset({HeadingIds.SLUG, HeadingIds.BLANKS_ONLY, HeadingIds.PANDOC})
"""Made of all the text, with that of pictures; with attributes as goldmark has them."""
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_ANY_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPLIT = re.compile(r"(?<!\\)(?:(?P<kept>_+|\*+|~+|\[)|['\"]|--|\.\.\.|<<|>>)")
"""Goldmark cuts text into pieces there."""
_DASHES = re.compile("---?")
_ATTRIBUTES = re.compile(
    rb"""\{[ ]*( (?:
        (?: \#[^\s{}\#=]* | \.[^\s{}\#.]+ | [A-Za-z_:][\w:.-]*=(?:"[^"]*"|'[^']*'|[^\s"'{},]+) )[ ,]*
    )+ )\}[ \t]*$""",
    re.VERBOSE,
)
_ATTRIBUTE_LIST = re.compile(rb"[ ]+\{:?[ ]*([^}\n ][^}\n]*)[ ]*\}[ #]*$")
_GIVEN = re.compile(rb"""\#([^\s{}\#=]*)|\bid=(?:"([^"]*)"|'([^']*)'|([^\s"'{},]+))""", re.VERBOSE)
_KRAMDOWN_ID = re.compile(rb"[\t ]\{#([A-Za-z_:\x80-\xff][\w:.\x80-\xff-]*)\}$")
_SPAN_ATTRIBUTES = re.compile(r"(?<=\S)\{:[^{}]*\}")
_NOT_SIMPLE = re.compile(r"\}\s*$|[&@#\\]|--|://|www\.|\{:")
_CLOSING = re.compile(rb"[ \t]+#+[ \t]*$")
_OPENING = re.compile(rb"^[ \t>]*#{1,6}[ \t]*")


class _Piece(Struct):
    """A node of a heading's inline content."""

    kind: str
    start: int
    end: int
    text: str = ""
    children: list[_Piece] = field(default_factory=list)


def heading_text(
    heading: Heading, source: bytes, scheme: HeadingIds, bare: Sequence[tuple[int, int]]
) -> str | tuple[str, ...] | None:
    """Return a heading's explicit id, or the texts of which its id may be made; None for one without any.

    `bare` are the sorted ranges of bare URLs, which Hugo makes links.
    """
    if len(heading.inner) == 1 and (text := _simple(heading.inner[0], source)):
        return (text,)
    line, at = _last_line(heading, source)
    attributes = scheme in _GOLDMARK | _ALL_TEXT | OF_TOC
    if scheme in OF_TOC:
        given = _ATTRIBUTE_LIST.search(line)
    else:
        given = _ATTRIBUTES.search(line) if attributes else _KRAMDOWN_ID.search(line.rstrip())
    end = heading.end
    if given is not None:
        found = _GIVEN.search(given[1]) if attributes else given
        if found is not None:
            return next((each for each in found.groups() if each is not None), b"").decode("utf-8", "replace")
        end = at + given.start()
    pieces = _pieces(heading, source, end)
    if scheme in _GOLDMARK:
        return _of_goldmark(pieces, source, bare)
    if scheme in _ALL_TEXT | OF_TOC:
        return (_whole(pieces, scheme),)
    raw = _CLOSING.sub(b"", _OPENING.sub(b"", line)).decode("utf-8", "replace").strip()
    if scheme is HeadingIds.KRAMDOWN:
        return (raw,)
    whole = _SPAN_ATTRIBUTES.sub("", "".join(_all(pieces, typographic=scheme is HeadingIds.KRAMDOWN_GFM)))
    return (whole,) if scheme is HeadingIds.KRAMDOWN_GFM else (whole, raw)  # goldmark by itself takes the line


def _simple(event: tuple[Any, Any], source: bytes) -> str:
    """Return the text of a heading that all parsers read alike, as most are; empty for any other."""
    if "Text" not in event[0]:
        return ""
    text = source[event[1]["start"] : event[1]["end"]].decode("utf-8", "replace")
    return "" if _NOT_SIMPLE.search(text) else text


def _last_line(heading: Heading, source: bytes) -> tuple[bytes, int]:
    """Return the line that parsers read attributes from, and where it begins; a setext heading has one more below."""
    if not heading.inner:
        return source[heading.start : heading.end].strip(b"\r\n"), heading.start
    last = heading.inner[-1][1]["start"]
    start = source.rfind(b"\n", heading.start, last) + 1 or heading.start
    end = source.find(b"\n", max(last, start), heading.end)
    return source[start : heading.end if end < 0 else end].rstrip(), start


def _pieces(heading: Heading, source: bytes, end: int) -> list[_Piece]:
    """Return the heading's content as a tree, without what stands behind `end`."""
    stack = [_Piece("heading", heading.start, heading.end)]
    for event, span in heading.inner:
        piece = _piece(event, span["start"], min(span["end"], end), source)
        if piece is None:
            if len(stack) > 1:
                stack.pop()
        elif span["start"] < end:
            before = stack[-1].children[-1:]
            if before and before[0].kind == piece.kind == "text":  # an escape or an entity stood between them
                before[0].end = piece.end
                before[0].text = source[before[0].start : piece.end].decode("utf-8", "replace")
                continue
            stack[-1].children.append(piece)
            if "Start" in event:
                stack.append(piece)
        elif "Start" in event:
            stack.append(piece)
    return stack[0].children


def _piece(event: Any, start: int, end: int, source: bytes) -> _Piece | None:
    if event.__class__ is str:
        return _Piece("break", start, end)
    ((name, value),) = event.items()
    match name:
        case "End":
            return None
        case "Start":
            kind = next(iter(value)) if isinstance(value, dict) else value
            auto = kind == "Link" and value["Link"]["link_type"] in ("Autolink", "Email")
            return _Piece("auto" if auto else kind.lower(), start, end)
        case "Text":
            return _Piece("text", start, end, source[start:end].decode("utf-8", "replace"))
        case "Code" | "InlineMath" | "DisplayMath":
            return _Piece("code", start, end, value)
        case _:
            return _Piece("silent", start, end)


def _whole(pieces: list[_Piece], scheme: HeadingIds) -> str:
    """Return all the text; `{-}` is pandoc's word for a heading without a number."""
    whole = "".join(_all(pieces, typographic=False, pictures=scheme in _ALL_TEXT)).strip()
    whole = _SPAN_ATTRIBUTES.sub("", whole) if scheme in OF_TOC else whole.removesuffix("{-}").rstrip()
    return _ESCAPED.sub(r"\1", whole)


# --- goldmark ----------------------------------------------------------------------------------


def _of_goldmark(pieces: list[_Piece], source: bytes, bare: Sequence[tuple[int, int]]) -> tuple[str, ...] | None:
    last = max((number for number, piece in enumerate(pieces) if piece.kind == "break"), default=-1)
    pieces = pieces[last + 1 :]
    taken = "".join(_first_of(piece, source, bare) for piece in pieces)
    if not taken:
        return None
    raw = source[pieces[0].start : pieces[-1].end].decode("utf-8", "replace")
    whole = "".join(_all(pieces, typographic=False))
    return tuple(dict.fromkeys((_named(taken), _named(whole), raw)))


def _first_of(piece: _Piece, source: bytes, bare: Sequence[tuple[int, int]], *, inside: str = "") -> str:
    """Return what Hugo takes of a piece: of one with others in it the first, and of text no bare URL."""
    if piece.children:
        return _first_of(piece.children[0], source, bare, inside=piece.kind) if piece.kind != "auto" else ""
    if piece.kind != "text":
        return piece.text
    if not inside:
        return _DASHES.sub("–", "".join(_between(piece, source, bare)))
    text = piece.text if inside == "link" else next(_between(piece, source, bare))
    cut = _SPLIT.search(text)
    if cut is None:
        return text
    return text[: cut.end() if cut["kept"] or not cut.start() else cut.start()]


def _between(piece: _Piece, source: bytes, bare: Sequence[tuple[int, int]]) -> Iterator[str]:
    position = piece.start
    for start, end in bare[bisect_left(bare, (piece.start, 0)) :]:
        if start >= piece.end:
            break
        yield source[position:start].decode("utf-8", "replace")
        position = max(position, min(end, piece.end))
    yield source[position : piece.end].decode("utf-8", "replace")


def _named(text: str) -> str:
    """Resolve the entities that have a name; goldmark leaves the others to the browser."""
    return _ENTITY.sub(lambda found: html5.get(found[1], found[0]), text) if "&" in text else text


# --- kramdown and GitHub -----------------------------------------------------------------------


def _all(pieces: list[_Piece], *, typographic: bool, pictures: bool = False) -> Iterator[str]:
    for piece in pieces:
        if piece.kind == "text":
            text = _ANY_ENTITY.sub(lambda found: unescape(found[0]), piece.text) if "&" in piece.text else piece.text
            yield _DASHES.sub("–", text) if typographic else text
        elif piece.kind == "code":
            yield piece.text
        elif pictures or piece.kind != "image":
            yield from _all(piece.children, typographic=typographic, pictures=pictures)
