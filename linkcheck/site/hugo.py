"""Hugo: what its configuration says of URLs, files and Markdown (gohugo.io, "Configuration").

Themes, modules and mounts bring pages and files from elsewhere; with those, less is certain.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from linkcheck.model import Dialect, Engine
from linkcheck.site.config import section
from linkcheck.site.hugo_pages import Pages, normal_url
from linkcheck.site.places import is_shared, split
from linkcheck.site.plain import Site

DEFAULT_TAXONOMIES = {"tag": "tags", "category": "categories"}
REDIRECTS = ("_redirects", "netlify.toml", "vercel.json", "firebase.json", "staticwebapp.config.json", ".htaccess")
"""Rules of hosting services, which lead from any path to any other."""


def hugo_site(root: Path, config: Mapping[str, object]) -> Site:
    """Make a site of a Hugo configuration (keys in lower case)."""
    content = root / str(config.get("contentdir") or "content")
    themes = tuple(_themes(root, config))
    module = section(config, "module")
    languages = section(config, "languages")
    own_content = not (module.get("mounts") or any("contentdir" in section(languages, name) for name in languages))
    complete = not module.get("imports") and all(theme.is_dir() for theme in themes)
    static = (*_static(root, config), *(theme / "static" for theme in themes))
    adapters = content.is_dir() and any(content.rglob("_content.gotmpl"))
    with_content = any((theme / "content").is_dir() for theme in themes)
    simple = not (config.get("permalinks") or config.get("uglyurls") or config.get("cascade") or languages)
    pages = Pages(
        content,
        tuple(languages),
        frozenset(normal_url(str(name)) for name in _taxonomies(config).values()),
        names_are_known=own_content and not adapters and not with_content,
        urls_are_known=own_content
        and complete
        and simple
        and not adapters
        and not with_content
        and not redirected((root, *static)),
        shared=is_shared(base_of(config.get("baseurl")), (root, *static)),
    )
    return Site(
        root,
        _dialect(config),
        base_url=base_of(config.get("baseurl")),
        page_path=pages.path_of,
        find_page=pages.has,
        static=static,
        elsewhere=(root / "assets", content, *(theme / "assets" for theme in themes)),
        certain=complete and not module.get("mounts") and str(config.get("reflinkserrorlevel")).upper() != "WARNING",
        find_call=pages.finds,
    )


def base_of(url: object) -> str | None:
    """Return where a site is published, with a trailing slash; None where the setting is no such URL."""
    parts = split(str(url or ""))
    return f"{str(url).rstrip('/')}/" if parts.scheme in ("http", "https") and parts.hostname else None


def redirected(folders: tuple[Path, ...]) -> bool:
    """Tell whether a hosting service has rules that send paths elsewhere."""
    return any(os.path.lexists(folder / name) for folder in folders for name in REDIRECTS)


def _dialect(config: Mapping[str, object]) -> Dialect:
    goldmark = section(config, "markup", "goldmark")
    return Dialect(
        Engine.HUGO,
        math=bool(section(goldmark, "extensions", "passthrough").get("enable")),
        raw_html=bool(section(goldmark, "renderer").get("unsafe")),
    )


def _taxonomies(config: Mapping[str, object]) -> Mapping[str, object]:
    return section(config, "taxonomies") if "taxonomies" in config else DEFAULT_TAXONOMIES


def _static(root: Path, config: Mapping[str, object]) -> Iterator[Path]:
    given = config.get("staticdir")
    for name in given if isinstance(given, list) else [given or "static"]:
        yield root / str(name)


def _themes(root: Path, config: Mapping[str, object]) -> Iterator[Path]:
    folder = root / str(config.get("themesdir") or "themes")
    theme = config.get("theme")
    for name in theme if isinstance(theme, list) else [theme] if theme else []:
        yield folder / str(name)
