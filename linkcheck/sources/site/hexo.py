"""Reads a Hexo site (hexo.io) as far as the plug-ins that make its pages need not be known."""

from __future__ import annotations

import re

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Generator, unread
from linkcheck.sources.site.names import site_by_names

OWN = re.compile(r"^(?:source_dir|public_dir|skip_render|post_asset_folder|new_post_name)\s*:", re.MULTILINE)
"""Keys that Hexo writes into every new configuration, and Jekyll has none of."""

HEXO = Generator(
    name="hexo",
    title="A Hexo site",
    dialect=lambda config: Dialect(),
    make_site=site_by_names,
    content_folders=lambda root, config: (root / "source",),
    configs=("_config.yml",),
    recognises=lambda text: OWN.search(text) is not None,
    read_config=unread,
)
