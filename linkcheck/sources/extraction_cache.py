"""The cache of what documents say, `.linkcheck/extractions`: a later run reads only those that changed.

An entry is for the bytes of one path, a dialect and the code that reads, and is what reading them gave. It spares time
and decides nothing: a file that is damaged, too large or of other code is none, and whoever edits a document reads it.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from linkcheck.model import Dialect, Extraction, Rule
from linkcheck.sources.documents import packing
from linkcheck.sources.files import write_cache
from linkcheck.strangers import read_regular

FILE = "extractions"
LARGEST = 64 * 1024 * 1024
"""Bytes; the entries that were not asked for longest make room."""
MOST_UNSEEN = 20
"""The file is written so many times before an entry that nobody asks for goes."""
WORTH = 4
"""Bytes of it for each byte of documents: where there are more, a few posts are read sooner than the cache."""
SMALL = 1024 * 1024
"""Bytes of it that are read in a moment, whatever is to be read."""


class _Entry(msgspec.Struct, array_like=True, gc=False):
    unseen: int
    """Times that the file was written since it was asked for."""
    seal: bytes
    content: bytes


class _Contents(msgspec.Struct, array_like=True, gc=False):
    code: str
    entries: dict[str, _Entry]


_decoder = msgspec.msgpack.Decoder(_Contents)


class ExtractionCache:
    """The entries of one file, by path. `code` names the program that reads: other code may find other references."""

    def __init__(self, file: Path, code: str) -> None:
        self._file, self._code = file, code
        self._known: dict[str, _Entry] = {}
        self._asked: dict[str, _Entry] = {}
        self._opened = self._changed = False

    def open(self, size: int) -> None:
        """Read the file, if that is worth it for documents of so many bytes; else nothing is recalled or kept."""
        self._opened = _size(self._file) <= max(WORTH * size, SMALL)
        self._known = _entries(self._file, self._code) if self._opened else {}

    def recall(self, path: str, digest: bytes, dialect: Dialect) -> Extraction | None:
        """Return what a document says whose bytes have this digest; None where that is not known."""
        entry = self._known.get(path)
        if entry is None or entry.seal != digest + _name(dialect):
            return None
        extraction = packing.unpack(entry.content)
        if extraction is not None:
            self._asked[path] = entry
        return extraction

    def keep(self, path: str, digest: bytes, dialect: Dialect, extraction: Extraction) -> None:
        """Keep what a document says; not where reading it failed, which may have been for want of memory."""
        if not self._opened or any(each.rule is Rule.UNPARSED_DOCUMENT for each in extraction.problems):
            return
        content = packing.pack(extraction)
        if content is not None:
            self._asked[path] = _Entry(0, digest + _name(dialect), content)
            self._changed = True

    def save(self) -> None:
        """Write the file, if anything is new and its folder is there; a loss costs time alone."""
        if not self._changed or not self._file.parent.is_dir():
            return
        others = {path: entry for path, entry in self._known.items() if path not in self._asked}
        entries = {path: _Entry(0, entry.seal, entry.content) for path, entry in sorted(self._asked.items())}
        for path, entry in sorted(others.items(), key=lambda each: each[1].unseen):
            if entry.unseen < MOST_UNSEEN:
                entries[path] = _Entry(entry.unseen + 1, entry.seal, entry.content)
        data = msgspec.msgpack.encode(_Contents(self._code, _bounded(entries)))
        with suppress(OSError):
            write_cache(self._file, hashlib.sha256(data).digest() + data)


def parsers() -> tuple[str, ...]:
    """Return the versions of the parsers of others, of which follows what a document says."""
    import pyromark  # loaded where there is a cache
    import tomli
    import yaml

    return msgspec.__version__, pyromark.__version__, yaml.__version__, tomli.__version__


def _bounded(entries: dict[str, _Entry]) -> dict[str, _Entry]:
    """Return the first entries, as many as the file may hold."""
    room, kept = LARGEST - 1024 * 1024, {}
    for path, entry in entries.items():
        room -= len(entry.content) + len(entry.seal) + 4 * len(path) + 32
        if room < 0:
            break
        kept[path] = entry
    return kept


def _entries(file: Path, code: str) -> dict[str, _Entry]:
    """Return what a file holds; nothing where it is damaged or by other code."""
    try:
        whole = read_regular(file, LARGEST)
        size = hashlib.sha256().digest_size
        contents = _decoder.decode(whole[size:]) if hashlib.sha256(whole[size:]).digest() == whole[:size] else None
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return contents.entries if contents is not None and contents.code == code else {}


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


@cache
def _name(dialect: Dialect) -> bytes:
    """Return what names a dialect: all its capabilities."""
    return hashlib.sha256(msgspec.msgpack.encode(dialect, order="deterministic")).digest()
