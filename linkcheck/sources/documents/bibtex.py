"""Reads BibTeX: fields that are URLs, DOIs, and `\\url{…}` in any field. What stands between the entries is a comment.

A DOI is asked for at doi.org, and never replaced: it means the work, not a copy. The grammar is that of "Designing
BibTeX Styles" and its readers: a backslash hides no brace, and nothing in an entry is a comment but for biber's `%`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linkcheck.model import Dialect, Document, Extraction, Quoting, Reference, Span, Syntax
from linkcheck.sources.documents import disable
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.utf8 import readable

_BLANK = rb"(?:\s|%[^\n]*\n)*+"
_ENTRY = re.compile(rb"@\s*(?P<kind>[A-Za-z]+)\s*[{(]")
_NEXT = re.compile(rb"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_KEY = re.compile(rb"[^,={}\"]*,")
_FIELD = re.compile(rb"(?:[\s,]|%[^\n]*\n)*+(?P<name>[A-Za-z][^\s=,{}()\"'#%]*)" + _BLANK + rb"=" + _BLANK)
_BARE = re.compile(rb"[^\s,{}()#\"=%]+")
_CONCATENATED = re.compile(_BLANK + rb"#" + _BLANK)
_BRACE = re.compile(rb"[{}]")
_BRACE_OR_QUOTE = re.compile(rb"[{}\"]")
_COMMAND = re.compile(rb"\\(?:url|href)\s*\{(?P<url>[^{}\s]*)\}")
_ESCAPED = re.compile(r"\{?(?:\\(?P<sign>[_%&#$])(?:\{\})?|\\textasciitilde(?:\{\})?|\\~\{\}|\$\\sim\$)\}?")
_ADDRESS = re.compile(r"https?://[^\s/.{}\\][^\s{}\\]*", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*)?(?P<doi>10\.\d{4,9}/[^\s{}\\]+)", re.IGNORECASE)


class _Place(NamedTuple):
    """A field, or a piece of one that is put together by `#`, without its braces or quotes."""

    name: bytes
    start: int
    end: int
    whole: bool


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return the addresses in the entries; what is no entry, or does not end, has none."""
    lines = LineIndex(document.data)
    found = [
        Reference(document.path, span, lines.position(span.start), Syntax.DATA, meaning, quoting)
        for place in _places(document.data)
        for span, meaning, quoting in _addresses(document.data, place)
    ]
    off = disable.disabled_by_lines(document.data, b"%")
    return Extraction(tuple(disable.switched_off(found, off)))


def _addresses(data: bytes, place: _Place) -> Iterator[tuple[Span, str, Quoting]]:
    text = data[place.start : place.end].rstrip(b" \t\r\n}")
    span = Span(place.start + len(text) - len(text.lstrip(b" \t\r\n{")), place.start + len(text))
    written, meaning = _read(data, span)
    if place.whole and place.name.lower() == b"doi":
        doi = _DOI.fullmatch(meaning)
        if doi or _ADDRESS.fullmatch(meaning):
            yield span, f"https://doi.org/{_in_path(doi['doi'])}" if doi else meaning, Quoting.FIXED
    elif place.whole and _ADDRESS.fullmatch(meaning):
        yield span, meaning, _quoting(written, meaning)
    else:
        for command in _COMMAND.finditer(data, place.start, place.end):
            inner = Span(*command.span("url"))
            written, meaning = _read(data, inner)
            if _ADDRESS.fullmatch(meaning):
                yield inner, meaning, _quoting(written, meaning)


def _read(data: bytes, span: Span) -> tuple[str, str]:
    """Return what is written, and what it means."""
    written = readable(data[span.start : span.end])
    return written, _ESCAPED.sub(lambda match: match["sign"] or "~", written)


def _quoting(written: str, meaning: str) -> Quoting:
    return Quoting.VERBATIM if written == meaning else Quoting.LATEX


def _in_path(doi: str) -> str:
    return doi.replace("%", "%25").replace("#", "%23").replace("?", "%3F")


def _places(data: bytes) -> Iterator[_Place]:
    position = 0
    unclosed = False
    while entry := _ENTRY.search(data, position):
        position = entry.end()
        if entry["kind"].lower() == b"comment":
            closing = None if unclosed else _closing(data, position, len(data))
            unclosed = closing is None  # so is any further one then, or it ends nobody knows where
            position = closing or position
            continue
        following = _NEXT.search(data, position)
        limit = following.start() if following else len(data)
        if entry["kind"].lower() not in (b"string", b"preamble"):
            key = _KEY.match(data, position, limit)
            position = key.end() if key else limit
        while field := _FIELD.match(data, position, limit):
            pieces = list(_pieces(data, field.end(), limit))
            position = pieces[-1].behind if pieces else limit
            yield from (
                _Place(field["name"], piece.start, piece.end, len(pieces) == 1)
                for piece in pieces
                if piece.behind > piece.end
            )


class _Piece(NamedTuple):
    """What stands before or behind a `#`, without braces or quotes."""

    start: int
    end: int
    behind: int
    """Past its brace or quote, where it has one."""


def _pieces(data: bytes, position: int, limit: int) -> Iterator[_Piece]:
    """Yield the pieces of the value that begins there; none where one does not end."""
    while True:
        opening = data[position : position + 1]
        if opening in (b"{", b'"'):
            find = _closing if opening == b"{" else _closing_quote
            end = find(data, position + 1, limit)
            if end is None:
                return
            yield _Piece(position + 1, end, end + 1)
            position = end + 1
        else:
            bare = _BARE.match(data, position, limit)
            if bare is None:
                return
            yield _Piece(bare.start(), bare.end(), bare.end())
            position = bare.end()
        more = _CONCATENATED.match(data, position, limit)
        if more is None:
            return
        position = more.end()


def _closing(data: bytes, start: int, limit: int) -> int | None:
    """Return where the brace stands that closes what is open before `start`."""
    depth = 1
    for brace in _BRACE.finditer(data, start, limit):
        depth += 1 if brace[0] == b"{" else -1
        if depth == 0:
            return brace.start()
    return None


def _closing_quote(data: bytes, start: int, limit: int) -> int | None:
    depth = 0
    for mark in _BRACE_OR_QUOTE.finditer(data, start, limit):
        if mark[0] == b'"':
            if depth == 0:
                return mark.start()
        else:
            depth += 1 if mark[0] == b"{" else -1
    return None
