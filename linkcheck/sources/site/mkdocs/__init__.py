"""Reads an MkDocs site (mkdocs.org, "Configuration"); compared with what MkDocs 1.6 builds.

A link to a Markdown or other file of `docs_dir` is led to what becomes of it; every other link is read by browsers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect, HeadingIds
from linkcheck.sources.site import python_markdown
from linkcheck.sources.site.generator import Config, Generator
from linkcheck.sources.site.mkdocs.pages import MkDocsPages, docs_dir
from linkcheck.sources.site.paths import base_of
from linkcheck.sources.site.plain import Reading, Site
from linkcheck.sources.site.redirects import redirects
from linkcheck.strangers import Boundary

HARMLESS = frozenset({
    "search", "autorefs", "mkdocstrings", "minify", "git-revision-date", "git-revision-date-localized", "git-authors",
    "git-committers", "awesome-pages", "awesome-nav", "literate-nav", "section-index", "redirects", "macros", "meta",
    "offline", "privacy", "social", "glightbox", "mermaid2", "include-markdown", "table-reader", "tags", "typeset",
    "optimize", "rss", "open-in-new-tab", "charts", "markdownextradata", "encryptcontent", "swagger-ui-tag", "panzoom",
    "blog", "kroki", "drawio", "d2", "plantuml", "build_plantuml", "bibtex", "caption", "img2fig", "enumerate-headings",
    "termynal", "spellcheck", "asciinema-player", "with-pdf", "pdf-export", "group", "info",
    "exclude", "exclude-search", "git-latest-changes", "callouts", "link-marker", "htmlproofer", "linkcheck",
})  # fmt: skip
"""Plug-ins that make no pages of the documents' kind, and leave the links between documents as they are."""
LABELS = frozenset({"autorefs", "mkdocstrings"})
"""Plug-ins that make links of `[text][name]` without any definition."""


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    docs = docs_dir(root, config)
    known = _is_known(config) and within.holds(docs)
    pages = MkDocsPages(root, within, config, redirects((root, docs), within), known=known)
    return Site(
        root,
        dialect,
        base_url=base_of(config.get("site_url")),
        page_path=lambda file, front_matter: pages.path_of(file),
        find_page=pages.find_page,
        find_name=pages.find_name,
        within=within,
        certain=known,
        reading=lambda: Reading.NAMES,
        is_outside=lambda file: not file.is_relative_to(docs),
        renders=lambda file, front_matter: pages.path_of(file) is not None,
    )


def _is_known(config: Config) -> bool:
    """Tell whether neither a program nor another file has a part in the site."""
    return plugins(config) <= HARMLESS and "inherit" not in config and not config.get("hooks")


def plugins(config: Config) -> frozenset[str]:
    """Return the names of the plug-ins of a configuration, without that of the theme which some begin with."""
    names = python_markdown.extensions(config.get("plugins") or ["search"])
    return frozenset(name.rpartition("/")[2] for name in names)


def _dialect(config: Config) -> Dialect:
    used = python_markdown.extensions(["toc", "tables", "fenced_code", "extra", *python_markdown.MARKS])
    if "inherit" not in config:
        used = {name: used[name] for name in ("toc", "tables", "fenced_code")}
        used |= python_markdown.extensions(config.get("markdown_extensions"))
    known = python_markdown.dialect(used)
    if not _is_known(config):
        known = replace(known, heading_ids=HeadingIds.UNKNOWN)
    more = plugins(config) & LABELS or "inherit" in config
    return python_markdown.with_labels(known) if more else known


MKDOCS = Generator(
    name="mkdocs",
    title="An MkDocs site",
    dialect=_dialect,
    make_site=_site,
    content_folders=lambda root, config: (docs_dir(root, config),),
    configs=("mkdocs.yml", "mkdocs.yaml"),
)
