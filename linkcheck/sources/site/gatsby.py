"""Reads a Gatsby site (gatsbyjs.com) as far as its settings, which are a program, need not be known."""

from __future__ import annotations

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Generator, unread
from linkcheck.sources.site.names import site_by_names

GATSBY = Generator(
    name="gatsby",
    title="A Gatsby site",
    dialect=lambda config: Dialect(),
    make_site=site_by_names,
    content_folders=lambda root, config: (root,),
    configs=("gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs"),
    read_config=unread,
)
