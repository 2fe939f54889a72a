"""Copies bytes that are not UTF-8 so that a parser can read them, and spells them so that a URL can have them.

The copy has the length of the original, byte for byte, so an offset into one is an offset into the other.
"""

from __future__ import annotations

import codecs
import re

_LONE_CR = re.compile(rb"\r(?!\n)")
_HANDLER = "linkcheck.one-letter-a-byte"


def parseable(data: bytes, start: int) -> bytes:
    """Return `data` as UTF-8 with LF or CRLF line ends, and with empty lines for what stands before `start`."""
    copy = b"\n" * start + data[start:]
    if b"\r" in copy:
        copy = _LONE_CR.sub(b"\n", copy)
    try:
        copy.decode()
    except UnicodeDecodeError:
        return copy.decode(errors=_HANDLER).encode()
    return copy


def readable(raw: bytes) -> str:
    """Return bytes of a URL as text; what is no UTF-8 percent-encoded, as Hugo writes it into its pages."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return "".join(
            f"%{ord(character) - 0xDC00:02X}" if "\udc80" <= character <= "\udcff" else character
            for character in raw.decode(errors="surrogateescape")
        )


def _one_letter_a_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "x" * (error.end - error.start), error.end


codecs.register_error(_HANDLER, _one_letter_a_byte)
