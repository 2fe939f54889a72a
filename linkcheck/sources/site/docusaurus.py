"""Reads a Docusaurus site (docusaurus.io) as far as its settings, which are a program, need not be known.

A link to a Markdown file is looked for beside the document, then in the folders of content, then in the site's own
(`@docusaurus/utils` 3.10, `markdownLinks.ts`); `@site/` is always the last.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Config, Generator, unread
from linkcheck.sources.site.names import FileNames, site_by_names
from linkcheck.sources.site.paths import exists, is_file
from linkcheck.sources.site.plain import SOURCE_SUFFIXES, Site
from linkcheck.sources.site.published import ABSENT, PRESENT, UNKNOWN, Lookup, Presence
from linkcheck.strangers import Boundary

CONTENT = ("docs", "blog", "src/pages")
OWN_FOLDER = "@site/"


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    files = _Files(root, within)
    site = site_by_names(root, config, dialect, now, within)
    return replace(site, find_name=files.find_name, find_page=files.find_page, find_source=files.find_source)


@dataclass(frozen=True)
class _Files(FileNames):
    def find_source(self, name: str, page: Path) -> Lookup | None:
        """Look up what `@site/docs/a.md` names."""
        if not name.startswith(OWN_FOLDER):
            return None
        file = self.root / posixpath.normpath(name.removeprefix(OWN_FOLDER))
        if is_file(file):
            return Lookup(Presence.PRESENT, source=file)
        return UNKNOWN if exists(file) or not file.suffix else ABSENT

    def find_name(self, name: str, page: Path) -> Lookup:
        """Look up a document as Docusaurus does, and any other file by its last name."""
        if posixpath.splitext(name)[1].lower() not in SOURCE_SUFFIXES or name.startswith("."):
            return super().find_name(name, page)
        return PRESENT if any(is_file(folder / name) for folder in self._folders(page)) else ABSENT

    def find_page(self, path: str) -> Lookup:
        """Look up a path from the root; documents are found there, too."""
        found = super().find_page(path)
        is_document = posixpath.splitext(path)[1].lower() in SOURCE_SUFFIXES
        return self.find_name(path.lstrip("/"), self.root / "page") if is_document else found

    def _folders(self, page: Path) -> Iterator[Path]:
        """Yield the folders that a document's name may be relative to: those of all versions and languages, too."""
        yield from (self.root, *(self.root / folder for folder in CONTENT))
        yield from (folder for folder in page.parents if folder.is_relative_to(self.root))


DOCUSAURUS = Generator(
    name="docusaurus",
    title="A Docusaurus site",
    dialect=lambda config: Dialect(),
    make_site=_site,
    content_folders=lambda root, config: tuple(root / folder for folder in CONTENT),
    configs=tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "cjs", "mts", "cts")),
    read_config=unread,
)
