"""Text from files and from the web made ready for a page: visible, short enough, and never a link that acts.

What escapes HTML is the template and the browser's own `textContent`; this is what both are given.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from datetime import date, datetime
from hashlib import blake2s
from itertools import accumulate, takewhile
from typing import NamedTuple

from linkcheck.model import Reference, host_of
from linkcheck.report.words import shortened, visible

LONGEST_URL = 2_000
LONGEST_WORDS = 400

BEFORE, AFTER = 100, 60
"""Characters of a line that are shown on each side of its destination."""

CUT = "…"
"""Stands for what is left out of a long line."""

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


class Line(NamedTuple):
    """A line of Markdown, cut where its destination begins and ends."""

    before: str
    mark: str
    after: str


def display_url(url: str) -> str:
    """Return an address to look at."""
    return shortened(visible(url), LONGEST_URL)


def display_words(text: str) -> str:
    """Return words on one line."""
    return shortened(visible(" ".join(text.split())), LONGEST_WORDS)


def href(url: str | None) -> str | None:
    """Return the address to link to, or None: only the web is linked to, and nothing that looks other than it is."""
    if url is None or not _WEB.match(url) or display_url(url) != url:
        return None
    return url


def display_host(url: str) -> str:
    """Return the host of a URL ready to show; empty where it has none."""
    return visible(host_of(url))


def anchor(url: str) -> str:
    """Return the name of a finding in links to it: the same in every report."""
    digest = blake2s(url.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return f"f-{urlsafe_b64encode(digest).decode()}"


def day_words(day: date) -> str:
    """Return a day as people write it; not by `strftime`, whose months follow the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime) -> str:
    """Return an instant in UTC, to the minute."""
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


def line_of(text: str, reference: Reference, begins: int = 0) -> Line | None:
    """Return a reference's line with its destination marked, as `marked` does."""
    start, wanted = reference.position.column - 1 - begins, reference.destination
    if wanted and not (start >= 0 and text.startswith(wanted, start)) and wanted in text:
        start = text.index(wanted)
    if wanted and start >= 0 and text.startswith(wanted, start):
        return _cut(text, start, start + len(wanted))
    return marked(text, reference.position.column, reference.span.end - reference.span.start, begins)


def marked(text: str, column: int, size: int, begins: int = 0) -> Line | None:
    """Return a line with the destination marked that begins at a column (from 1) and has so many bytes.

    Of a long line `begins` characters are left out before the text; None where the place is none of what is quoted.
    """
    start = column - 1 - begins
    ends = len(text) - text.endswith(CUT)
    if start < (begins > 0) or (start >= ends and ends < len(text)):
        return None
    start = min(start, len(text))
    return _cut(text, start, start + _characters(text[start : start + size], size))


def _characters(text: str, size: int) -> int:
    """Return how many characters fit into so many bytes."""
    if text.isascii():
        return min(len(text), size)
    reached = accumulate(len(character.encode("utf-8", "surrogatepass")) for character in text)
    return sum(1 for _ in takewhile(lambda number: number <= size, reached))


def _cut(text: str, start: int, end: int) -> Line:
    before, mark, after = text[:start], text[start:end], text[end:]
    if len(before) > BEFORE:
        before = f"…{before[-BEFORE:]}"
    return Line(visible(before), display_url(mark), shortened(visible(after), AFTER))
