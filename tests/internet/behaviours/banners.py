"""W. Siblings of the odd wire: other services where the web was, doors that drop everybody, other ways to pack."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # it has none

from linkcheck.model import State
from tests.internet.answers import gone, good, raw, reply
from tests.internet.behaviour import BOTH, Door, Tls, add
from tests.internet.prose import article, frame, home
from tests.internet.visit import Visit

OTHER = (State.UNREACHABLE, State.UNSURE)

BANNERS = {
    "ftp": b"220 ProFTPD Server (Lamps) [203.0.113.9]\r\n",
    "ftp_lines": b"220-Welcome to the lamps\r\n220-Local time is now 03:12.\r\n220 You will be disconnected.\r\n",
    "smtp": b"220 mail.lamps.org ESMTP Postfix (Debian/GNU)\r\n",
    "smtp_refuses": b"554 mail.lamps.org ESMTP not accepting connections\r\n",
    "pop3": b"+OK Dovecot ready.\r\n",
    "imap": b"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n",
    "old_ssh": b"SSH-1.99-Cisco-1.25\r\n",
    "vnc": b"RFB 003.008\n",
    "mysql": b"J\x00\x00\x00\x0a8.0.36\x00\x0c\x00\x00\x00mysql_native_password\x00",
    "redis": b"-ERR wrong number of arguments for 'get' command\r\n",
    "telnet": b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27lamp login: ",
    "irc": b":irc.lamps.org NOTICE AUTH :*** Looking up your hostname...\r\n",
    "minecraft": b"\xff\x00\x23\x00\xa7\x001\x00\x00\x004\x007\x00\x00\x001\x00.\x004\x00.\x002",
    "rtsp": b"RTSP/1.0 400 Bad Request\r\nCSeq: 0\r\n\r\n",
    "sip": b"SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "json": b'{"error":"parse error"}\n',
    "plain_words": b"go away\n",
}
for _name, _banner in BANNERS.items():

    async def _greets(visit: Visit, banner: bytes = _banner) -> None:
        await visit.send(banner)
        await visit.read_request()

    add(
        f"banner_{_name}",
        f"another service at port 80, which greets with {ascii(_banner.decode('latin-1'))[:40]}; nothing at 443",
        _greets,
        "W128",
        *OTHER,
        *([State.BLOCKED] if b" 400 " in _banner else []),
        doors={80: Door.RAW},
        any_path=True,
        module=__name__,
    )

TEXT = article("The lamp that was older than HTTP", site="Old lamps")
for _name, _start in {
    "comment": b"<!-- written by hand, 1995 -->\n",
    "blank": b"\r\n\r\n  ",
    "mark": b"\xef\xbb\xbf",
    "xml": b'<?xml version="1.0" encoding="UTF-8"?>\n',
    "capitals": b"<HTML>",
}.items():

    async def _tells(_: Visit, start: bytes = _start) -> bytes:
        return start + TEXT

    add(
        f"http_0_9_{_name}",
        f"HTML and no head at all, after {ascii(_start.decode())[:40]}",
        _tells,
        "W128",
        State.ALIVE,
        State.UNSURE,
        module=__name__,
    )

# --- doors that drop everybody --------------------------------------------------------------------------


async def _resets(visit: Visit) -> None:
    await visit.reader.read(64)
    visit.reset()


async def _hangs_up(visit: Visit) -> bytes:
    await visit.reader.read(64)
    return b""


async def _hangs_up_at_once(_: Visit) -> bytes:
    return b""


async def _half(visit: Visit) -> bytes | None:
    """Speak on one port; drop whoever comes to the other."""
    if visit.port == 443:
        return good(body=TEXT)
    return None


DROPS = {80: Door.RAW, 443: Door.RAW}
add("drops_by_reset", "RST to whatever is sent, on both ports", _resets, "W129", State.UNREACHABLE, doors=DROPS)
add(
    "drops_at_once",
    "closes before anything is sent, on both ports",
    _hangs_up_at_once,
    "W129",
    State.UNREACHABLE,
    doors=DROPS,
)
add(
    "drops_behind_tls",
    "closes without a word on 80, and on 443 behind a good handshake",
    _hangs_up,
    "W129",
    State.UNREACHABLE,
    doors={80: Door.RAW, 443: Tls.GOOD_RAW},
)
add(
    "drops_without_tls",
    "closes without a word on 80, and has the page on 443",
    _half,
    "W129",
    *(State.ALIVE, State.MOVED, State.UNREACHABLE, State.BLOCKED),
    doors=BOTH,
)

# --- other ways to pack a lost page -----------------------------------------------------------------------

SITE = "The lamp room"
LOST = frame("Page not found", "<h1>Page not found</h1><p>There is no such page in our lamp room.</p>", site=SITE)
ZIPPED = gzip.compress(LOST)
PACKED: dict[str, tuple[str, str, bytes]] = {
    "gzip_newlines": ("gzip with line ends behind", "gzip", ZIPPED + b"\r\n\r\n"),
    "gzip_spaces": ("gzip with spaces behind", "gzip", ZIPPED + b" " * 64),
    "gzip_html_behind": ("gzip with a comment behind", "gzip", ZIPPED + b"<!-- cached -->"),
    "gzip_zeros_many": ("gzip with many zeros behind", "gzip", ZIPPED + bytes(70_000)),
    "gzip_no_checksum": ("gzip without its last eight bytes", "gzip", ZIPPED[:-8]),
    "gzip_wrong_checksum": ("gzip with a wrong checksum", "gzip", ZIPPED[:-8] + b"abcdefgh"),
    "x_gzip": ("x-gzip", "x-gzip", ZIPPED),
    "gzip_twice": ("gzip, twice", "gzip, gzip", gzip.compress(ZIPPED)),
    "deflate_zeros": ("deflate with zeros behind", "deflate", zlib.compress(LOST) + bytes(64)),
    "br_behind": ("brotli with zeros behind", "br", brotli.compress(LOST) + bytes(64)),
    "utf16": ("UTF-16 with its mark, which no header declares", "", LOST.decode().encode("utf-16")),
}
for _name, (_story, _encoding, _body) in PACKED.items():
    _head = ("Content-Type: text/html", *((f"Content-Encoding: {_encoding}",) if _encoding else ()))
    _wire = raw("HTTP/1.1 200 OK", *_head, f"Content-Length: {len(_body)}", "Connection: close", body=_body)

    async def _packs(visit: Visit, wire: bytes = _wire) -> bytes:
        if visit.path == "/":
            return good(body=home(SITE, about="Lamps, old and new"))
        return gone() if visit.path == "/robots.txt" else wire

    add(f"lost_in_{_name}", f"soft 404 in {_story}", _packs, "W109", State.DEAD, any_path=True, module=__name__)


async def _vary(visit: Visit) -> bytes:
    """Say 421, 425 and 503 in turns, then the page."""
    number = visit.next_number("all")
    return reply((421, 425)[number - 1]) if number <= 2 else good(body=TEXT)


add(
    "twice_refused",
    "421, then 425, then the page",
    _vary,
    "W118",
    *(State.ALIVE, State.UNREACHABLE, State.BLOCKED, State.UNSURE),
)
