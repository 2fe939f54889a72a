"""Finds the files that Zola writes: pages, sections, the files beside them, taxonomies and aliases.

Source: getzola.org, "Page", "Section", "Taxonomies", "Multilingual sites", and what Zola 0.22 writes.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from linkcheck.sources.site.config import lower_keys, section
from linkcheck.sources.site.front_matter import Head, read_head
from linkcheck.sources.site.published import ABSENT, Lookup, Presence, Published, below
from linkcheck.sources.site.templates import files_below
from linkcheck.sources.slugs import slug
from linkcheck.strangers import Boundary, LinearPattern

OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\+\+\+|---)[ \t]*\r?\n")
DATED = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[^_-]*(?:-[^_-]*)?)?\s?[_-](?=.)")
INVALID = str.maketrans(dict.fromkeys('<>:"/|?*#()[]\n\r\t'))
"""What `slugify = "safe"` takes out of paths."""


class ZolaSource(Struct, frozen=True):
    """A Markdown file below `content/`."""

    file: Path
    head: Head
    path: str | None
    """Its URL path, from the root and without a slash around; None where it cannot be told."""
    is_section: bool
    is_bundle: bool

    @property
    def is_written(self) -> bool:
        """Tell whether it becomes a page, its being a draft aside."""
        return self.head.flag("render") is not False or "redirect_to" in self.head.values


@dataclass(frozen=True)
class ZolaPages:
    """The files that the content folder becomes."""

    content: Path
    within: Boundary
    config: Mapping[str, object]
    led: tuple[LinearPattern, ...] = ()
    """Paths that hosting rules lead elsewhere."""
    shared: bool = False
    """Other sites may lie below the same host."""

    @functools.cached_property
    def files(self) -> tuple[Path, ...]:
        """All files below the folder."""
        return tuple(files_below(self.content, self.within))

    @functools.cached_property
    def sources(self) -> Mapping[Path, ZolaSource]:
        """File → page or section."""
        return {file: self._source(file) for file in self.files if file.suffix == ".md"}

    @functools.cached_property
    def published(self) -> Published:
        """All files that are written, with those that would be if drafts were published."""
        homes = ("", *(f"{code}/" for code in self.languages))
        files: dict[str, Path | None] = {f"{home}index.html": None for home in homes}
        waiting: dict[str, tuple[str, Path]] = {}
        unknown = list(below(self._taxonomies()))
        for source in self.sources.values():
            if source.path is None:
                unknown += below([self._folder(source.file)])
            elif source.head.flag("draft"):
                waiting[posixpath.join(source.path, "index.html")] = "a draft", source.file
            else:
                if source.is_written:
                    files[posixpath.join(source.path, "index.html")] = source.file
                files |= dict.fromkeys(map(_alias, source.head.all("aliases")), source.file)
        files |= {path: file for file in self.files if file.suffix != ".md" for path in self._copies(file)}
        return Published(files, waiting, tuple(unknown), self.led, self.shared)

    @functools.cached_property
    def languages(self) -> frozenset[str]:
        """The codes that file names may have."""
        return frozenset(section(self.config, "languages"))

    def _source(self, file: Path) -> ZolaSource:
        head = read_head(file, OPENING, self.within)
        stem, dot, code = file.stem.rpartition(".")
        language = code if dot and code.lower() in self.languages else ""
        stem = stem if language else file.stem
        prefix = "" if language in ("", self.config.get("default_language")) else f"{language}/"
        given, folder = head.one("path"), self._folder(file)
        if stem == "_index":
            path: str | None = posixpath.join(prefix, folder)
        elif given is not None:
            path = given.strip()
        else:
            bundle = stem == "index"
            last = posixpath.basename(folder) if bundle else stem
            name = head.one("slug") or (last if self._keeps_dates else DATED.sub("", last, count=1))
            spelt = self._spell(name)
            above = posixpath.dirname(folder) if bundle else folder
            path = None if spelt is None else posixpath.join(prefix, above, spelt)
        path = None if path is None else posixpath.normpath(f"/{path.strip('/')}").strip("/")
        return ZolaSource(file, head, path, stem == "_index", stem == "index")

    @property
    def _keeps_dates(self) -> bool:
        return section(self.config, "slugify").get("paths_keep_dates") is True

    def _spell(self, name: str) -> str | None:
        match str(section(self.config, "slugify").get("paths") or "on").lower():
            case "on":
                return slug(name)
            case "safe":
                return name.translate(INVALID).strip(" .")
            case _:
                return name

    def _folder(self, file: Path) -> str:
        folder = file.parent.relative_to(self.content).as_posix()
        return "" if folder == "." else folder

    def _copies(self, file: Path) -> Iterator[str]:
        """Yield where a file is published: beside its section, or with all that lies around a page's `index.md`."""
        for folder in file.parents:
            if not folder.is_relative_to(self.content):
                return
            owners = [one for one in self._owners.get(folder, ()) if one.is_bundle or folder == file.parent]
            for owner in owners:
                if owner.path is not None:
                    yield posixpath.join(owner.path, file.relative_to(folder).as_posix())
            if owners:
                return

    @functools.cached_property
    def _owners(self) -> Mapping[Path, list[ZolaSource]]:
        found: dict[Path, list[ZolaSource]] = {}
        for source in self.sources.values():
            if source.is_section or source.is_bundle:
                found.setdefault(source.file.parent, []).append(source)
        return found

    def _taxonomies(self) -> Iterator[str]:
        """Yield the folders of lists of terms: which terms there are is not followed."""
        for code, settings in (("", self.config), *section(self.config, "languages").items()):
            given = lower_keys(settings).get("taxonomies")
            for each in given if isinstance(given, list) else ():
                name = slug(str(lower_keys(each).get("name") or "")) or ""
                yield posixpath.join(code, f"{name}/" if name else "")

    def find_source(self, name: str, page: Path) -> Lookup | None:
        """Look up what `@/…` names: a page or section by its file below the content folder."""
        if not name.startswith("@/") or not page.is_relative_to(self.content):
            return None
        source = self.sources.get(self.content / posixpath.normpath(name[2:]))
        if source is None:
            return ABSENT
        draft = source.head.flag("draft")
        return Lookup(Presence.UNPUBLISHED if draft else Presence.PRESENT, "a draft" if draft else "", source.file)

    def path_of(self, file: Path) -> str | None:
        """Return a page's URL path; None where it is not known, and for what is no content."""
        source = self.sources.get(file)
        return None if source is None or source.path is None else f"/{source.path}/".replace("//", "/")

    def is_unpublished(self, file: Path) -> bool:
        """Tell whether a file is a draft."""
        source = self.sources.get(file)
        return source is not None and source.head.flag("draft") is True


def _alias(alias: str) -> str:
    path = posixpath.normpath(f"/{alias}").strip("/")
    return path if path.endswith(".html") else posixpath.join(path, "index.html")
