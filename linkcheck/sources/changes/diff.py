"""`git diff` → which lines of which files are new. Pure: bytes in, numbers out.

The output is read by its own counts, so a line of a post that looks like a header of the format is still a line of a
post. Format: git-diff(1), "Generating patch text with -p".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Patch(Struct, frozen=True):
    """The changes of one file that is still there."""

    path: bytes
    """Relative to the root of the repository."""
    before: bytes | None
    """Its path before; None for a new file."""
    lines: frozenset[int]
    """Lines, from 1, that were added or modified; none where it was only moved, or lines were only taken out."""


def parse(output: bytes) -> tuple[Patch, ...]:
    """Return the files of a diff made with `--src-prefix=a/ --dst-prefix=b/`, without those that were deleted."""
    lines = output.split(b"\n")
    files = (_patch(lines[start:end]) for start, end in pairwise([*_starts(lines), len(lines)]))
    return tuple(patch for patch in files if patch is not None)


def _starts(lines: list[bytes]) -> Iterator[int]:
    """Yield where the part of each file begins, passing over all that stands in hunks."""
    number = 0
    while number < len(lines):
        hunk = _HUNK.match(lines[number])
        if hunk is not None:
            number += _added(lines, number, hunk)[1]
        elif lines[number].startswith(b"diff --git "):
            yield number
        number += 1


def _patch(lines: list[bytes]) -> Patch | None:
    before = after = None
    added: list[int] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        hunk = _HUNK.match(line)
        if hunk is not None:
            more, length = _added(lines, number, hunk)
            added += more
            number += length
        elif line.startswith(b"rename from "):
            before = _name(line.removeprefix(b"rename from "))
        elif line.startswith(b"rename to "):
            after = _name(line.removeprefix(b"rename to "))
        elif line.startswith(b"--- "):
            before = _side(line.removeprefix(b"--- "))
        elif line.startswith(b"+++ "):
            after = _side(line.removeprefix(b"+++ "))
        number += 1
    return None if after is None else Patch(after, before, frozenset(added))


def _added(lines: list[bytes], start: int, hunk: re.Match[bytes]) -> tuple[list[int], int]:
    """Return the new lines of a hunk, and how many lines of output it takes behind its head."""
    old, new = (1 if hunk[group] is None else int(hunk[group]) for group in (1, 3))
    at = int(hunk[2])
    added = []
    number = start + 1
    while (old or new) and number < len(lines):
        sign = lines[number][:1]
        if sign == b"+":
            added.append(at)
        if sign != b"\\":  # "\ No newline at end of file"
            old -= sign != b"+"
            new -= sign != b"-"
            at += sign != b"-"
        number += 1
    return added, number - start - 1


def _side(written: bytes) -> bytes | None:
    """Read `a/path` or `b/path`; None for /dev/null. Behind a name with a blank git sets a tab."""
    name = _name(written.removesuffix(b"\t"))
    return None if name == b"/dev/null" else name[2:]


def _name(written: bytes) -> bytes:
    """Read a name that git may have put in quotes, as C writes them."""
    if not written.startswith(b'"'):
        return written
    return _ESCAPED.sub(_meant, written[1:-1])


def _meant(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if len(sign) == 3 else _LETTERS.get(sign, sign)


def by_any_end(lines: frozenset[int], data: bytes) -> frozenset[int]:
    """Return git's line numbers as ours: to git a lone carriage return ends no line, to Markdown it does."""
    if b"\r" not in data.replace(b"\r\n", b""):
        return lines
    found: set[int] = set()
    ours = 1
    for number, line in enumerate(data.split(b"\n"), 1):
        pieces = max(1, len(line.removesuffix(b"\r").split(b"\r")))
        if number in lines:
            found |= set(range(ours, ours + pieces))
        ours += pieces
    return frozenset(found)
