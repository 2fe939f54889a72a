"""Bodies that become far more than they are: small on the wire, huge or endless when they are read."""

from __future__ import annotations

import functools
import gzip
import sys
import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]  # it has none

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = 1 << 20


@functools.cache
def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip stream of so many megabytes of `a`, a thousandth of that in size."""
    packer = zlib.compressobj(9, wbits=31)
    return _packed(packer.compress(b"a" * MEGABYTE) for _ in range(megabytes)) + packer.flush()


@functools.cache
def brotli_bomb(megabytes: int) -> bytes:
    """Return a brotli stream of so many megabytes: a few hundred bytes."""
    packer = brotli.Compressor(quality=1)
    return _packed(packer.process(b"a" * MEGABYTE) for _ in range(megabytes)) + bytes(packer.finish())


@functools.cache
def zstd_bomb(megabytes: int) -> bytes:
    """Return a zstd frame of so many megabytes."""
    packer = zstd.ZstdCompressor()
    return _packed(packer.compress(b"a" * MEGABYTE) for _ in range(megabytes)) + bytes(packer.flush())


@functools.cache
def nested_bomb(megabytes: int) -> bytes:
    """Return a gzip stream in a gzip stream: for `Content-Encoding: gzip, gzip`."""
    return gzip.compress(gzip_bomb(megabytes))


def _packed(parts: Iterator[bytes]) -> bytes:
    return b"".join(parts)


BOMBS = {"gzip": gzip_bomb, "br": brotli_bomb, "zstd": zstd_bomb, "gzip, gzip": nested_bomb}
"""By `Content-Encoding`."""
