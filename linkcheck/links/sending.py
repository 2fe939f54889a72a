"""Says which links are nobody else's business: an archive shows to all the world what it is sent.

What a blog links is public as a rule. Here the rule is stricter than for look-ups, which show nothing to anybody: the
name of a parameter alone makes a link private, whatever its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from linkcheck.links.urls.redaction import CLEARLY, PASSWORDS, WORDS, redact
from linkcheck.model import host_of
from linkcheck.strangers import LinearPattern

NAMES = CLEARLY | PASSWORDS | {"auth", "authorization", "csrf", "oauth", "otp", "session", "sessionid", "ticket"}
INSIDE = re.compile(
    r"(?:.*\.)?(?:local|localhost|localdomain|internal|intranet|private|corp|lan|home|home\.arpa|test|invalid|onion|i2p)"
)
"""Names that mean something on one network only: RFC 6761, 6762, 8375, and ICANN's list of collisions."""


def why_not_sent(url: str, private: Iterable[LinearPattern]) -> str | None:
    """Return why a URL is not sent to an archive, or None where it may be; its address is not looked up."""
    host = host_of(url).rstrip(".")
    if not url.startswith(("http://", "https://")) or not host:
        return "no page of the web"
    if "@" in url.partition("//")[2].partition("/")[0] or redact(url) != url or _names_a_secret(url):
        return "a password or token stands in it, or may"
    if ("." not in host and ":" not in host) or INSIDE.fullmatch(host):
        return "its host is a private one"
    if any(pattern.search(url) for pattern in private):
        return "the settings keep it private"
    return None


def _names_a_secret(url: str) -> bool:
    names = (name for name, value in parse_qsl(urlsplit(url).query) if value)
    return any({word.lower() for word in WORDS.findall(name)} & NAMES or name.lower() in NAMES for name in names)
