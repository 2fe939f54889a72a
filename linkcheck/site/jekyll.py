"""Jekyll: what its configuration says of URLs and files, and `site.url` and `site.baseurl` in destinations.

Plugins make pages of anything; unless all of them are known to make none, a page is never said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Dialect, Engine
from linkcheck.site.config import lower_keys, section
from linkcheck.site.hugo import base_of, redirected
from linkcheck.site.jekyll_pages import FIELD, STYLES, Pages, names_post
from linkcheck.site.places import exists, is_shared
from linkcheck.site.plain import Site

OUTPUT = re.compile(
    r"\{\{-?\s*(?:site\.(?P<name>url|baseurl)|(?P<quote>[\"'])(?P<text>[^\"'{}]*)(?P=quote)\s*\|\s*(?P<filter>relative_url|absolute_url))"
    r"\s*-?\}\}"
)
REDIRECT_FROM = "jekyll-redirect-from"
HARMLESS = frozenset({
    REDIRECT_FROM, "jekyll-feed", "jekyll-sitemap", "jekyll-seo-tag", "jekyll-gist", "jekyll-paginate", "jemoji",
    "jekyll-github-metadata", "jekyll-include-cache", "jekyll-mentions", "jekyll-avatar", "jekyll-coffeescript",
    "jekyll-sass-converter", "jekyll-relative-links", "jekyll-commonmark", "jekyll-remote-theme", "jekyll-octicons",
    "jekyll-gfm-admonitions", "jekyll-toc", "jekyll-last-modified-at", "jekyll-optional-front-matter",
})  # fmt: skip
"""Plugins that make no pages beside feeds, sitemaps, numbered pages and the redirects that are read here."""


def jekyll_site(root: Path, config: Mapping[str, object]) -> Site:
    """Make a site of a Jekyll configuration (keys in lower case)."""
    source = root / str(config.get("source") or ".")
    url, base = str(config.get("url") or "").rstrip("/"), str(config.get("baseurl") or "").strip("/")
    names = _Names(source, url, f"/{base}" if base else "", _pages(source, config))
    themed = bool(config.get("theme") or config.get("remote_theme"))
    own_plugins = (source / str(config.get("plugins_dir") or "_plugins")).is_dir()
    return Site(
        root,
        Dialect(Engine.JEKYLL, math=False, raw_html=True),
        base_url=base_of(f"{url}{names.base}"),
        page_path=names.pages.path_of,
        find_page=names.pages.has,
        static=(source,),
        certain=not themed and not own_plugins,
        find_call=names.finds,
        expand=names.expand,
    )


def _pages(source: Path, config: Mapping[str, object]) -> Pages:
    given = config.get("plugins") or config.get("gems") or []
    plugins = set(map(str, given)) if isinstance(given, list) else {str(given)}
    pattern = str(config.get("permalink") or "date")
    defaults = config.get("defaults")
    moved = isinstance(defaults, list) and any("permalink" in section(lower_keys(each), "values") for each in defaults)
    simple = pattern in STYLES or ":" not in FIELD.sub("", pattern)
    return Pages(
        source,
        pattern,
        redirects=REDIRECT_FROM in plugins,
        urls_are_known=simple
        and not moved
        and plugins <= HARMLESS
        and not (source / str(config.get("plugins_dir") or "_plugins")).is_dir()
        and not _published_collections(config)
        and not redirected((source,)),
        shared=is_shared(base_of(f"{config.get('url')}/{str(config.get('baseurl') or '').strip('/')}"), (source,)),
    )


def _published_collections(config: Mapping[str, object]) -> bool:
    collections = section(config, "collections")
    return any(section(collections, name).get("output") for name in collections if name != "posts")


@dataclass(frozen=True)
class _Names:
    """What the template calls of a site stand for."""

    source: Path
    url: str
    base: str
    pages: Pages

    def finds(self, call: str, argument: str, page: Path) -> bool | None:
        """Tell whether `link` or `post_url` names a file that is there; Jekyll stops the build where it does not."""
        if "{{" in argument or "{%" in argument:
            return None
        match call:
            case "link":
                return exists(f"{self.source}/{argument.strip().lstrip('/')}") or self._elsewhere(argument)
            case "post_url":
                return names_post(argument, self.pages.posts)
            case _:
                return None

    def _elsewhere(self, argument: str) -> bool | None:
        """A theme brings assets, and `collections_dir` moves collections: then nothing can be told."""
        first = argument.strip().lstrip("/").partition("/")[0]
        told = first not in ("assets", "") and (not first.startswith("_") or (self.source / first).is_dir())
        return False if told else None

    def expand(self, text: str) -> str | None:
        """Fill in `site.url`, `site.baseurl` and the two URL filters; None where other templates remain."""
        filled = OUTPUT.sub(self._value, text)
        return None if "{{" in filled or "{%" in filled else filled

    def _value(self, match: re.Match[str]) -> str:
        if match["name"] is not None:
            return self.url if match["name"] == "url" else self.base
        path = f"{self.base}/{match['text'].lstrip('/')}"
        return path if match["filter"] == "relative_url" else f"{self.url}{path}"
