"""The dialects of the generators, by their names, as of sites that let raw HTML through."""

from __future__ import annotations

from dataclasses import replace

from linkcheck.sources.site import GENERATORS

DIALECTS = {one.name: replace(one.dialect({}), drops_raw_html=False) for one in GENERATORS}
HUGO, JEKYLL, PLAIN = (DIALECTS[name] for name in ("hugo", "jekyll", "plain"))
