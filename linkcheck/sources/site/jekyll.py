"""Reads a Jekyll site: URLs and files by its configuration, and `site.url` and `site.baseurl` in destinations.

Plugins make pages of anything; unless all of them are known to make none, a page is never said to be missing.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck.model import Dialect, Linkify, TemplateLanguage, Wins, YamlReader
from linkcheck.sources.site import comments, heading_ids
from linkcheck.sources.site.config import section
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.jekyll_files import REDIRECT_FROM, bundled_plugins, plugins
from linkcheck.sources.site.paths import base_of, exists, is_folder, is_shared
from linkcheck.sources.site.plain import AS_BROWSERS, SOURCE_SUFFIXES, Reading, Site
from linkcheck.sources.site.published import ABSENT, PRESENT, UNKNOWN, Lookup, Presence
from linkcheck.sources.site.redirects import redirects
from linkcheck.sources.site.templates import files_below, has_base
from linkcheck.strangers import Boundary, LinearPattern

if TYPE_CHECKING:
    from linkcheck.sources.site.jekyll_pages import JekyllDocument, JekyllPages

OUTPUT = re.compile(
    r"\{\{-?\s*(?:site\.(?P<name>url|baseurl)|(?P<quote>[\"'])(?P<text>[^\"'{}]*)(?P=quote)\s*\|\s*(?P<filter>relative_url|absolute_url))"
    r"\s*-?\}\}"
)
PAGE_CALL = re.compile(r"\{%-?\s*(?P<call>link|post_url)\s+(?P<name>[^{}%]+?)\s*-?%\}")
RELATIVE_LINKS = "jekyll-relative-links"
OG_IMAGE = "jekyll-og-image"
THEME_DEPTH = 3
"""A theme may share folders of `assets` with a blog, so deep: a deeper one that the blog has is the blog's."""
HARMLESS = frozenset({
    REDIRECT_FROM, RELATIVE_LINKS, "jekyll-feed", "jekyll-sitemap", "jekyll-seo-tag", "jekyll-gist", "jekyll-paginate",
    "jemoji", "jekyll-github-metadata", "jekyll-include-cache", "jekyll-mentions", "jekyll-avatar", "jekyll-commonmark",
    "jekyll-coffeescript", "jekyll-sass-converter", "jekyll-remote-theme", "jekyll-titles-from-headings",
    "jekyll-default-layout", "jekyll-readme-index", "jekyll-octicons", "jekyll-gfm-admonitions", "jekyll-toc",
    "jekyll-last-modified-at", "jekyll-optional-front-matter", OG_IMAGE, "jekyll-admin", "jekyll-algolia",
    "jekyll-autoprefixer", "jekyll-compose", "jekyll-email-protect", "jekyll-inline-svg", "jekyll-katex",
    "jekyll-livereload", "jekyll-loading-lazy", "jekyll-mermaid", "jekyll-minifier", "jekyll-postcss",
    "jekyll-spaceship", "jekyll-target-blank", "jekyll-tidy", "jekyll-timeago", "jekyll-twitter-plugin", "jekyll-watch",
    "jekyll-youtube",
})  # fmt: skip
"""Plugins that make no pages beside feeds, sitemaps, numbered pages and the redirects that are read here."""


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    from linkcheck.sources.site.jekyll_pages import JekyllPages  # most sites are of other generators

    source = _source(root, config, within)
    url, base = str(config.get("url") or "").rstrip("/"), str(config.get("baseurl") or "").strip("/")
    own_plugins = is_folder(source / str(config.get("plugins_dir") or "_plugins"))
    loaded = plugins(config) | bundled_plugins(root, within)
    known = loaded <= HARMLESS and not own_plugins and within.holds(_named(root, config))
    shared = _is_shared(config, base_of(f"{url}/{base}"), source)
    led = redirects((source,), within)
    pages = JekyllPages(source, within, config, now, () if known else (LinearPattern(""),), led, shared)
    names = _Names(source, url, f"/{base}" if base else "", pages)
    return Site(
        root,
        dialect,
        base_url=base_of(f"{url}{names.base}"),
        page_path=pages.path_of,
        find_page=names.find_page,
        find_call=names.finds,
        static=(source,),
        data=(source / str(config.get("data_dir") or "_data"),),
        within=within,
        templates=(source / "_layouts", source / "_includes"),
        all_templates=not _is_themed(config),
        has_comments=comments.in_config(config),
        certain=known,
        reading=functools.cache(lambda: _reading(source, config, within)),
        find_name=names.find_name,
        is_unpublished=pages.is_unpublished,
        renders=lambda file, front_matter: bool(front_matter),  # any other file is copied
        expand=names.expand,
    )


