"""Reads a Hugo site: URLs, files and Markdown by its configuration (gohugo.io, "Configuration").

Themes, modules and mounts bring pages and files from elsewhere; with those, less is certain.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from linkcheck.model import Dialect, Linkify, TemplateLanguage, YamlReader
from linkcheck.sources.site import comments, heading_ids
from linkcheck.sources.site.config import section
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.hugo_config import CONFIGS, OLD_CONFIGS, read_hugo, with_theme
from linkcheck.sources.site.paths import base_of, exists, is_shared
from linkcheck.sources.site.plain import AS_BROWSERS, Reading, RootLinks, Site
from linkcheck.sources.site.published import PRESENT, UNKNOWN
from linkcheck.sources.site.templates import files_below, has_base
from linkcheck.strangers import Boundary

if TYPE_CHECKING:
    from linkcheck.sources.site.hugo_settings import HugoSettings

HOOK = re.compile(r"render-(?:link|image)\b")


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    """Raises LinkcheckError where a theme's configuration cannot be read."""
    from linkcheck.sources.site.hugo_content import Content  # all of them are for sites of Hugo alone
    from linkcheck.sources.site.hugo_gaps import absent_submodules, hugo_gaps
    from linkcheck.sources.site.hugo_pages import HugoPages
    from linkcheck.sources.site.hugo_refs import Refs
    from linkcheck.sources.site.hugo_settings import read_settings

    settings = read_settings(root, config, within)
    static = tuple(mount.folder for mount in settings.static if not mount.target)
    base = base_of(config.get("baseurl"))
    pages = HugoPages(Content(settings, now), is_shared(base, (root, *static)))
    refs = Refs(pages)
    assets = (root / "assets", *(theme / "assets" for theme in settings.themes))
    has_content = any(exists(mount.folder) for mount in settings.content)
    template = replace(dialect, front_matter_lines=True, labels_elsewhere=True)  # templates write the rest of them
    of_templates = [folder / name for folder in (root, *settings.themes) for name in ("archetypes", "layouts")]
    return Site(
        root,
        dialect,
        base_url=base,
        page_path=pages.path_of,
        find_page=lambda path: pages.published.find(path) if has_content else UNKNOWN,
        find_call=lambda name, argument, page: refs.find_call(name, argument, page) if has_content else UNKNOWN,
        find_name=lambda name, page: (
            PRESENT
            if exists(f"{page.parent}/{name}") or any(exists(f"{folder}{normpath(f'/{name}')}") for folder in assets)
            else refs.find(name, page)
        ),
        root_links=_root_links(settings),
        static=static,
        elsewhere=assets,
        data=settings.data,
        own_dialect=lambda file: template if any(map(file.is_relative_to, of_templates)) else None,
        within=within,
        templates=tuple(folder / "layouts" for folder in (root, *settings.themes)),
        all_templates=settings.complete,
        has_comments=comments.in_config(config),
        certain=settings.complete and not absent_submodules(settings),
        stops=str(config.get("reflinkserrorlevel")).upper() != "WARNING",
        reading=functools.cache(lambda: _reading(settings)),
        is_unpublished=pages.is_unpublished,
        gaps=tuple(hugo_gaps(settings)),
        renders=lambda file, front_matter: pages.path_of(file, front_matter) is not None,
    )


def _root_links(settings: HugoSettings) -> RootLinks:
    """Tell what Hugo makes of `/a/` on a site below a path: it may write another URL of it."""
    if settings.flag("relativeurls"):
        return RootLinks.SITE
    return RootLinks.BASE if settings.flag("canonifyurls") else RootLinks.HOST


def _reading(settings: HugoSettings) -> Reading:
    """Tell how links are read: Hugo's own hooks look them up by name, on sites of several languages unasked."""
    folders = [folder / "layouts" for folder in (settings.root, *settings.themes)]
    layouts = [file for folder in folders for file in files_below(folder, settings.within) if file.suffix == ".html"]
    hooks = section(settings.config, "markup", "goldmark", "renderhooks")
    several = len(settings.named_languages) > 1
    reading = AS_BROWSERS
    if any(_is_embedded(section(hooks, kind), several=several) for kind in ("link", "image")):
        reading |= Reading.NAMES
    if not settings.complete or any(HOOK.search(file.name) for file in layouts):
        reading |= Reading.OWN | Reading.NAMES
    if not settings.complete or any(has_base(file, settings.within) for file in layouts):
        reading |= Reading.BASE
    return reading


def _is_embedded(table: Mapping[str, object], *, several: bool) -> bool:
    use = table.get("useembedded", "auto")
    return use in ("always", "fallback") or (use == "auto" and several) or table.get("enabledefault") is True


def _read_config(root: Path, _file: Path, within: Boundary) -> Config:
    """Raises LinkcheckError for a file that cannot be read, a theme's too."""
    from linkcheck.sources.site.hugo_modules import components

    config = read_hugo(root, within)
    return reduce(with_theme, (theme.config for theme in components(root, config, within)), config)


def _dialect(config: Config) -> Dialect:
    goldmark = section(config, "markup", "goldmark")
    return Dialect(
        known=True,
        templates=TemplateLanguage.SHORTCODES,
        linkify=Linkify.GOLDMARK,
        entities_in_autolinks=False,
        definition_lists=True,
        loose_fences=True,
        drops_raw_html=not section(goldmark, "renderer").get("unsafe"),
        math=bool(section(goldmark, "extensions", "passthrough").get("enable")),
        heading_ids=heading_ids.of_hugo(config),
        yaml=YamlReader.STRICT,
    )


def _content_folders(root: Path, config: Config) -> Iterator[Path]:
    """Yield the mounts of content but for those of themes."""
    from linkcheck.sources.site.hugo_settings import read_settings

    themes = (root / str(config.get("themesdir") or "themes")).resolve()
    for mount in read_settings(root, config, Boundary.around(root)).content:
        if not mount.folder.resolve().is_relative_to(themes):
            yield mount.folder


HUGO = Generator(
    name="hugo",
    title="A Hugo site",
    dialect=_dialect,
    make_site=_site,
    content_folders=_content_folders,
    configs=CONFIGS,
    shared_configs=OLD_CONFIGS,
    read_config=_read_config,
)
