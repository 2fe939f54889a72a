"""A URL as it is sent, and whose it is."""

from __future__ import annotations

from typing import NewType
from urllib.parse import urlsplit

Url = NewType("Url", str)
"""An absolute URL without fragment as it is sent; made only by `links.urls`."""


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, an IPv6 address without its brackets; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
