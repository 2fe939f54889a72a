"""Reads a Pelican site (docs.getpelican.com); compared with what Pelican 4.10 builds.

Its settings are a program, which is never run: of it only assignments of literals are read. What a page's URL is made
of may be anything, so only files are said to be missing, and what `{filename}` and its like name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect, HeadingIds
from linkcheck.sources.site import python_markdown
from linkcheck.sources.site.config import COMPUTED, read_config, section
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.names import FileNames
from linkcheck.sources.site.paths import base_of, exists, is_file, is_folder
from linkcheck.sources.site.plain import Site
from linkcheck.sources.site.published import ABSENT, PRESENT, UNKNOWN, Lookup, Presence
from linkcheck.strangers import Boundary

NAME = re.compile(r"[{|](?P<kind>[a-z]+)[|}](?P<path>[^?#]*)")
FILES = ("filename", "static", "attach")
"""The kinds of names that mean a file; the others mean lists, which templates and tags make."""
DEFAULT_MARKDOWN: Config = {"extension_configs": {"markdown.extensions.extra": {}}}
RENAMING = ("plugins", "extra_path_metadata", "path_metadata", "static_save_as")
"""Settings that may publish files by other names than theirs."""


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    files = PelicanFiles(_content(root, config), within, is_scripted=False, config=config)
    theme = root / str(config.get("theme") or "theme")
    return Site(
        root,
        dialect,
        base_url=base_of(config.get("siteurl")) or base_of(_published(root, within).get("siteurl")),
        page_path=files.path_of,
        find_page=files.find_page,
        find_source=files.find_source,
        within=within,
        templates=(theme / "templates",),
        all_templates=is_folder(theme / "templates"),
        stops=False,
        is_outside=lambda file: not file.is_relative_to(files.root),
        renders=lambda file, front_matter: file.is_relative_to(files.root),
    )


def _content(root: Path, config: Config) -> Path:
    """Return the folder of content; where the settings compute it, the usual one if it is there, else the root."""
    path = config.get("path", "content")
    if path is COMPUTED:
        return root / "content" if is_folder(root / "content") else root
    return root / str(path)


def _published(root: Path, within: Boundary) -> Config:
    """Return the settings of the published site, which are kept apart from those of every day."""
    file = root / "publishconf.py"
    return read_config(file, within) if exists(file) else {}


@dataclass(frozen=True)
class PelicanFiles(FileNames):
    """The files of content, of which pages are made, and those beside them."""

    config: Config = field(default_factory=dict)

    @property
    def are_renamed(self) -> bool:
        """Tell whether files may have other names on the site."""
        return any(self.config.get(key) for key in RENAMING)

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return where a page might be published: only the last part of a link from it is ever judged."""
        return f"/{file.stem}.html" if file.is_relative_to(self.root) else None

    def find_page(self, path: str) -> Lookup:
        """Look up a file by its last name, as the folders depend on settings; pages may have any."""
        return UNKNOWN if self.are_renamed or path.startswith("/theme/") else super().find_page(path)

    def find_source(self, name: str, page: Path) -> Lookup | None:
        """Look up what `{filename}a.md` names: a file beside the page, or with a slash in front below the content."""
        found = NAME.match(name)
        if found is None or not page.is_relative_to(self.root):
            return None
        path = found["path"]
        somewhere = path.startswith("/") and self.config.get("path") is COMPUTED
        if found["kind"] not in FILES or "intrasite_link_regex" in self.config or somewhere:
            return UNKNOWN
        file = Path(posixpath.normpath(f"{self.root if path.startswith('/') else page.parent}/{path}"))
        if is_file(file):
            return Lookup(Presence.PRESENT, source=file)
        return PRESENT if exists(file) else ABSENT


def _dialect(config: Config) -> Dialect:
    markdown = config.get("markdown", DEFAULT_MARKDOWN)
    names = section({"markdown": markdown}, "markdown")
    used = python_markdown.extensions(names.get("extension_configs"))
    used |= {name: {} for name in python_markdown.extensions(names.get("extensions")) if name not in used}
    known = replace(python_markdown.dialect(used), front_matter_lines=True)
    free = markdown is COMPUTED or config.get("plugins")
    return replace(known, heading_ids=HeadingIds.UNKNOWN) if free else known


PELICAN = Generator(
    name="pelican",
    title="A Pelican site",
    dialect=_dialect,
    make_site=_site,
    content_folders=lambda root, config: (_content(root, config),),
    configs=("pelicanconf.py",),
)
