"""Host names as the name servers have them (IDNA, lower case), and the ports that go without saying.

Every host passes here, whether an author, a redirect or an archive wrote it: two spellings of one rule ask two
different domains.

Underscores, emoji and names outside IDNA 2008 are registered and answer, so they are kept. Typographic quotes and
dashes could be encoded too, but in a host they always come from a word processor.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address

import idna

from linkcheck.links.urls.faults import InvalidError
from linkcheck.model import DEFAULT_PORTS, Reason

FORBIDDEN = re.compile(r"[\x00-\x20\x22#%/:<>?@\[\\\]^`{|}\x7f]")
"""Forbidden domain code points of the WHATWG URL standard."""
QUOTES = "\u00ab\u00bb\u2018-\u201f\u2026\u2032-\u2037\u2039\u203a\ufffd"
DASHES = "\u2010-\u2015\u2212"
TYPOGRAPHY = re.compile(f"[{QUOTES}{DASHES}]")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
HIGHEST_PORT = 65535
PORT = re.compile(r"0*([0-9]{0,5})", re.ASCII)
DEFAULT_PORT = re.compile(
    "|".join(rf"(?<=^{scheme}://)([^/?#]*):{port}(?=[/?#]|$)" for scheme, port in DEFAULT_PORTS.items()), re.IGNORECASE
)
LONGEST_LABEL = 63
LONGEST_NAME = 253


def without_default_port(url: str) -> str:
    """Return a URL without `:80` after http or `:443` after https; every other byte stays as written."""
    return DEFAULT_PORT.sub(lambda match: match[1] or match[2] or "", url, count=1)


def split_port(text: str, scheme: str) -> tuple[str, str]:
    """Split what follows user and password into the host, as written, and its port.

    The port is `:` and a number from 1 to 65535, or empty where it is the scheme's own. Raises InvalidError.
    """
    if text.endswith("]") or ":" not in text:  # an IPv6 address has colons of its own
        return text, ""
    host, _, port = text.rpartition(":")
    number = PORT.fullmatch(port)
    if number is None or (port and not 0 < int(number[1] or "0") <= HIGHEST_PORT):
        raise InvalidError(Reason.BAD_PORT, f"{port[:20]!r} is no port (1 to {HIGHEST_PORT})")
    return host, f":{int(number[1])}" if port and int(number[1]) != DEFAULT_PORTS[scheme] else ""


def ascii_host(text: str) -> str:
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
