"""Edits → a unified diff that `git apply` and `patch -p1` take.

The edits are known, so the hunks are cut from the bytes around them: no search for differences (difflib needs minutes
for a file of a few megabytes), and CRLF, bad UTF-8 and a last line without its end come out as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec import Struct

from linkcheck.model import Document, Edit, Span
from linkcheck.repair.apply import accepted, apply

CONTEXT = 3
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


class _Block(Struct, frozen=True):
    """Neighbouring lines that change, as half-open offsets into the old bytes, and what they become."""

    start: int
    end: int
    new: bytes


def diff(document: Document, edits: Sequence[Edit]) -> bytes:
    """Return the unified diff of one document under its edits; nothing where there are none.

    Without git's own `diff --git` line on purpose: git takes names below that one from the top of the repository, and
    names without it, as these, from the working directory.
    """
    blocks = list(_blocks(document, accepted(edits)))
    if not blocks:
        return b""
    return b"".join(
        [
            b"--- ",
            _name(f"a/{document.path}"),
            b"\n+++ ",
            _name(f"b/{document.path}"),
            b"\n",
            *_hunks(document.data, blocks),
        ]
    )


def _blocks(document: Document, edits: Sequence[Edit]) -> Iterator[_Block]:
    """Gather edits whose lines touch."""
    together: list[Edit] = []
    start = end = 0
    for edit in edits:
        line_start = document.data.rfind(b"\n", 0, edit.span.start) + 1
        if together and line_start > end:
            yield _block(document, together, start, end)
            together = []
        if not together:
            start = line_start
        together.append(edit)
        ended = document.data[edit.span.end - 1 : edit.span.end] == b"\n"
        whole = not edit.new and edit.span.start == line_start and ended
        end = edit.span.end if whole else _after_line(document.data, edit.span.end)
    if together:
        yield _block(document, together, start, end)


def _block(document: Document, edits: Sequence[Edit], start: int, end: int) -> _Block:
    # Cut out first: `apply` on the whole file for each of its blocks would be quadratic.
    part = Document(document.path, document.data[start:end])
    shifted = [replace(edit, span=Span(edit.span.start - start, edit.span.end - start)) for edit in edits]
    return _Block(start, end, apply(part, shifted))


def _hunks(data: bytes, blocks: Sequence[_Block]) -> Iterator[bytes]:
    """Yield each hunk: blocks whose contexts touch, with what stands between and around them."""
    counted, line, gained = 0, 1, 0
    hunk: list[_Block] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        hunk.append(block)
        if following is not None and following.start <= _lines_on(data, block.end, 2 * CONTEXT):
            continue
        start, end = _lines_back(data, hunk[0].start, CONTEXT), _lines_on(data, block.end, CONTEXT)
        line += data.count(b"\n", counted, start)
        counted = start
        body, old, new = _body(data, hunk, start, end)
        yield b"@@ -%d,%d +%d,%d @@\n" % (line, old, line + gained, new)
        yield body
        gained += new - old
        hunk = []


def _body(data: bytes, blocks: Sequence[_Block], start: int, end: int) -> tuple[bytes, int, int]:
    """Return a hunk's lines, and how many of them are old and how many new."""
    kept: list[bytes] = []
    removed: list[bytes] = []
    added: list[bytes] = []
    pieces = []
    done = start
    for block in blocks:
        pieces += [_marked(b" ", data[done : block.start], kept)]
        pieces += [_marked(b"-", data[block.start : block.end], removed), _marked(b"+", block.new, added)]
        done = block.end
    pieces.append(_marked(b" ", data[done:end], kept))
    return b"".join(pieces), len(kept) + len(removed), len(kept) + len(added)


def _marked(mark: bytes, chunk: bytes, seen: list[bytes]) -> bytes:
    """Put a mark before each line; a last one without its end is said to have none."""
    lines = _LINE.findall(chunk)
    seen += lines
    marked = b"".join(mark + line for line in lines)
    return marked if marked.endswith(b"\n") or not lines else marked + b"\n\\ No newline at end of file\n"


def _after_line(data: bytes, offset: int) -> int:
    return data.find(b"\n", offset) + 1 or len(data)


def _lines_back(data: bytes, offset: int, count: int) -> int:
    """Return where the line starts that is `count` before the one that starts at `offset`."""
    for _ in range(count):
        if offset == 0:
            break
        offset = data.rfind(b"\n", 0, offset - 1) + 1
    return offset


def _lines_on(data: bytes, offset: int, count: int) -> int:
    """Return where the `count` lines from the one that starts at `offset` end."""
    for _ in range(count):
        offset = _after_line(data, offset)
    return offset


def _name(path: str) -> bytes:
    """Write a name as git does: quoted with octal codes if needed; a tab ends one with spaces (for `patch`)."""
    name = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in name):
        return name + b"\t" if b" " in name else name
    return b'"' + b"".join(_quoted(byte) for byte in name) + b'"'


def _quoted(byte: int) -> bytes:
    if byte in b'"\\':
        return b"\\%c" % byte
    return b"%c" % byte if 0x20 <= byte < 0x7F else b"\\%03o" % byte
