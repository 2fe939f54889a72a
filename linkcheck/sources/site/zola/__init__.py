"""Reads a Zola site (getzola.org/documentation); compared with what Zola 0.22 builds.

A link `@/a.md` names a file below `content/`, and the build stops where there is none, or no such heading in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect, HeadingIds, Linkify
from linkcheck.sources.site.config import section
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.paths import base_of, exists, is_folder, is_shared
from linkcheck.sources.site.plain import AS_BROWSERS, Reading, Site
from linkcheck.sources.site.redirects import redirects
from linkcheck.sources.site.templates import files_below, has_base
from linkcheck.strangers import Boundary

CONTENT = "content"
OWN = re.compile(r"^\s*base_url\s*=", re.MULTILINE)


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    from linkcheck.sources.site.zola.pages import ZolaPages  # most sites are of other generators

    theme = str(config.get("theme") or "")
    folders = (root, root / "themes" / theme) if theme else (root,)
    complete = all(map(is_folder, folders)) and all(map(within.holds, folders))
    static = tuple(folder / "static" for folder in folders)
    base = base_of(config.get("base_url"))
    led = redirects((root, root / "static"), within)
    pages = ZolaPages(root / CONTENT, within, config, led, shared=is_shared(base, static))
    templates = tuple(folder / "templates" for folder in folders)
    return Site(
        root,
        dialect,
        base_url=base,
        page_path=lambda file, front_matter: pages.path_of(file),
        find_page=lambda path: pages.published.find(path),
        find_source=pages.find_source,
        static=static,
        within=within,
        templates=templates,
        all_templates=complete,
        certain=complete,
        reading=functools.cache(lambda: _reading(templates, within, complete=complete)),
        is_outside=lambda file: not file.is_relative_to(root / CONTENT),
        is_unpublished=pages.is_unpublished,
        renders=lambda file, front_matter: pages.path_of(file) is not None,
    )


def _reading(templates: tuple[Path, ...], within: Boundary, *, complete: bool) -> Reading:
    layouts = (file for folder in templates for file in files_below(folder, within) if file.suffix == ".html")
    return AS_BROWSERS if complete and not any(has_base(file, within) for file in layouts) else Reading.BASE


def _dialect(config: Config) -> Dialect:
    markdown = section(config, "markdown")
    return Dialect(
        known=True,
        linkify=Linkify.NONE,
        definition_lists=markdown.get("definition_list") is True,
        heading_ids=_heading_ids(section(config, "slugify")),
    )


def _heading_ids(slugify: Mapping[str, object]) -> HeadingIds:
    kinds = {"on": HeadingIds.SLUG, "safe": HeadingIds.BLANKS_ONLY, "off": HeadingIds.BLANKS_ONLY}
    return kinds.get(str(slugify.get("anchors") or "on").lower(), HeadingIds.UNKNOWN)


ZOLA = Generator(
    name="zola",
    title="A Zola site",
    dialect=_dialect,
    make_site=_site,
    content_folders=lambda root, config: (root / CONTENT,) if exists(root / CONTENT) else (),
    configs=("zola.toml",),
    shared_configs=("config.toml",),
    recognises=lambda text: OWN.search(text.partition("\n[")[0]) is not None,  # above all tables, where others have it
)
