"""Hugo: configuration, the URLs of pages, and what `ref` and `relref` find (gohugo.io, "Cross references")."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Dialect, Engine
from linkcheck.site.config import section
from linkcheck.site.plain import SOURCE_SUFFIXES, Site

CONTENT_SUFFIXES = SOURCE_SUFFIXES | {".html", ".htm", ".adoc", ".org", ".rst", ".pandoc"}
INDEXES = ("index", "_index")


def hugo_site(root: Path, config: Mapping[str, object]) -> Site:
    """Make a site of a Hugo configuration (keys in lower case)."""
    content = root / str(config.get("contentdir") or "content")
    goldmark = section(config, "markup", "goldmark")
    pages = _Pages(content, tuple(section(config, "languages")))
    foreign = bool(
        config.get("theme") or section(config, "module").get("imports") or section(config, "module").get("mounts")
    )
    simple = not (config.get("permalinks") or config.get("uglyurls") or section(config, "languages") or foreign)
    base = config.get("baseurl")
    return Site(
        root,
        Dialect(
            Engine.HUGO,
            math=bool(section(goldmark, "extensions", "passthrough").get("enable")),
            raw_html=bool(section(goldmark, "renderer").get("unsafe")),
        ),
        base_url=f"{str(base).rstrip('/')}/" if base and str(base) != "/" else None,
        page_path=pages.path_of,
        find_page=pages.has if simple else pages.has_if_sure,
        static=tuple(_static(root, config, content)),
        find_call=pages.finds,
    )


def _static(root: Path, config: Mapping[str, object], content: Path) -> Iterable[Path]:
    given = config.get("staticdir")
    names = [str(name) for name in given] if isinstance(given, list) else [str(given or "static")]
    yield from (root / name for name in names)
    themes = root / "themes"
    theme = config.get("theme")
    for name in theme if isinstance(theme, list) else [theme] if theme else []:
        yield themes / str(name) / "static"
    yield root / "assets"
    yield content


@dataclass(frozen=True)
class _Pages:
    """The pages below the content folder, by the names that lead to them."""

    content: Path
    languages: tuple[str, ...]

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """Every page's path from the content folder without suffix and language: `posts/a`, `posts/b/index`."""
        files = (file for file in self.content.rglob("*") if file.suffix.lower() in CONTENT_SUFFIXES)
        return frozenset(self._name(file) for file in files)

    @functools.cached_property
    def last_names(self) -> frozenset[str]:
        """What a page is called without its folders; a bundle is called by its folder."""
        return frozenset(part for name in self.names for part in _last_names(name))

    def _name(self, file: Path) -> str:
        name = file.relative_to(self.content).with_suffix("").as_posix()
        stem, dot, language = name.rpartition(".")
        return stem if dot and language in (*self.languages, "en") else name

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path as Hugo makes it without permalinks."""
        if front_matter.get("url"):
            return str(front_matter["url"])
        if not file.is_relative_to(self.content):
            return None
        name = self._name(file)
        folder, last = posixpath.split(name)
        if last in INDEXES:
            return f"/{folder}/".replace("//", "/")
        return posixpath.join("/", folder, str(front_matter.get("slug") or last)).lower().replace(" ", "-") + "/"

    def has(self, path: str) -> bool | None:
        """Tell whether a URL path is a page; slugs and aliases of other pages are not known, so never a plain no."""
        return self.has_if_sure(path)

    def has_if_sure(self, path: str) -> bool | None:
        """Tell yes where a page of that name lies there; else nothing."""
        name = path.strip("/").removesuffix(".html").lower()
        known = {one.lower() for one in self.names}
        return True if name in known or f"{name}/index" in known or f"{name}/_index" in known else None

    def finds(self, call: str, argument: str, page: Path) -> bool | None:
        """Tell whether `ref`/`relref` finds a page; Hugo stops the build where it does not."""
        if call not in ("ref", "relref") or not self.content.is_dir() or "{{" in argument:
            return None
        path = argument.partition("#")[0]
        if not path or "://" in path:
            return None
        stem, suffix = posixpath.splitext(path)
        name = (stem if suffix.lower() in CONTENT_SUFFIXES else path).rstrip("/")
        stem, dot, language = name.rpartition(".")
        if dot and language in self.languages:
            name = stem
        if name.startswith("/"):
            return self._is(name.strip("/"))
        beside = self._beside(page, name)
        if (beside is not None and self._is(beside)) or self._is(name):
            return True
        return name in self.last_names if "/" not in name else False

    def _is(self, name: str) -> bool:
        return any(one in self.names for one in (name, f"{name}/index", f"{name}/_index")) or name == ""

    def _beside(self, page: Path, name: str) -> str | None:
        if not page.is_relative_to(self.content):
            return None
        folder = page.parent.relative_to(self.content).as_posix()
        return posixpath.normpath(posixpath.join(folder, name))


def _last_names(name: str) -> Iterable[str]:
    folder, last = posixpath.split(name)
    yield last
    if last in INDEXES:
        yield posixpath.basename(folder)