def _named(root: Path, config: Config) -> Path:
    return root / str(config.get("source") or ".")


def _source(root: Path, config: Config, within: Boundary) -> Path:
    """Return the folder of pages; it is the root where the configuration names one outside of the repository."""
    named = _named(root, config)
    return named.resolve() if config.get("source") and within.holds(named) else root


def _reading(source: Path, config: Mapping[str, object], within: Boundary) -> Reading:
    """Tell how links are read: GitHub's own build leads links between Markdown files to pages, as a plugin does."""
    at_github = bool(config.get("repository")) or exists(source / "CNAME") or "github-pages" in plugins(config)
    reading = Reading.NAMES if at_github or RELATIVE_LINKS in plugins(config) else AS_BROWSERS
    folders = (source / "_layouts", source / "_includes")
    layouts = (file for folder in folders for file in files_below(folder, within) if file.suffix == ".html")
    return reading | Reading.BASE if _is_themed(config) or any(has_base(file, within) for file in layouts) else reading


def _is_themed(config: Mapping[str, object]) -> bool:
    return bool(config.get("theme") or config.get("remote_theme"))


def _is_shared(config: Mapping[str, object], base: str | None, source: Path) -> bool:
    """Tell whether other sites may lie below the host: not where the repository is known to be a project's."""
    owner, slash, name = str(config.get("repository") or "").lower().partition("/")
    users = not slash or name in (f"{owner}.github.io", f"{owner}.github.com")
    return users and is_shared(base, (source,))


