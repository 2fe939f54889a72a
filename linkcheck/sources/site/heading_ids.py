"""Reads how a site makes the ids of headings (gohugo.io, "Configure markup"; kramdown.gettalong.org, "Options")."""

from __future__ import annotations

from collections.abc import Mapping

from linkcheck.model import HeadingIds
from linkcheck.sources.site.config import section

OF_HUGO = {
    "github": HeadingIds.GOLDMARK,
    "github-ascii": HeadingIds.GOLDMARK_ASCII,
    "blackfriday": HeadingIds.BLACKFRIDAY,
}
OF_KRAMDOWN = {"gfm": HeadingIds.KRAMDOWN_GFM, "kramdown": HeadingIds.KRAMDOWN}


def of_hugo(config: Mapping[str, object]) -> HeadingIds:
    """Read Hugo's settings; `autoIDType` is the newer name of `autoHeadingIDType`."""
    parser = section(config, "markup", "goldmark", "parser")
    if parser.get("autodefinitiontermid") is True:
        return HeadingIds.UNKNOWN  # terms have ids too, and are counted with the headings
    if parser.get("autoheadingid") is False:
        return HeadingIds.NONE
    given = parser.get("autoidtype") or parser.get("autoheadingidtype") or "github"
    return OF_HUGO.get(str(given).lower(), HeadingIds.UNKNOWN)


def of_jekyll(config: Mapping[str, object]) -> HeadingIds:
    """Read Jekyll's settings; what changes ids in ways that are not made here leaves them unknown."""
    kramdown = section(config, "kramdown")
    if str(config.get("markdown") or "kramdown").lower() != "kramdown":
        return HeadingIds.UNKNOWN
    if any(kramdown.get(key) for key in ("auto_id_prefix", "transliterated_header_ids")):
        return HeadingIds.UNKNOWN
    if kramdown.get("auto_ids") is False:
        return HeadingIds.NONE
    return OF_KRAMDOWN.get(str(kramdown.get("input") or "GFM").lower(), HeadingIds.UNKNOWN)
