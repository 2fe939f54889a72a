"""A URL as it is sent, and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType
from urllib.parse import urlsplit

Url = NewType("Url", str)
"""An absolute URL without fragment as it is sent; made only by `links.urls`."""


_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::\d+)?(?=[/?#]|\Z)", re.ASCII)
"""Nearly every URL as it is sent; the standard library takes ten times as long to say the same."""


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, an IPv6 address without its brackets; empty where there is none."""
    ordinary = _HOST.match(url)
    if ordinary is not None:
        return ordinary[1]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where requests go (RFC 6454): a host, and the scheme and the port; None is any."""

    scheme: str | None
    host: str
    """In lower case, an IPv6 address without its brackets."""
    port: int | None

    def covers(self, url: str) -> bool:
        """Tell whether a request for `url` goes there."""
        try:
            parts = urlsplit(url)
            port = parts.port or DEFAULT_PORTS.get(parts.scheme)
        except ValueError:
            return False
        same = self.scheme in (None, parts.scheme) and self.port in (None, port)
        return same and (parts.hostname or "").rstrip(".") == self.host
