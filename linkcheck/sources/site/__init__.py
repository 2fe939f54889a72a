"""The blog itself: which engine renders it, where its pages live, and what a link inside it leads to.

Links inside the blog are no targets: nothing is asked of the web, and what is wrong with them is a problem. A wrong
"missing" is worse than a missed one, so what the configuration leaves open is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from linkcheck.sources.site.anchors import SourcePage, missing_headings
from linkcheck.sources.site.config import CONFIGS, read_config
from linkcheck.sources.site.hugo import hugo_site
from linkcheck.sources.site.hugo_settings import read_settings
from linkcheck.sources.site.jekyll import jekyll_site
from linkcheck.sources.site.plain import Site

__all__ = ["Site", "SourcePage", "content_folders", "find_root", "is_root", "load", "missing_headings"]


def find_root(paths: Sequence[Path], cwd: Path) -> Path:
    """Return the nearest folder above a path that has a site's configuration, else the working directory.

    Of several sites it is that of the first path that lies in one: a README before the posts is no site.
    """
    seen: set[Path] = set()
    for path in paths:
        start = (cwd / path).resolve()
        for folder in (start, *start.parents):
            if folder in seen:
                break
            if is_root(folder):
                return folder
            seen.add(folder)
    return cwd


def is_root(folder: Path) -> bool:
    """Tell whether a folder has a site's configuration."""
    return any((folder / name).exists() for name in CONFIGS)


def load(root: Path, now: datetime | None = None) -> Site:
    """Read a site's configuration; a folder without one is a plain collection of files.

    Posts later than `now` (if None, than the clock) are of the future: the generators leave them out.

    Raises LinkcheckError where the configuration cannot be read.
    """
    found = next((root / name for name in CONFIGS if (root / name).exists()), None)
    if found is None:
        return Site(root)
    config = read_config(found)
    make = jekyll_site if found.name.startswith("_config") else hugo_site
    return make(root, config, now or datetime.now(UTC))


def content_folders(root: Path) -> tuple[Path, ...]:
    """Return where the pages of a site are written, as far as that is in the site: its root where nothing is said.

    Raises LinkcheckError where the configuration cannot be read.
    """
    found = next((root / name for name in CONFIGS if (root / name).exists()), None)
    if found is None:
        return (root,)
    config = read_config(found)
    if found.name.startswith("_config"):
        named = [root / str(config.get("source") or ".")]
    else:
        named = [mount.folder for mount in read_settings(root, config).content]
    themes = (root / str(config.get("themesdir") or "themes")).resolve()
    folders = dict.fromkeys(folder.resolve() for folder in named if folder.is_dir())
    own = (one for one in folders if one.is_relative_to(root.resolve()) and not one.is_relative_to(themes))
    return tuple(own) or (root,)
