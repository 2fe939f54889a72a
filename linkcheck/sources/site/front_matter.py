"""The front matter of every content file, for what it says of a page's place: URL, slug, dates, aliases, terms.

A site has thousands of posts and one link needs to know all their URLs, so only the head of a file is read, and values
stay the text that was written: neither a date nor a number that no calendar or type knows can be an error here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from linkcheck.sources.front_matter import LARGEST, find
from linkcheck.sources.site.config import lower_keys
from linkcheck.strangers import Boundary

FIRST_BYTES = 4096
INSTANT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[Tt ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>[Zz]|UTC|[+-]\d{2}:?\d{2})?"
)


class Head(Struct, frozen=True):
    """A file's front matter."""

    exists: bool
    """The file begins as front matter does: Jekyll copies one that does not."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Its keys in lower case."""

    def one(self, key: str) -> str | None:
        """Return a value as text; None where it is absent, empty or a table."""
        return next(iter(self.all(key)), None)

    def all(self, key: str) -> tuple[str, ...]:
        """Return all values of a list; a single value is a list of one."""
        return tuple(texts(self.values.get(key)))

    def flag(self, key: str) -> bool | None:
        """Return a truth value; None where it is absent or neither true nor false."""
        return {"true": True, "false": False}.get((self.one(key) or "").lower())

    def instant(self, *keys: str) -> datetime | None:
        """Return the first of several dates that is there."""
        return next((found for key in keys if (found := instant(self.one(key) or "")) is not None), None)


def texts(value: object) -> Iterator[str]:
    """Yield the texts in a value: one, or those of a list."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, date):
        yield value.isoformat()
    elif value is not None and not isinstance(value, Mapping) and str(value):
        yield str(value)


@lru_cache(maxsize=1000)
def instant(text: str) -> datetime | None:
    """Return the instant that a text begins with; UTC where it names no zone, None where there is no such day."""
    match = INSTANT.match(text.strip())
    if match is None:
        return None
    numbers = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    zone = match["zone"] or "Z"
    offset = timedelta()
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(*numbers, tzinfo=timezone(offset) if offset else UTC)  # type: ignore[arg-type,misc]  # six numbers
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime) -> datetime:
    """Return an instant in UTC; on the first and the last day of the calendar as if its zone were UTC."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def read_head(file: Path, opening: re.Pattern[bytes], within: Boundary | None = None, *, loose: bool = False) -> Head:
    """Read the front matter of a file; one that cannot be read says nothing.

    `opening` tells how front matter begins for the engine, which is where engines differ, and `loose` how it ends (see
    `find`). Most of a file is read only where the front matter is long. A file outside of `within` (if None, of its
    repository or folder) is not read.
    """
    try:
        with (within or Boundary.around(file)).open(file) as opened:
            data = opened.read(FIRST_BYTES)
            if not opening.match(data):
                return Head(exists=False)
            block = find(data, loose=loose)
            if len(data) == FIRST_BYTES and (block is None or block.fault or block.end == FIRST_BYTES):
                data += opened.read(2 * LARGEST)  # more than it may have, so that it is found too large
                block = find(data, loose=loose)
    except OSError:
        return Head(exists=False)
    if block is None or block.fault:
        return Head(exists=True)
    text = data[block.text.start : block.text.end].decode("utf-8", "replace")
    values = block.read(text, as_written=True).data
    return Head(exists=True, values=lower_keys(values.get("<<")) | lower_keys(values))
