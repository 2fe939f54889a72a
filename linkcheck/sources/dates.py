"""The day on which a reference was written: the copy of a dead page should be from about then.

A link means the page that its author saw. The post's own date is the best witness, then the date in its file name
(Jekyll's `2016-06-05-title.md`), then the day that git has for the line. The web is not asked.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

from linkcheck.model import Reference
from linkcheck.sources.git import ask_git
from linkcheck.strangers import read_regular

_FRONT_MATTER_KEYS = ("date", "publishdate", "pubdate", "published")
"""Hugo's order for the day of a page. Not `lastmod`: it tells of the last touch, not of the links."""

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FIRST_YEAR = 1991
"""Before the web there were no links: an older date is a placeholder (`0001-01-01`) or the date of a story."""

_GIT_SECONDS = 60
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?")


class Days(ABC):
    """Knows the day of each reference."""

    @abstractmethod
    def of(self, reference: Reference) -> date | None:
        """Return the day, or None where nothing tells it."""

    def nears(self, references: Iterable[Reference]) -> tuple[date | None, ...]:
        """Return the days of several references, each once, in order; None, if any has no day, comes last."""
        return tuple(sorted({self.of(one) for one in references}, key=lambda day: (day is None, day or date.min)))


class WrittenDays(Days):
    """Finds the day of each reference; asks git at most once a file, and only for files that say nothing themselves."""

    def __init__(self, front_matters: Mapping[str, Mapping[str, object]], *, cwd: Path) -> None:
        """Take each document's metadata by its path (relative to `cwd`)."""
        self._front_matters = front_matters
        self._cwd = cwd
        self._blamed: dict[str, Mapping[int, date]] = {}

    def of(self, reference: Reference) -> date | None:
        """Return the day, or None where nothing tells it; may wait for git."""
        path = reference.path
        written = day_of_post(path, self._front_matters.get(path, {}))
        if written is not None:
            return written
        if path not in self._blamed:
            self._blamed[path] = blame(self._cwd / path)
        return self._blamed[path].get(reference.position.line)


def day_of_post(path: str, front_matter: Mapping[str, object]) -> date | None:
    """Return the day a post gives itself: in its metadata, else in its name or that of its folder (Hugo's bundles)."""
    by_key = {str(key).lower(): value for key, value in front_matter.items()}
    for key in _FRONT_MATTER_KEYS:
        if (day := _day(by_key.get(key))) is not None:
            return day
    file = PurePosixPath(path)
    return _day(file.name) or (_day(file.parent.name) if file.stem in {"index", "_index"} else None)


def blame(file: Path) -> Mapping[int, date]:
    """Return the day on which each line (from 1) was last changed, as git knows it; empty where git knows nothing.

    Lines not yet committed have no day, and neither have those that a shallow clone blames on its oldest commit.
    """
    blamed = ("blame", "--porcelain", "--root", "--no-textconv", "--", file.name)
    porcelain = ask_git(file.parent, *blamed, seconds=_GIT_SECONDS)  # a long history: a date is a help, never a must
    return _days_of_lines(porcelain, _grafts(file.parent)) if porcelain else {}


def _day(value: object) -> date | None:
    """Read a metadata value or the start of a name; the date is the author's, so its time zone is not converted."""
    match value:
        case datetime():
            day = value.date()
        case date():
            day = value
        case str() if (found := _DATE.match(value)) is not None:
            try:
                day = date(*(int(part) for part in found.groups()))
            except ValueError:
                return None
        case _:
            return None
    return day if day.year >= _FIRST_YEAR else None


def _grafts(folder: Path) -> frozenset[bytes]:
    """Return the commits at which a shallow clone ends: git blames on them whatever is older."""
    path = ask_git(folder, "rev-parse", "--git-path", "shallow", seconds=_GIT_SECONDS) or b""
    try:
        return frozenset(read_regular(folder / os.fsdecode(path.strip()), 1 << 20).split()) if path else frozenset()
    except OSError:
        return frozenset()


def _days_of_lines(porcelain: bytes, grafts: frozenset[bytes]) -> dict[int, date]:
    lines: dict[int, bytes] = {}
    seconds: dict[bytes, int] = {}
    days: dict[bytes, date | None] = {}
    commit = b""
    for row in porcelain.split(b"\n"):
        if row.startswith(b"\t"):
            continue
        if (header := _BLAMED.fullmatch(row)) is not None:
            commit = header[1]
            lines[int(header[2])] = commit
        elif row.startswith(b"author-time "):
            seconds[commit] = int(row.split()[1])
        elif row.startswith(b"author-tz ") and commit.strip(b"0") and commit not in grafts:
            days[commit] = _local_day(seconds[commit], row.split()[1].decode())
    return {line: day for line, commit in lines.items() if (day := days.get(commit)) is not None}


def _local_day(seconds: int, zone: str) -> date | None:
    """Read git's `1465113600` and `+0200`: the day that the author's own calendar showed."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    offset = timedelta(minutes=-minutes if zone.startswith("-") else minutes)
    if abs(offset) >= timedelta(days=1):  # commits with a broken zone exist
        offset = timedelta()
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(timezone(offset)).date()
    except OverflowError:  # a commit may name any number
        return None
