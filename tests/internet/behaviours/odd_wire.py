"""W. Odd encodings, odd framing and odd handshakes: browsers cope, and so the page within is what counts."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli  # type: ignore[import-untyped]  # it has none

from linkcheck.model import State
from tests.internet.answers import good, raw, reply
from tests.internet.behaviour import HTTPS_ONLY, Answer, Door, Doors, Tls, add
from tests.internet.prose import article, frame, home
from tests.internet.visit import Visit

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OK = "HTTP/1.1 200 OK"
HTML = "Content-Type: text/html; charset=utf-8"
CLOSE = "Connection: close"
SITE = "The chart room"
LOST = frame("Page not found", "<h1>Page not found</h1><p>The page you are looking for is not here.</p>", site=SITE)
HOME = good(body=home(SITE, about="Charts, old and new"))
OWN = "(own knowledge)"
SHUT = (State.UNREACHABLE, State.BLOCKED)


def _lost(name: str, identity: str, story: str, *lines: str | bytes, body: bytes = LOST) -> None:
    """Register a host that says 'not found' with 200 at every address but its home, in these lines and bytes."""
    wire = raw(OK, HTML, *lines, CLOSE, body=body)

    async def answer(visit: Visit) -> bytes:
        return HOME if visit.path == "/" else reply(404) if visit.path == "/robots.txt" else wire

    add(name, f"soft 404 {story}", answer, identity, State.DEAD, any_path=True)


def _encoded(name: str, identity: str, story: str, encoding: str, body: bytes) -> None:
    _lost(name, identity, story, f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}", body=body)


def _without_size(data: bytes) -> bytes:
    options = {int(zstd.CompressionParameter.content_size_flag): 0}
    return zstd.compress(data, options=options)


HALVES = LOST[:300], LOST[300:]
_encoded(
    "soft_zstd_frames",
    "W105",
    "in zstd of several frames (aio-libs/aiohttp#12234, 2026)",
    "zstd",
    b"".join(map(zstd.compress, HALVES)),
)
_encoded(
    "soft_zstd_nosize",
    "W106",
    "in zstd without a content size (aio-libs/aiohttp#11635, 2025)",
    "zstd",
    _without_size(LOST),
)
_encoded("soft_br", "W107", "in brotli (aio-libs/aiohttp#4491)", "br", brotli.compress(LOST))
_encoded("soft_gzip_members", "W108", f"in gzip of several members {OWN}", "gzip", b"".join(map(gzip.compress, HALVES)))
_encoded("soft_gzip_zeros", "W109", f"in gzip with zeros behind {OWN}", "gzip", gzip.compress(LOST) + bytes(512))
_encoded("soft_deflate_raw", "W110", f"in raw deflate {OWN}", "deflate", zlib.compress(LOST, wbits=-15))
_encoded("soft_dcb", "W111", f"in an encoding that nobody asked for (compress) {OWN}", "compress", LOST)


def _chunks(*pieces: bytes, extension: bytes = b"") -> bytes:
    return b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces)


CHUNKED = "Transfer-Encoding: chunked"
_lost(
    "soft_chunk_trailers",
    "W112",
    f"chunked with extensions, trailers and garbage behind {OWN}",
    CHUNKED,
    "Trailer: X-Checksum",
    body=_chunks(*HALVES, extension=b";note=1") + b"0\r\nX-Checksum: 4f\r\n\r\n" + b"garbage" * 9,
)
_lost("soft_chunk_cut", "W113", f"chunked, closed before the last chunk {OWN}", CHUNKED, body=_chunks(*HALVES))
_lost("soft_length_long", "W114", f"Content-Length far too large, then closed {OWN}", "Content-Length: 9999999")
_lost(
    "soft_length_two",
    "W115",
    f"with two different Content-Lengths {OWN}",
    f"Content-Length: {len(LOST)}",
    f"Content-Length: {len(LOST) + 7}",
)
_lost("soft_nul_header", "W116", f"with a NUL in a header {OWN}", b"X-Note: a\x00b", f"Content-Length: {len(LOST)}")


def _wire(
    name: str, identity: str, story: str, answer: Answer, *truth: State, doors: Doors = HTTPS_ONLY, text: str = ""
) -> None:
    add(name, story, answer, identity, *truth, doors=doors, any_path=True, text=text or None)


def _once(first: bytes) -> Answer:
    async def answer(visit: Visit) -> bytes:
        return first if visit.number == 1 else good(body=article("Charts of the north", site=SITE))

    return answer


def _always(data: bytes) -> Answer:
    async def answer(_: Visit) -> bytes:
        return data

    return answer


HINTS = raw("HTTP/1.1 103 Early Hints", "Link: </style.css>; rel=preload") * 20 + raw("HTTP/1.1 100 Continue")
PAGE = article("Charts of the south", site=SITE)
_wire(
    "hints_many",
    "W117",
    f"twenty 103 Early Hints, one 100, then the page {OWN}",
    _always(HINTS + good(body=PAGE)),
    State.ALIVE,
)
_wire("misdirected_421", "W118", f"421 at first, then the page {OWN}", _once(reply(421)), State.ALIVE, *SHUT)
_wire(
    "upgrade_426",
    "W119",
    f"426 Upgrade Required: h2 only {OWN}",
    _always(reply(426, "Upgrade: h2c", "Connection: Upgrade")),
    State.ALIVE,
    *SHUT,
    State.UNSURE,
)
_wire(
    "425_early", "W120", f"425 Too Early once, then the page {OWN}", _once(reply(425)), State.ALIVE, State.UNREACHABLE
)


async def _lingers(visit: Visit) -> None:
    await visit.send(raw(OK, HTML, body=PAGE))
    await visit.client_leaves()


_wire("expect_close", "W121", f"no Connection: close, no length, silent after the body {OWN}", _lingers, State.ALIVE)

# --- handshakes -----------------------------------------------------------------------------------


async def _reset(visit: Visit) -> None:
    await visit.reader.read(64)
    visit.reset()


async def _stalls(visit: Visit) -> None:
    await visit.client_leaves()


async def _closes(visit: Visit) -> bytes:
    await visit.reader.read(64)
    return b""


_wire(
    "tls_alert_112",
    "W122",
    f"fatal unrecognized_name, really sent {OWN}",
    _always(good()),
    State.UNREACHABLE,
    State.ALIVE,
    doors={443: Tls.ALERT_UNRECOGNIZED_NAME},
)
_wire(
    "tls_alert_40",
    "W123",
    f"fatal handshake_failure to every ClientHello (JA3 block) {OWN}",
    _always(good()),
    *SHUT,
    doors={443: Tls.ALERT_HANDSHAKE_FAILURE},
)
_wire(
    "tls_rst_ja3",
    "W124",
    "RST after ClientHello (JA3 block; lycheeverse/lychee#1157, ultralytics/docs#327)",
    _reset,
    *SHUT,
    doors={443: Door.RAW},
)
_wire(
    "tls_stall_ja3",
    "W125",
    "silence after ClientHello (av1155/houndarr#727, 2026)",
    _stalls,
    *SHUT,
    doors={443: Door.RAW},
)
_wire(
    "h2_only",
    "W126",
    "speaks HTTP/2 only: closes without a word to HTTP/1.1 (UmbrellaDocs/linkspector#167, 2026)",
    _always(b""),
    *SHUT,
    State.ALIVE,
    doors={443: Tls.HTTP2_ONLY},
)
SETTINGS = bytes.fromhex("000012040000000000000300000080000400010000000500ffffff")
GOAWAY = bytes.fromhex("0000080700000000000000000000000001")
_wire(
    "h2_frames",
    "W127",
    "answers HTTP/1.1 with HTTP/2 SETTINGS and GOAWAY (gjtorikian/html-proofer#716)",
    _always(SETTINGS + GOAWAY),
    *SHUT,
    State.ALIVE,
    State.UNSURE,
)


async def _greets(visit: Visit) -> bytes:
    await visit.send(b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5\r\n")
    await visit.read_request()
    return b"Invalid SSH identification string.\r\n"


_wire(
    "ssh_on_80",
    "W128",
    f"an SSH server where the blog was, nothing on 443 {OWN}",
    _greets,
    State.UNREACHABLE,
    State.UNSURE,
    State.DEAD,
    doors={80: Door.RAW},
)
_wire(
    "empty_80_none_443",
    "W129",
    f"closes without a word, 443 does so too {OWN}",
    _closes,
    State.UNREACHABLE,
    doors={80: Door.RAW, 443: Door.RAW},
)
