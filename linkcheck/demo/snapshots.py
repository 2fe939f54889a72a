"""Captures of the small Wayback Machine, and the rows of its index."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1
from urllib.parse import urlsplit

from linkcheck.model import DEFAULT_PORTS

COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One capture. A `location` makes it a captured redirect."""

    url: str
    timestamp: str
    """14 digits."""
    status: int = 200
    body: bytes = b"<title>A page</title><p>As it was.</p>"
    location: str | None = None
    mimetype: str = "text/html"
    digest: str | None = None
    """None: of the body."""
    playable: bool = True
    """False: it is listed, but playback names another one."""
    listed_status: str | None = None
    """None: its own; a revisit has `-`."""

    def row(self) -> list[str]:
        """Return the line of the index; captures of old times have `:80` in it."""
        original = re.sub(r"^(http://[^/]+)", r"\1:80", self.url) if self.timestamp < "2011" else self.url
        digest = self.digest or b32encode(sha1(self.body, usedforsecurity=False).digest()).decode()
        status = self.listed_status or str(self.status)
        return [surt(self.url), self.timestamp, original, self.mimetype, status, digest, str(len(self.body))]


def surt(url: str) -> str:
    """Return the key that captures are filed under: scheme, `www.`, default port and case of the host do not count."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in {None, *DEFAULT_PORTS.values()} else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path or '/'}{query}".replace("%2A", "*")


def closest(snapshots: Sequence[Snapshot], timestamp: str) -> Snapshot:
    wanted = _seconds("99999999999999" if timestamp == "2" else timestamp)
    return min(snapshots, key=lambda each: abs(_seconds(each.timestamp) - wanted))


def _seconds(timestamp: str) -> float:
    """Return roughly the seconds since year 0; a partial timestamp means its beginning."""
    digits = timestamp.ljust(14, "0")
    year, month, day, hour, minute, second = (int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2)))
    return ((year * 365.25 + month * 30.44 + day) * 24 + hour) * 3600.0 + minute * 60 + second


def bad_rows() -> list[list[str]]:
    """Return rows of kinds that were found in the real index."""
    return [
        ["com,example)/", "20000800241623", "http://example.com:80/", "text/html", "200", "PAJWSPCRQMVBTYWV", "6177"],
        ["com,example)/", "20120101000000", "http://example.com/a b", "text/html", "200", "WITHASPACE", "-"],
        ["com,example)/", "20130101000000", "http://example.com/", "warc/revisit", "-", "DBA3N454", "606"],
        ["com,example)/", "-", "http://mailto:someone@example.com/", "unk", "301", "-", "324"],
        ["com,example)/", "2014"],
    ]
