"""Holds everything that a site's generator writes, and tells whether a link into the site meets it.

Servers find `a` as `a/index.html` and, many of them, as `a.html`. Nearly all tell upper case from lower; nothing else
is forgiven, but what the configuration leaves open is never missing.
"""

from __future__ import annotations

import functools
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from msgspec import Struct

from linkcheck.strangers import LinearPattern, escape

PAGINATED = re.compile(r"(?:^|/)page/?\d+(?:\.html|/index\.html)?$")
"""The templates decide how many pages a list takes."""


class Presence(Enum):
    """The state of a path, as far as it is known."""

    PRESENT = "there"
    UNPUBLISHED = "waiting"
    """Its source is a draft, of the future, expired, or never published."""
    OTHER_CASE = "in other case"
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    """A name that several pages have."""
    UNKNOWN = "unknown"


class Lookup(Struct, frozen=True):
    """The result of looking up a path or name; `detail` says why it is not there, or where it is instead."""

    presence: Presence
    detail: str = ""
    source: Path | None = None
    """The file that the page is made of, where there is one."""


UNKNOWN = Lookup(Presence.UNKNOWN)
PRESENT = Lookup(Presence.PRESENT)
ABSENT = Lookup(Presence.ABSENT)


@dataclass(frozen=True)
class Published:
    """The files of a site by their paths from its root, without a slash in front."""

    files: Mapping[str, Path | None]
    """`posts/a/index.html` → the file that it is made of; None for what no single file is the source of."""
    waiting: Mapping[str, tuple[str, Path]] = field(default_factory=dict)
    """Files that would be written if their sources were published → why they are not, and the source."""
    open: tuple[LinearPattern, ...] = ()
    """Paths of which nothing can be told."""
    led: tuple[LinearPattern, ...] = ()
    """Paths that hosting rules lead elsewhere."""
    shared: bool = False
    """Other sites may lie below the same host."""
    judged: tuple[str, ...] = ("",)
    """The starts of the paths of which something can be told (`posts/`)."""

    def find(self, path: str) -> Lookup:
        """Look up a decoded URL path, from the root of the site."""
        names = tuple(file_names(path))
        for name in names:
            if name in self._files:
                return Lookup(Presence.PRESENT, source=self._files[name])
        if any(pattern.search(each) for pattern in self.led for each in (names[0], path.strip("/"))):
            return PRESENT
        if not names[0].startswith(self.judged):
            return UNKNOWN
        if PAGINATED.search(names[0]) or any(pattern.search(names[0]) for pattern in self.open):
            return UNKNOWN
        for name in names:
            if name in self.waiting:
                words, source = self.waiting[name]
                return Lookup(Presence.UNPUBLISHED, words, source)
            if name.lower() in self._by_lower_case:
                return Lookup(Presence.OTHER_CASE, self._by_lower_case[name.lower()])
        top = names[0].partition("/")[0]
        return UNKNOWN if self.shared and top not in self.tops else ABSENT

    @functools.cached_property
    def tops(self) -> frozenset[str]:
        """First folders of all paths."""
        return frozenset(name.partition("/")[0] for name in self.files)

    @functools.cached_property
    def _files(self) -> Mapping[str, Path | None]:
        return {unicodedata.normalize("NFC", name): source for name, source in self.files.items()}

    @functools.cached_property
    def _by_lower_case(self) -> Mapping[str, str]:
        return {name.lower(): f"/{name.removesuffix('index.html')}" for name in self._files}


def file_names(path: str) -> Iterator[str]:
    """Yield the files that servers answer a path with, the likeliest first."""
    name = unicodedata.normalize("NFC", posixpath.normpath(f"/{path.lstrip('/')}").lstrip("/"))
    if not path.endswith("/"):
        yield name
    yield posixpath.join(name, "index.html")
    if name:
        yield f"{name}.html"


def below(folders: Iterable[str]) -> tuple[LinearPattern, ...]:
    """Return patterns of all paths below some folders (`posts/`; the empty one is the whole site)."""
    return tuple(LinearPattern(rf"\A{escape(folder)}") for folder in folders)
