"""Reads an Eleventy site (11ty.dev) as far as its settings, which are a program, need not be known."""

from __future__ import annotations

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Generator, unread
from linkcheck.sources.site.names import site_by_names

ELEVENTY = Generator(
    name="eleventy",
    title="An Eleventy site",
    dialect=lambda config: Dialect(),
    make_site=site_by_names,
    content_folders=lambda root, config: (root,),
    configs=("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", ".eleventy.js"),
    read_config=unread,
)
