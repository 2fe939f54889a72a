"""Host names as the name servers have them: IDNA, lower case, and none that only looks like a name.

Underscores, emoji and names outside IDNA 2008 are registered and answer, so they are kept. Typographic quotes and
dashes could be encoded too, but in a host they always come from a word processor.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address

import idna

from linkcheck.links.urls.faults import InvalidError
from linkcheck.model import Reason

FORBIDDEN = re.compile(r"[\x00-\x20\x22#%/:<>?@\[\\\]^`{|}\x7f]")
"""Forbidden domain code points of the WHATWG URL standard."""
QUOTES = "\u00ab\u00bb\u2018-\u201f\u2026\u2032-\u2037\u2039\u203a\ufffd"
DASHES = "\u2010-\u2015\u2212"
TYPOGRAPHY = re.compile(f"[{QUOTES}{DASHES}]")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
LONGEST_LABEL = 63
LONGEST_NAME = 253


def host_of(text: str) -> str:
    """Return a host as it is sent: a name in ASCII, or an IPv6 address in brackets. Raises InvalidError."""
    if text.startswith("["):
        return _literal(text)
    if not text:
        raise InvalidError(Reason.BAD_HOST, "there is no host after the slashes")
    name = text if text.isascii() else _ascii(text)
    bad = FORBIDDEN.search(name)
    if bad is not None:
        raise InvalidError(Reason.BAD_HOST, f"{bad[0]!r} cannot stand in a host name")
    without_root = name.removesuffix(".")
    labels = without_root.split(".")
    if not all(labels):
        raise InvalidError(Reason.BAD_HOST, f"{text[:80]} has two dots in a row or begins with one")
    if max(map(len, labels)) > LONGEST_LABEL or len(without_root) > LONGEST_NAME:
        raise InvalidError(Reason.BAD_HOST, f"{text[:80]} is longer than a host name can be")
    return name.lower()


def untypeset(text: str) -> str:
    """Return text with plain hyphens for dashes, and no typographic quotes and dots."""
    return re.sub(f"[{QUOTES}]", "", re.sub(f"[{DASHES}]", "-", text))


def _literal(text: str) -> str:
    try:  # brackets and a zone (`%eth0`, which means something on one machine only) are no part of an address
        IPv6Address(text.removeprefix("[").removesuffix("]").replace("%", "]") if text.endswith("]") else text)
    except ValueError:
        raise InvalidError(Reason.BAD_HOST, f"{text[:80]} is no IPv6 address in brackets") from None
    return text.lower()


def _ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:  # emoji and symbols are outside IDNA 2008, and registered all the same
        mapped = unicodedata.normalize("NFKC", text).lower()
        return ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
            for label in DOTS.split(mapped)
        )
    except UnicodeError:
        raise InvalidError(Reason.BAD_HOST, f"{text[:80]!r} is no host name") from None