@dataclass(frozen=True)
class _Names:
    """The values of a site's template calls."""

    source: Path
    url: str
    base: str
    pages: JekyllPages

    def find_page(self, path: str) -> Lookup:
        """Look up a URL path; a theme may bring folders of assets that are not here."""
        answer = self.pages.published.find(path)
        more = _is_themed(self.pages.config) or OG_IMAGE in plugins(self.pages.config)
        themed = more and path.startswith("/assets/")
        parts = path.strip("/").split("/")
        own = is_folder(self.source.joinpath(*parts[:-1][:THEME_DEPTH]))
        return UNKNOWN if themed and not own else answer

    def find_name(self, name: str, page: Path) -> Lookup:
        """Look up a Markdown file that a link names by its place among the sources."""
        if posixpath.splitext(name)[1].lower() not in SOURCE_SUFFIXES:
            return ABSENT
        folder = self.source if name.startswith("/") else page.parent
        return PRESENT if exists(f"{folder}/{name}") else ABSENT

    def finds(self, call: str, argument: str, page: Path) -> Lookup:
        """Look up what `link` or `post_url` names; Jekyll stops the build where it is not there."""
        if "{{" in argument or "{%" in argument:
            return UNKNOWN
        match call:
            case "link":
                return self._file(argument.strip().lstrip("/"))
            case "post_url":
                return self._post(argument.strip().lstrip("/"))
            case _:
                return UNKNOWN

    def _file(self, path: str) -> Lookup:
        """Look up a file by its path; themes bring assets, and plugins files."""
        found = self.pages.sources.get(path)
        if found is not None:
            hidden = found.why_not and not found.why_not.startswith("of a collection")
            return Lookup(Presence.UNPUBLISHED, found.why_not) if hidden else PRESENT
        outside = path.partition("/")[0] in ("assets", "") or self.pages.open
        return UNKNOWN if outside or exists(f"{self.source}/{path}") else ABSENT

    def _post(self, name: str) -> Lookup:
        """Look up a post by its name, with or without the folders that it is in."""
        found = self._posts.get(name) or self._posts.get(_normal(name))
        if found is None:
            return UNKNOWN if self.pages.open else ABSENT
        return Lookup(Presence.UNPUBLISHED, found.why_not) if found.why_not else PRESENT

    @functools.cached_property
    def _posts(self) -> Mapping[str, JekyllDocument]:
        posts: dict[str, JekyllDocument] = {}
        for source in self.pages.sources.values():
            before, mark, after = source.path.partition("_posts/")
            if mark:
                name = posixpath.splitext(after)[0]
                posts |= {each: source for each in (name, f"{before}{name}", _normal(name)) if each not in posts}
        return posts

    def expand(self, text: str) -> str | None:
        """Fill in `site.url`, `site.baseurl`, the two URL filters, `link` and `post_url`; None where more remains."""
        filled = PAGE_CALL.sub(self._address, OUTPUT.sub(self._value, text))
        return None if "{{" in filled or "{%" in filled else filled

    def _address(self, match: re.Match[str]) -> str:
        """Return the URL path that Jekyll 4 writes; an author who put the base before it has Jekyll 3."""
        name = match["name"].strip().lstrip("/")
        found = self.pages.sources.get(name) if match["call"] == "link" else self._posts.get(name)
        if found is None or len(found.urls) != 1 or found.why_not:
            return match[0]
        before = match.string[: match.start()]
        return f"{'' if self.base and before.endswith(self.base) else self.base}{found.urls[0]}"

    def _value(self, match: re.Match[str]) -> str:
        if match["name"] is not None:
            return self.url if match["name"] == "url" else self.base
        path = f"{self.base}/{match['text'].lstrip('/')}"
        return path if match["filter"] == "relative_url" else f"{self.url}{path}"


def _normal(name: str) -> str:
    """Return a post's name by its date and slug alone: Jekyll finds one by these as well, and says that it is old."""
    from linkcheck.sources.site.jekyll_pages import POST

    last = posixpath.basename(name)
    match = POST.fullmatch(last)
    if match is None:
        return last
    return f"{int(match['year'])}-{int(match['month'])}-{int(match['day'])}-{match['slug']}"


def _dialect(config: Config) -> Dialect:
    """kramdown's, or CommonMark as GitHub has it, with Liquid before it."""
    if str(config.get("markdown") or "").lower().startswith("commonmark"):
        return Dialect(
            known=True,
            templates=TemplateLanguage.LIQUID,
            heading_ids=heading_ids.of_jekyll(config),
            yaml=YamlReader.LIBYAML,
        )
    return Dialect(
        known=True,
        templates=TemplateLanguage.LIQUID,
        definition_wins=Wins.LAST,
        destination_on_next_line=False,
        underlined_definitions=True,
        destinations_hold_blanks=True,
        linkify=Linkify.NONE,
        definition_lists=True,
        html_to_end_tag=True,
        markdown_in_html=section(config, "kramdown").get("parse_block_html") is True,
        attribute_lists=True,
        blanks_in_brackets=True,
        labels=frozenset(section(config, "kramdown", "link_defs")),
        display_math=True,
        any_end_tag=False,
        heading_ids=heading_ids.of_jekyll(config),
        yaml=YamlReader.LIBYAML,
    )


JEKYLL = Generator(
    name="jekyll",
    title="A Jekyll site",
    dialect=_dialect,
    make_site=_site,
    content_folders=lambda root, config: (root / str(config.get("source") or "."),),
    configs=("_config.yml", "_config.yaml", "_config.toml"),
    exclusion="in _config.yml, add linkcheck.toml to `exclude`: Jekyll publishes every other file",
)
