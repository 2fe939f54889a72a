"""Finds the files that MkDocs writes of its folder of documents. Source: mkdocs.org, and what MkDocs 1.6 writes."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.sources.files.ignore import IgnoreSpec
from linkcheck.sources.site.config import section
from linkcheck.sources.site.paths import is_file
from linkcheck.sources.site.published import ABSENT, PRESENT, Lookup, Presence, Published, below
from linkcheck.sources.site.python_markdown import extensions
from linkcheck.sources.site.templates import files_below
from linkcheck.strangers import Boundary, LinearPattern

MARKDOWN = frozenset({".markdown", ".mdown", ".mkdn", ".mkd", ".md"})
ALWAYS_EXCLUDED = (".*", "/templates/")
OF_THEMES = ("404.html", "sitemap.xml", "img/favicon.ico", "img/grid.png", "assets/images/favicon.png")


def docs_dir(root: Path, config: Mapping[str, object]) -> Path:
    """Return the folder of documents."""
    return root / str(config.get("docs_dir") or "docs")


@dataclass(frozen=True)
class MkDocsPages:
    """The files that the folder of documents becomes."""

    root: Path
    within: Boundary
    config: Mapping[str, object]
    led: tuple[LinearPattern, ...] = ()
    """Paths that hosting rules lead elsewhere."""
    known: bool = True
    """No plug-in makes others."""

    @functools.cached_property
    def docs(self) -> Path:
        """The folder of documents."""
        return docs_dir(self.root, self.config)

    @property
    def _plugins(self) -> Mapping[str, object]:
        return extensions(self.config.get("plugins"))

    @functools.cached_property
    def blog(self) -> str:
        """The folder of a blog, of which a plug-in makes lists; empty without one."""
        named = {name.rpartition("/")[2]: settings for name, settings in self._plugins.items()}
        given = section(named, "blog").get("blog_dir") or "blog"
        return posixpath.normpath(str(given)).strip("/") if "blog" in named else ""

    @functools.cached_property
    def urls(self) -> Mapping[Path, str]:
        """File → path of its URL, without a slash in front."""
        names = {file: file.relative_to(self.docs).as_posix() for file in files_below(self.docs, self.within)}
        patterns = (*ALWAYS_EXCLUDED, *_lines(self.config, "exclude_docs"), *_lines(self.config, "draft_docs"))
        excluded = IgnoreSpec(patterns, lenient=True)
        kept = {file: name for file, name in names.items() if not excluded.says(name)}
        return {file: self._url(name) for file, name in kept.items() if not _gives_way(name, kept.values())}

    def _url(self, name: str) -> str:
        stem, suffix = posixpath.splitext(name)
        folder, last = posixpath.split(stem)
        if suffix.lower() not in MARKDOWN:
            return name
        if last.lower() in ("index", "readme"):
            return f"{folder}/" if folder and self._folders else f"{posixpath.join(folder, 'index.html')}"
        return f"{stem}/" if self._folders else f"{stem}.html"

    @property
    def _folders(self) -> bool:
        return str(self.config.get("use_directory_urls", True)).lower() != "false"

    @functools.cached_property
    def published(self) -> Published:
        """All files that are written."""
        files: dict[str, Path | None] = dict.fromkeys(OF_THEMES)
        files |= {f"{url}index.html" if url.endswith("/") else url: file for file, url in self.urls.items()}
        maps = section(self._plugins, "redirects", "redirect_maps")
        for name in maps:
            url = self._url(name)
            files[f"{url}index.html" if url.endswith("/") else url] = None
        return Published(files, open=below([f"{self.blog}/"] if self.blog else ()), led=self.led)

    def find_page(self, path: str) -> Lookup:
        """Look up a path; where plug-ins may make any file, none is missing."""
        found = self.published.find(path)
        return found if self.known or found.presence is Presence.PRESENT else PRESENT

    def path_of(self, file: Path) -> str | None:
        """Return a page's URL path; None for what is not in the site, and for a post, whose date is part of it."""
        if self.blog and file.is_relative_to(self.docs / self.blog / "posts"):
            return None
        url = self.urls.get(file)
        return None if url is None else f"/{url.removesuffix('index.html')}"

    def find_name(self, name: str, page: Path) -> Lookup:
        """Look up a file of the folder as MkDocs does for a link on a page: from the root only where that is said."""
        if not name.startswith("/"):
            return PRESENT if self._holds(page.parent / name) else ABSENT
        links = section(self.config, "validation", "links") or section(self.config, "validation")
        if str(links.get("absolute_links")) == "relative_to_docs":
            return PRESENT if self._holds(self.docs / name[1:]) else ABSENT
        top = name[1:].partition("/")[0]
        is_known = self.config.get("site_url") or top in self.published.tops
        return ABSENT if is_known else PRESENT  # else the folder may be the one that the site is published in

    def _holds(self, file: Path) -> bool:
        normal = Path(posixpath.normpath(file.as_posix()))
        return normal in self.urls if self.known else is_file(normal)


def _lines(config: Mapping[str, object], key: str) -> Iterator[str]:
    yield from str(config.get(key) or "").splitlines()


def _gives_way(name: str, names: Collection[str]) -> bool:
    """Tell whether a README stands beside an `index.md`, which is written in its place."""
    folder, last = posixpath.split(name)
    return last == "README.md" and posixpath.join(folder, "index.md") in names
