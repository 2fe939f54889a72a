"""The pages of a Hugo site: the URLs that it makes of its content, and the names by which `ref` finds them.

Sources: gohugo.io, "URL management", "Cross references", and what Hugo 0.15x builds. Paths are compared in lower case
with `-` for spaces, as Hugo makes them.
"""

from __future__ import annotations

import functools
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.site.heads import read_head
from linkcheck.site.places import is_one_of
from linkcheck.site.plain import SOURCE_SUFFIXES

CONTENT_SUFFIXES = SOURCE_SUFFIXES | {".html", ".htm", ".adoc", ".asciidoc", ".org", ".rst", ".pandoc", ".pdc"}
INDEXES = ("index", "_index")
REFS = ("ref", "relref")
PAGINATED = re.compile(r"(?:^|/)page/\d+$")


@dataclass(frozen=True)
class Pages:
    """The pages below the content folder."""

    content: Path
    languages: tuple[str, ...]
    taxonomies: frozenset[str]
    """First folders of the pages that Hugo makes of tags and the like."""
    names_are_known: bool
    """Whether all content lies in the content folder."""
    urls_are_known: bool
    """Whether URLs follow from files and front matter alone."""
    shared: bool
    """Whether other sites may lie below the same host."""

    @functools.cached_property
    def files(self) -> tuple[tuple[Path, str], ...]:
        """Every content file with its path from the content folder without suffix and language: `posts/b/index`."""
        return tuple(
            (file, self._name(file))
            for folder, _, names in os.walk(self.content)
            for file in map(Path(folder).joinpath, names)
            if file.suffix.lower() in CONTENT_SUFFIXES
        )

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """All names, normalised, those of sections and bundles too."""
        known = {""}
        for _, name in self.files:
            name = normal(name)
            known |= {name, posixpath.dirname(name)} if posixpath.basename(name) in INDEXES else {name}
            if "/" in name:
                known.add(name.partition("/")[0])  # Hugo makes a section of each top folder
        return frozenset(known)

    @functools.cached_property
    def last_names(self) -> frozenset[str]:
        """What a page is called without its folders."""
        return frozenset(posixpath.basename(name) for name in self.names)

    @functools.cached_property
    def urls(self) -> frozenset[str] | None:
        """The normalised paths of all pages and aliases; None where a file says what is not understood."""
        urls = {"", "index.xml", "sitemap.xml", *self.taxonomies}
        for file, name in self.files:
            head = read_head(file)
            if ":" in (head.one("url") or ""):
                return None
            url = self.path_of(file, {key: head.one(key) for key in ("url", "slug")}) or name
            urls |= {normal_url(url), normal(name).rpartition("/")[0].partition("/")[0]}  # and its section
            for alias in head.all("aliases"):
                below = posixpath.join(posixpath.dirname(url.rstrip("/")), alias)
                urls |= {normal_url(alias), normal_url(posixpath.normpath(below))}
        return frozenset(urls)

    def _name(self, file: Path) -> str:
        name = file.relative_to(self.content).with_suffix("").as_posix()
        stem, dot, language = name.rpartition(".")
        return stem if dot and language in (*self.languages, "en") else name

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path as Hugo makes it without permalinks; None for what is no content."""
        if front_matter.get("url"):
            return posixpath.join("/", str(front_matter["url"]))
        if not file.is_relative_to(self.content) or not self.urls_are_known:
            return None
        folder, last = posixpath.split(self._name(file))
        if last == "index":
            folder, last = posixpath.split(folder)
        name = "" if last == "_index" else str(front_matter.get("slug") or last)
        path = normal(posixpath.join("/", folder, name))
        return path if path.endswith("/") else f"{path}/"

    def has(self, path: str) -> bool | None:
        """Tell whether a URL path is a page; None where that does not follow from the content alone."""
        if not self.urls_are_known or not self.content.is_dir():
            return None
        path = normal_url(path)
        if path.partition("/")[0] in self.taxonomies or PAGINATED.search(path):
            return True
        return None if self.urls is None else is_one_of(path, self.urls, shared=self.shared)

    def finds(self, call: str, argument: str, page: Path) -> bool | None:
        """Tell whether `ref`/`relref` finds a page; Hugo stops the build where it does not."""
        if call not in REFS or not self.names_are_known or not self.content.is_dir() or "{{" in argument:
            return None
        path = argument.strip().partition("#")[0].partition("?")[0].replace("\\", "/")
        if not path or "://" in path or normal_url(path).partition("/")[0] in self.taxonomies:
            return None
        name = self._without_suffix(path)
        if name.startswith("/"):
            return normal(posixpath.normpath(name)).strip("/") in self.names
        if any(normal(posixpath.normpath(posixpath.join(folder, name))) in self.names for folder in self._from(page)):
            return True
        return normal(name) in self.last_names if "/" not in name else False

    def _without_suffix(self, path: str) -> str:
        stem, suffix = posixpath.splitext(path.rstrip("/"))
        name = stem if suffix.lower() in CONTENT_SUFFIXES else path
        stem, dot, language = name.rpartition(".")
        name = (stem if dot and language in (*self.languages, "en") else name).rstrip("/") or "/"
        folder, last = posixpath.split(name)
        return folder or "/" if last in INDEXES and folder else name

    def _from(self, page: Path) -> Iterator[str]:
        """The folders from which a relative name is looked up; Hugo falls back to the root."""
        yield ""
        if page.is_relative_to(self.content):
            folder = page.parent.relative_to(self.content).as_posix()
            yield folder
            if page.stem.partition(".")[0] in INDEXES:
                yield posixpath.dirname(folder)


def normal(name: str) -> str:
    """Return a path as Hugo spells it."""
    return "" if name == "." else name.lower().replace(" ", "-")


def normal_url(path: str) -> str:
    """Return one spelling for all URL paths that lead to the same page."""
    path = normal(path).strip("/")
    for end in ("index.html", ".html", ".htm", "index.xml"):
        path = path.removesuffix(end)
    return path.rstrip("/")
