"""Reads a site of Astro or Starlight (docs.astro.build) as far as its settings, a program, need not be known."""

from __future__ import annotations

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Generator, unread
from linkcheck.sources.site.names import site_by_names

ASTRO = Generator(
    name="astro",
    title="An Astro site",
    dialect=lambda config: Dialect(),
    make_site=site_by_names,
    content_folders=lambda root, config: (root / "src" / "content", root / "src" / "pages"),
    configs=tuple(f"astro.config.{suffix}" for suffix in ("mjs", "js", "ts", "mts", "cjs")),
    read_config=unread,
)
