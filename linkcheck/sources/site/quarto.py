"""Reads sites of Quarto and R Markdown (quarto.org, bookdown.org); heading ids compared with those of pandoc 3.9.

Their documents run programs that write files, and links name sources (`b.qmd`), which is all that is judged here.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect, HeadingIds, TemplateLanguage, Wins
from linkcheck.sources.site.config import section
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.paths import base_of, is_file, is_folder
from linkcheck.sources.site.plain import FILE_SUFFIXES, Reading, Site
from linkcheck.sources.site.published import ABSENT, PRESENT, UNKNOWN, Lookup, Presence
from linkcheck.strangers import Boundary

SOURCES = (".qmd", ".md", ".Rmd", ".rmd", ".ipynb")
BOOKS = ("_bookdown.yml", "_site.yml")
CELL = re.compile(rb"^[ \t>]*(?:```|~~~)[`~]*\{ *\w", re.MULTILINE)
"""It runs a program, which may write files."""
WRITING = re.compile(rb"^listing:|\basis\b|[\w-]\.lua\b", re.MULTILINE)
LARGEST = 32 << 20
"""Bytes of a document, as many as are read of it anyway."""


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    files = QuartoFiles(root, within)
    url = section(config, "website").get("site-url") or section(config, "book").get("site-url")
    return Site(
        root,
        dialect,
        base_url=base_of(url),
        page_path=lambda file, front_matter: files.path_of(file),
        find_page=files.find_page,
        find_name=files.find_name,
        find_source=lambda name, page: UNKNOWN if name.startswith("@") else None,  # a cross-reference
        within=within,
        reading=lambda: Reading.NAMES,
        own_dialect=lambda file: replace(dialect, heading_ids=HeadingIds.UNKNOWN) if files.is_written(file) else None,
        is_outside=lambda file: file.stem.lower() == "readme",
        renders=lambda file, front_matter: files.path_of(file) is not None,
    )


@dataclass(frozen=True)
class QuartoFiles:
    """The files below the folder of a project."""

    root: Path
    within: Boundary

    def path_of(self, file: Path) -> str | None:
        """Return a page's URL path; None for a piece of other pages, whose name begins with `_`."""
        if file.suffix not in SOURCES or not file.is_relative_to(self.root):
            return None
        inside = file.relative_to(self.root).with_suffix(".html")
        pieces = any(part.startswith(("_", ".")) for part in inside.parts)
        return None if pieces else f"/{inside.as_posix().removesuffix('index.html')}"

    def find_page(self, path: str) -> Lookup:
        """Look up a path: only a source or a file beside the sources is ever missing."""
        file = Path(posixpath.normpath(f"{self.root}{path}"))
        source = next((each for each in self._sources(file, path) if is_file(each)), None)
        if source is not None:
            return Lookup(Presence.PRESENT, source=source)
        named = file.suffix in SOURCES or file.suffix.lower() in FILE_SUFFIXES
        return UNKNOWN if is_folder(file) or not named else ABSENT

    @staticmethod
    def _sources(file: Path, path: str) -> Iterator[Path]:
        """Yield what may become the page of a path, and the file itself."""
        yield file
        if path.endswith("/") or not file.suffix:
            yield from (file / f"index{suffix}" for suffix in SOURCES)
        if file.suffix == ".html":
            yield from (file.with_suffix(suffix) for suffix in SOURCES)

    def find_name(self, name: str, page: Path) -> Lookup:
        """Look up a file by its place among the sources; one that a program may write is not known."""
        if is_file(Path(posixpath.normpath(f"{self.root if name.startswith('/') else page.parent}/{name}"))):
            return PRESENT
        is_source = posixpath.splitext(name)[1] in SOURCES
        inside = page.relative_to(self.root).parent.parts if page.is_relative_to(self.root) else ()
        is_shelved = any(part.startswith("_") for part in inside)
        return ABSENT if not is_shelved and (is_source or not self._has(CELL, page)) else PRESENT

    def is_written(self, file: Path) -> bool:
        """Tell whether a program writes headings of a page: a cell, a listing, a filter of its own or of its folder."""
        folders = [folder for folder in file.parents if folder.is_relative_to(self.root)]
        settings = (folder / "_metadata.yml" for folder in folders)
        return self._has(WRITING, file) or any(is_file(each) and self._has(WRITING, each) for each in settings)

    @functools.lru_cache(10_000)  # noqa: B019  a run has one site
    def _has(self, pattern: re.Pattern[bytes], file: Path) -> bool:
        try:
            return pattern.search(self.within.read(file, LARGEST)) is not None
        except OSError:
            return True


def _dialect(config: Config) -> Dialect:
    """pandoc's Markdown; chapters of a book lead to one another's ids."""
    book = "book" in config or section(config, "project").get("type") == "book"
    other = ".lua" in str(config.get("filters")) or not config.keys() & {"project", "website", "format", "manuscript"}
    return Dialect(
        known=True,
        templates=TemplateLanguage.SHORTCODES,
        definition_wins=Wins.LAST,
        links_hold_blanks=True,
        definition_lists=True,
        markdown_in_html=True,
        math=True,
        heading_ids=HeadingIds.UNKNOWN if book or other else HeadingIds.PANDOC,
    )


QUARTO = Generator(
    name="quarto",
    title="A Quarto or R Markdown project",
    dialect=_dialect,
    make_site=_site,
    content_folders=lambda root, config: (root,),
    configs=("_quarto.yml", "_quarto.yaml", *BOOKS),
)
