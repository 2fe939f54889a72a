"""Reads where an answer sends its reader: `Location`, `Refresh`, `<meta http-equiv=refresh>`.

All are read as browsers read them: `\\` is `/`, spaces and non-ASCII letters are percent-encoded, all else stays as
sent (signed URLs break when `%2F` becomes `/`). Hosts are spelt by the same function as those that authors write.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from linkcheck.links.urls.canonical import WEB, escape
from linkcheck.links.urls.faults import InvalidError
from linkcheck.links.urls.hosts import ascii_host, split_port
from linkcheck.links.urls.misspelt import scheme_of
from linkcheck.model import Response, Url

REDIRECTS = {300, 301, 302, 303, 307, 308}
PERMANENT = {301, 308}

ILLEGAL = re.compile(r'[\x00-\x20"<>^`{|}\x7f-\U0010ffff]')
"""Characters that may not stand in a URL; `[` and `]` are left as browsers leave them."""

META_REFRESH = re.compile(
    rb"""<meta\b(?=[^>]*http-equiv\s*=\s*["']?refresh)[^>]*?\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)
"""Quotes and spaces around the address are taken off afterwards: a pattern for them takes hours over many of them."""
QUOTES = "'\""
REFRESH_AT_ONCE_S = 5
"""A later refresh is a page that reloads itself, not a redirect."""
META_WITHIN = 16 * 1024
REFRESH_MARK = "refresh: "
"""Begins the mark of a page whose source has a refresh; the refresh itself follows."""


class Elsewhere(Struct, frozen=True):
    """A redirect to a scheme that is not the web's: an app, a mail address."""

    scheme: str


class Nowhere(Struct, frozen=True):
    """A redirect that leads nowhere: no `Location`, or one that is no URL."""

    detail: str


Destination = Url | Elsewhere | Nowhere


def destination(response: Response, base: Url) -> Destination | None:
    """Return where `response`, got from `base`, sends its reader; None where it does not."""
    if response.status in REDIRECTS:
        given = {value for name, value in response.headers if name.lower() == "location"}
        if len(given) > 1:
            return Nowhere("several different Locations")  # Chromium refuses these too
        location = given.pop() if given else response.header("URI")
        if location is None or not location.strip():
            return None if response.status == 300 else Nowhere(f"{response.status} without a Location")
        return resolve(base, location)
    if 200 <= response.status < 300:
        refresh = response.header("Refresh") or _refresh_of(response)
        match = REFRESH.match(refresh) if refresh is not None else None
        if match is not None and int(match[1]) <= REFRESH_AT_ONCE_S and (where := _unquoted(match[2])):
            target = resolve(base, where)
            return target if not isinstance(target, Nowhere) and target != base else None
    return None


def resolve(base: Url, reference: str) -> Destination:
    """Resolve what a server wrote against the URL that sent it."""
    text = reference.strip(" \t\r\n\x0c\x00")
    scheme = scheme_of(text)
    if scheme is not None and scheme not in WEB:
        return Elsewhere(scheme)
    path, question, query = text.partition("?")
    text = path.replace("\\", "/") + question + query
    rest = text if scheme is None else text[len(scheme) + 1 :]
    if rest.startswith("//") and (rest[2:3] or "/") in "/?#":
        return Nowhere(f"{text[:200]}: no host")  # browsers take the next part for a host, urljoin the base's own
    if scheme is not None and not rest.startswith("//"):
        # `http:/path` and `http:path` are relative to the answering host, as browsers have it.
        text = rest if scheme == urlsplit(base).scheme else f"{scheme}://{rest.lstrip('/')}"
    try:
        parts = urlsplit(urljoin(base, text))
        host, port = split_port(parts.netloc.rpartition("@")[2], parts.scheme)
        host = ascii_host(unquote(host, errors="strict"))  # what `%` stands for in a host is part of its name
    except (InvalidError, ValueError) as error:
        return Nowhere(f"{text[:200]}: {error}")
    query = f"?{parts.query}" if parts.query else ""
    return Url(f"{parts.scheme}://{host}{port}{escape(parts.path or '/', ILLEGAL)}{escape(query, ILLEGAL)}")


def _unquoted(text: str) -> str:
    """Return the address in a refresh; empty where quotes are left within it."""
    text = text.strip()
    text = text[1:] if text.startswith(tuple(QUOTES)) else text
    text = (text[:-1] if text.endswith(tuple(QUOTES)) else text).strip()
    return "" if any(quote in text for quote in QUOTES) else text


def _refresh_of(response: Response) -> str | None:
    """Return the refresh in a page, or in what was kept of it."""
    if response.page is None:
        return meta_refresh(response.body)
    kept = (mark.removeprefix(REFRESH_MARK) for mark in response.page.marks if mark.startswith(REFRESH_MARK))
    return next(kept, None)


def meta_refresh(body: bytes) -> str | None:
    """Return the content of `<meta http-equiv=refresh>`, if a source has one near its beginning."""
    start = body[:META_WITHIN]
    match = META_REFRESH.search(start) if b"refresh" in start.lower() else None
    if match is None:
        return None
    return (match[1] or match[2] or b"").decode("utf-8", "replace").replace("&amp;", "&")
