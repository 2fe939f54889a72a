"""Undoes `Content-Encoding` as browsers do: whatever comes out before a fault is the page.

What lies behind the end of a stream (zeros, garbage) is left alone, a further member is read, a stream that was cut off
gives what it has, and a name that lies is found out by the first bytes. No size is believed: never more comes out than
was asked for.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it has none

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text holds (WHATWG, MIME Sniffing, 3)."""
SAMPLED = 512
MOST_ENCODINGS = 5
"""Browsers stop there, too (Chromium: net/filter)."""
MOST_MEMBERS = 500
"""Each copies what is left of the stream."""
STEPS = (4096, 64, 1)
"""Bytes at a time on the way to the fault: all that came out before it is wanted."""
FAULTS = (zlib.error, zstd.ZstdError, brotli.error, EOFError, ValueError)


class Unpacking(Protocol):
    """A stream that is being unpacked, as zlib and zstd have it."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes of what `data` unpacks to; 0 and less are without limit."""

    @property
    def eof(self) -> bool:
        """Tell whether the end of the stream was reached."""

    @property
    def unused_data(self) -> bytes:
        """Return what came behind its end."""


class _Brotli:
    """Brotli in the same terms; it calls what lies behind the end a fault."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=max_length))[:max_length]

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())


Open = Callable[[], Unpacking]


def named(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the encodings in the headers of this name, in the order in which they were applied."""
    names = (name.strip().lower().removeprefix("x-") for value in values for name in value.split(","))
    return tuple(name for name in names if name)


def undone(body: bytes, names: tuple[str, ...], most: int) -> tuple[bytes, bool]:
    """Return at most `most` bytes of what a body unpacks to, and whether that is all of it, without a fault."""
    whole = True
    for name in reversed(names[-MOST_ENCODINGS:]):
        body, ended = _unpacked(body, name, most)
        whole = whole and ended
    return body[:most], whole


def _unpacked(data: bytes, name: str, most: int) -> tuple[bytes, bool]:
    """Undo one encoding; data that is in none comes back as it is."""
    start = _reader(data, name)
    if start is None:
        return data, True
    out, rest, ended = _member(start, data, most)
    if not ended and not BINARY.search(data, 0, SAMPLED):  # no stream: that the first bytes mean something is chance
        return data, True
    for _ in range(MOST_MEMBERS):
        if not ended or len(out) >= most or not rest.startswith((GZIP, ZSTD)):
            break
        more, rest, ended = _member(_reader(rest, name) or start, rest, most - len(out))
        out += more
    return out, ended


def _reader(data: bytes, name: str) -> Open | None:
    """Return what opens a stream: known by its first bytes, and by its name where they say nothing."""
    if data.startswith(GZIP):
        return lambda: zlib.decompressobj(wbits=31)
    if data.startswith(ZSTD) or name == "zstd":
        return zstd.ZstdDecompressor
    if name in ("gzip", "deflate") and len(data) > 1:
        has_head = data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0  # RFC 1950
        if has_head or name == "deflate":
            return lambda: zlib.decompressobj(wbits=15 if has_head else -15)
    return _Brotli if name == "br" else None


def _member(start: Open, data: bytes, most: int) -> tuple[bytes, bytes, bool]:
    """Unpack one stream: what came out, what lies behind it, and whether its end was reached."""
    reader = start()
    try:
        out = reader.decompress(data, most)
    except FAULTS:
        return _before_the_fault(start, data, most), b"", False
    return out, reader.unused_data, reader.eof


def _before_the_fault(start: Open, data: bytes, most: int) -> bytes:
    """Return what comes out of a stream before its fault; the libraries keep that to themselves."""
    good, out = 0, b""
    for step in STEPS:
        reader = start()
        out = reader.decompress(data[:good], most) if good else b""
        with suppress(*FAULTS):
            while len(out) < most and not reader.eof and good < len(data):
                out += reader.decompress(data[good : good + step], most - len(out))
                good += step
    return out
