"""Reads a VitePress site (vitepress.dev) as far as its settings, which are a program, need not be known."""

from __future__ import annotations

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Generator, unread
from linkcheck.sources.site.names import site_by_names

VITEPRESS = Generator(
    name="vitepress",
    title="A VitePress site",
    dialect=lambda config: Dialect(),
    make_site=site_by_names,
    content_folders=lambda root, config: (root,),
    configs=tuple(f".vitepress/config.{suffix}" for suffix in ("ts", "mts", "js", "mjs")),
    read_config=unread,
)
