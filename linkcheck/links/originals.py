"""Reads the address of what was copied out of the address of a copy.

Wayback machines have `/web/20160607080910/http://…`, with letters behind the digits for a kind of view, `*` or nothing
in their place; archive.today has `/2016.06.07-080910/http://…`, `/newest/…` and short ids, which do not tell.
"""

from __future__ import annotations

import re
from datetime import date

from linkcheck.links.urls import ascii_host
from linkcheck.links.urls.faults import InvalidError
from linkcheck.model import LinkcheckError, Replaced

TODAY = frozenset(f"archive.{end}" for end in ("today", "is", "ph", "fo", "li", "md", "vn"))
"""One archive by seven names."""
WAYBACK = frozenset({"web.archive.org", "wayback.archive.org", "archive.org"})

_COPY = re.compile(
    r"\s*(?P<all>(?:https?:)?//(?:www\.)?(?P<host>[^\s/?#@:]+)(?::\d+)?/+(?P<path>\S*?))\s*", re.IGNORECASE
)
_WHOLE = re.compile(r"(?P<before>(?:[^/?#:]+/+)*)(?P<scheme>https?:/{1,2})(?=[^/])", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(
    r"(?P<before>(?:[^/?#:]+/+)*(?:[0-9]{4,14}(?:[a-z]{2}_)?|\*)/+)(?=[^\s/?#]+\.[a-z]{2,}(?:[:/?#]|\Z))", re.IGNORECASE
)
"""Old copies are linked so; they are of http."""
_DAY = re.compile(r"(?:[^/?#:]+/)*?([0-9]{4})\.?([0-9]{2})\.?([0-9]{2})(?:[0-9]{0,6}|-[0-9]{6})(?:[a-z]{2}_)?/")
UNKNOWN = "its address does not tell what was copied"


_ELSEWHERE = re.compile(r"(?:[^/?#]+/+)*?[0-9]{8,14}(?:[a-z]{2}_)?/+(?=https?:/)", re.IGNORECASE)
"""What stands before the original in all archives that run Wayback or pywb."""
_AT_WAYBACK = re.compile(
    r"(?:web|wayback)/+[0-9]{1,14}(?:[a-z]{2}_)?/+(?=https?:/|[^\s/?#:]+\.[a-z]{2,}(?:[:/?#]|\Z))", re.IGNORECASE
)
"""A part of the time is enough there, and old links leave out the scheme; `*` leads to a list of copies."""
_SLIP = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)


def played(text: str) -> Replaced | None:
    """Return what is left of the address of a copy without the archive before it; None for any other address."""
    copy = _COPY.fullmatch(text)
    if copy is None:
        return None
    before = (_AT_WAYBACK if copy["host"].lower() in WAYBACK else _ELSEWHERE).match(copy["path"])
    if before is None:
        return None
    start, end = copy.start("all"), copy.start("path") + before.end()
    scheme = _SLIP.match(text, end)
    if scheme is None:
        return Replaced(start, end, "http://")
    whole = scheme[0].endswith("//")
    return Replaced(start, end, "") if whole else Replaced(start, scheme.end(), f"{scheme[1]}://")


def played_at(url: str) -> str | None:
    """Return the address of what a URL is a copy of, without its fragment; None where it is none."""
    cut = played(url)
    return None if cut is None else cut.new + url[cut.end :]


class Originals:
    """Leads links to copies in one archive back to what was copied."""

    def __init__(self, archive: str) -> None:
        """Take an archive's host; another name of the same archive is meant, too. Raises LinkcheckError for no host."""
        try:
            host = ascii_host(archive).removeprefix("www.")
        except InvalidError as error:
            raise LinkcheckError(f"--to-original: {archive} is no host: {error.detail}") from None
        self.hosts = next((names for names in (TODAY, WAYBACK) if host in names), frozenset({host}))
        """All names of the archive."""

    def of(self, text: str) -> Replaced | None:
        """Return what the address of a copy becomes, refused where it does not tell; None for any other address."""
        found = _COPY.fullmatch(text)
        if found is None or found["host"].lower() not in self.hosts or not found["path"].partition("#")[0]:
            return None
        path = found["path"]
        if found["host"].lower() in WAYBACK and not path.lower().startswith(("web/", "wayback/")):
            return None  # the archive's own pages, and its books and films
        whole = _WHOLE.match(path)
        copied = whole or _WITHOUT_SCHEME.match(path)
        if copied is None:
            return Replaced(found.start("all"), found.end("all"), "", UNKNOWN)
        scheme = whole["scheme"].rstrip("/").lower() if whole else "http:"
        return Replaced(found.start("all"), found.start("path") + copied.end(), f"{scheme}//")

    def day(self, text: str) -> date | None:
        """Return the day on which a copy was made, as far as its address tells it."""
        found = _COPY.fullmatch(text)
        stamp = None if found is None else _DAY.match(found["path"])
        try:
            return None if stamp is None else date(*map(int, stamp.groups()))
        except ValueError:
            return None
