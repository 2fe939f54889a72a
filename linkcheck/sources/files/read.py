"""Reads a document: its bytes as they are, and the problems of its encoding.

UTF-16, UTF-32 and files larger than any post are left out: they cannot be documents.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from linkcheck.model import Certainty, Document, Position, Problem, Rule, Span
from linkcheck.sources.files.paths import unreadable
from linkcheck.strangers import read_regular

LARGEST = 32 * 1024 * 1024
"""Bytes; a larger file is no post."""

UTF16_AND_32 = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read(file: Path, path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read a file as bytes; `path` is what people call it.

    Problems: not readable, too large or UTF-16 (then there is no document); bytes that are not UTF-8, NUL or a
    lone carriage return (then there is).
    """
    try:
        data = read_regular(file, LARGEST)
    except OSError as error:
        left = "; it was left out" if error.errno in (errno.EINVAL, errno.EFBIG) else ""
        return None, (unreadable(path, f"{error.strerror or error}{left}"),)
    return of_bytes(data, path)


def of_bytes(data: bytes, path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Take bytes for a document; the problems are those of `read`."""
    if len(data) > LARGEST:
        return None, (unreadable(path, f"larger than {LARGEST // 2**20} MiB; it was left out"),)
    for mark, name in UTF16_AND_32:
        if data.startswith(mark):
            words = f"this file is {name}; it was left alone. Save it as UTF-8 to have it checked"
            return None, (Problem.of(Rule.BAD_ENCODING, path, Position(1, 1), Span(0, len(mark)), words),)
    return Document(path, data), tuple(_encoding_problems(path, data))


def _encoding_problems(path: str, data: bytes) -> Iterator[Problem]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield _at(path, data, error.start, f"byte 0x{data[error.start]:02x} is not UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        yield _at(path, data, nul, "a NUL byte stands in this file")
    if b"\r" in data:
        lone = data.replace(b"\r\n", b"\n\n").find(b"\r")
        if lone >= 0:
            words = "a carriage return without a line feed ends this line"
            yield _at(path, data, lone, words, Certainty.UNTIDY)


def _at(path: str, data: bytes, offset: int, words: str, certainty: Certainty = Certainty.UNREAD) -> Problem:
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8", "replace")) + 1
    position = Position(data.count(b"\n", 0, offset) + 1, column)
    return Problem.of(Rule.BAD_ENCODING, path, position, Span(offset, offset + 1), words, certainty)
