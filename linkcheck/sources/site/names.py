"""Judges links of a site whose settings are a program: they decide where files are published, and what a page's URL is.

A program may put a file anywhere, but seldom by another name: one is missing where no file of the repository has its
last name. What is no file is never missing.
"""

from __future__ import annotations

import functools
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Config
from linkcheck.sources.site.plain import FILE_SUFFIXES, SOURCE_SUFFIXES, Site
from linkcheck.sources.site.published import ABSENT, PRESENT, UNKNOWN, Lookup
from linkcheck.strangers import Boundary

BUILT = frozenset({".epub", ".gz", ".pdf", ".tar", ".zip"})
"""Files that a script makes of a whole site."""
NOT_WALKED = frozenset({"node_modules", "bower_components", "__pycache__"})


@dataclass(frozen=True)
class FileNames:
    """The last names of all files below a folder."""

    root: Path
    within: Boundary
    is_scripted: bool = True
    """Scripts of the site's own make files of it."""

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """The names, those in hidden folders and of packages left out."""
        return frozenset(self._walk())

    def _walk(self) -> Iterator[str]:
        for _, folders, files in os.walk(self.root) if self.within.holds(self.root) else ():
            folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_WALKED]
            yield from files

    def find_page(self, path: str) -> Lookup:
        """Look up a path from the root of the site."""
        name = posixpath.basename(path)
        suffix = posixpath.splitext(name)[1].lower()
        if suffix not in FILE_SUFFIXES | SOURCE_SUFFIXES:
            return UNKNOWN
        return PRESENT if name in self.known or (self.is_scripted and suffix in BUILT) else ABSENT

    def find_name(self, name: str, page: Path) -> Lookup:
        """Look up a file that a page names, wherever it may be published from; documents stay where they are."""
        last = posixpath.basename(name)
        is_document = posixpath.splitext(last)[1].lower() in SOURCE_SUFFIXES
        return PRESENT if not is_document and last in self.known else ABSENT


def site_by_names(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    """Return a site of which nothing is known but the names of its files; a build may bring more."""
    names = FileNames(root, within)
    return Site(root, dialect, find_page=names.find_page, find_name=names.find_name, within=within, certain=False)
