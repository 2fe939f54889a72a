"""I. Bodies and encodings: the status is known before the body, so no body can kill a link."""

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # it has none

from linkcheck.model import State
from tests.internet.answers import TEXT, good, page, raw, reply
from tests.internet.behaviour import add, behaviour
from tests.internet.visit import Visit

PAGE = page()
ZIPPED = gzip.compress(PAGE)
ZSTD = bytes.fromhex("28b52ffd0458") + (8 * len(b"<h1>Hi</h1>") + 1).to_bytes(3, "little") + b"<h1>Hi</h1>"
"""A frame of one raw block, written by hand: no compressor needed. Its checksum flag is off."""


def _encoded(name: str, identity: str, story: str, encoding: str, body: bytes) -> None:
    async def answer(_: Visit) -> bytes:
        return good(f"Content-Encoding: {encoding}", body=body)

    add(name, story, answer, identity, State.ALIVE)


_encoded("gzip_that_is_not", "B180", "says gzip, sends plain text", "gzip", PAGE)
_encoded("gzip_and_garbage", "B180", "gzip with garbage behind it", "gzip", ZIPPED + b"garbage" * 9)
_encoded("gzip_cut_off", "B181", "gzip that ends in the middle", "gzip", ZIPPED[: len(ZIPPED) // 2])
_encoded("x_gzip", "B182", "Content-Encoding: x-gzip", "x-gzip", ZIPPED)
_encoded("gzip_twice", "B182", "Content-Encoding: gzip, gzip", "gzip, gzip", gzip.compress(ZIPPED))
_encoded("gzip_identity", "B182", "Content-Encoding: gzip, identity", "gzip, identity", ZIPPED)
_encoded("brotli_unasked", "B183", "br, whatever was accepted", "br", brotli.compress(PAGE))
_encoded("brotli_broken", "B183", "br with broken bytes", "br", b"\xff" + brotli.compress(PAGE)[1:])
_encoded("zstd_unasked", "B184", "zstd, whatever was accepted", "zstd", ZSTD)
_encoded("zstd_broken", "B184", "zstd with broken bytes", "zstd", b"not zstd at all")
_encoded("encoding_utf8", "B186", "Content-Encoding: UTF-8", "UTF-8", PAGE)
_encoded("encoding_none", "B186", "Content-Encoding: none", "none", PAGE)
_encoded("deflate_with_zlib", "B187", "deflate with its zlib head", "deflate", zlib.compress(PAGE))
_encoded("deflate_raw", "B187", "deflate without its zlib head", "deflate", zlib.compress(PAGE, wbits=-15))


def _typed(name: str, story: str, kind: str | None, body: bytes, identity: str = "B188") -> None:
    async def answer(_: Visit) -> bytes:
        return reply(200, kind=kind, body=body)

    add(name, story, answer, identity, State.ALIVE)


_typed("charset_unknown", "a charset that does not exist", "text/html; charset=klingon", PAGE)
_typed(
    "charset_wrong", "says UTF-8, is Latin-1", "text/html; charset=utf-8", PAGE.replace(b"lighthouse", b"lighth\xf6use")
)
_typed("charset_utf16", "says UTF-16, is UTF-8", "text/html; charset=utf-16", PAGE + b"!")
_typed("type_missing", "no Content-Type", None, PAGE, "B192")
_typed("type_broken", "a Content-Type that is no type", "html;;; =", PAGE, "B192")
_typed("picture", "a picture, which is no page", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(64), "B192")


@behaviour("B185", State.ALIVE)
async def wants_to_compress(visit: Visit) -> bytes:
    """406 for those who do not accept gzip"""
    return good() if "gzip" in visit.headers.get("accept-encoding", "") else reply(406)


@behaviour("B189", State.ALIVE)
async def huge_download(visit: Visit) -> None:
    """announces a file of 4 GB and sends it as fast as it is taken"""
    await visit.send(raw("HTTP/1.1 200 OK", "Content-Type: application/octet-stream", f"Content-Length: {4 << 30}"))
    await _for_ever(visit, bytes(65536))


@behaviour("B189", State.ALIVE)
async def huge_page(visit: Visit) -> None:
    """a page of 100 MB"""
    await visit.send(raw("HTTP/1.1 200 OK", "Content-Type: text/html", f"Content-Length: {100 << 20}", body=PAGE))
    await _for_ever(visit, "".join(TEXT).encode() * 100)


@behaviour("B190", State.ALIVE)
async def endless_stream(visit: Visit) -> None:
    """chunks without end"""
    await visit.send(raw("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked"))
    await _for_ever(visit, b"400\r\n" + bytes(1024) + b"\r\n")


@behaviour("B191", State.ALIVE)
async def decompression_bomb(_: Visit) -> bytes:
    """a few kilobytes that unpack to a hundred megabytes"""
    return good("Content-Encoding: gzip", body=BOMB)


def _bomb() -> bytes:
    """Return a megabyte of nothing, compressed, a hundred and one times: a full flush forgets what was before."""
    pack = zlib.compressobj(9, wbits=31)
    head = pack.compress(bytes(1 << 20)) + pack.flush(zlib.Z_FULL_FLUSH)
    return head + 100 * (pack.compress(bytes(1 << 20)) + pack.flush(zlib.Z_FULL_FLUSH))


BOMB = _bomb()


async def _for_ever(visit: Visit, data: bytes) -> None:
    # Ends when the client closes: drain() then raises ConnectionError, which every door takes for a leaving client.
    while True:
        await visit.send(data)
