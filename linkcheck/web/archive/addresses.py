"""Makes and recognises the URLs of archived copies, and the key under which spellings of one page share a look-up."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from linkcheck.links.urls import without_default_port
from linkcheck.model import Url

ARCHIVES_BY_HOST = frozenset(
    {
        "web.archive.org",
        "wayback.archive.org",
        "web-beta.archive.org",
        "liveweb.archive.org",
        "wayback.archive-it.org",
        "archive-it.org",
        "archive.today",
        "archive.is",
        "archive.ph",
        "archive.fo",
        "archive.li",
        "archive.md",
        "archive.vn",
        "perma.cc",
        "arquivo.pt",
        "webcitation.org",
        "ghostarchive.org",
        "megalodon.jp",
        "archive.wikiwix.com",
        "freezepage.com",
        "timetravel.mementoweb.org",
        "memgator.cs.odu.edu",
        "webcache.googleusercontent.com",
        "webarchive.org.uk",
        "webarchive.nationalarchives.gov.uk",
        "webarchive.parliament.uk",
        "webarchive.nrscotland.gov.uk",
        "webarchive.loc.gov",
        "swap.stanford.edu",
        "vefsafn.is",
        "webarchive.bac-lac.gc.ca",
    }
)
"""Hosts, without `www.`, where every page is a copy of another (InternetArchiveBot knows about forty)."""

TIMESTAMP = re.compile(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{7}", re.ASCII)
"""Archives list impossible ones, too: day 0, hour 24."""

REPLAY_PATH = re.compile(r"/\d{8,14}(?:[a-z]{2}_)?/+https?:/", re.IGNORECASE)
"""The path of a copy in Wayback, OpenWayback and pywb, whatever the host."""


def memento_url(playback: str, timestamp: str, url: str) -> str:
    """Return the address of a copy for readers; it holds the dead link's bytes as they are.

    `playback` is the text before the timestamp, without a slash at its end; `timestamp` is 14 digits. Captures
    of 1996 to 2010 are often listed with `:80`, which means nothing: a default port is left out.
    """
    return f"{playback}/{timestamp}/{without_default_port(url)}"


def capture_url(playback: str, timestamp: str, url: str) -> Url:
    """Return the address of the bytes as captured (`id_`): no toolbar, and a captured redirect shows itself as one."""
    return Url(f"{playback}/{timestamp}id_/{without_default_port(url)}")


def inside(location: str, playback: str) -> tuple[str, str] | None:
    """Return timestamp and URL of a copy's address inside an archive; None for one that leaves it."""
    base = urlsplit(playback)
    path = re.escape(base.path)
    start = rf"(?:(?:https?:)?//{re.escape(base.netloc)})?{path}/([0-9]{{14}})(?:[a-z]{{2}}_)?/"
    match = re.match(start, location)
    return (match[1], location[match.end() :]) if match else None


def rebuilt_url(playback: str, kept: str | None, url: str) -> str | None:
    """Return the address of the copy of `url` that a cache means, with nothing of it but the digits; None for no copy.

    What is kept between runs may be a stranger's: a file in a repository could name any page as a copy.
    """
    start = f"{playback}/"
    timestamp = (kept or "").removeprefix(start).partition("/")[0]
    if not (kept or "").startswith(start) or not is_timestamp(timestamp):
        return None
    return memento_url(playback, timestamp, url)


def is_timestamp(text: object) -> bool:
    """Tell whether something is 14 digits, the first eight of which may be a day."""
    return isinstance(text, str) and TIMESTAMP.fullmatch(text) is not None


def is_archived(url: str, playback: str = "https://web.archive.org/web") -> bool:
    """Tell whether a URL is itself an archived copy, which is never looked up in an archive."""
    if url.startswith(playback + "/"):
        return True
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if host == "archive.org":
        return parts.path.startswith(("/web/", "/wayback/"))
    return host in ARCHIVES_BY_HOST or REPLAY_PATH.search(parts.path) is not None


def page_key(url: str) -> str:
    """Return roughly what archives index a URL by (SURT): scheme, `www.`, default port and case of the host left out.

    It only serves to share one look-up between spellings: the archive makes its own key from what it is sent.
    """
    bare = without_default_port(url)
    _, _, rest = bare.partition("://")
    end = re.search(r"[/?#]|$", rest)
    cut = end.start() if end else len(rest)
    host = rest[:cut].lower().removeprefix("www.")
    return host + (rest[cut:].partition("#")[0] or "/")
