"""Tells what of a Hugo site is not in sight, with the command that brings it where there is one.

Sources: gohugo.io, "Theme components" and "Configure modules"; gitmodules(5).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from linkcheck.sources.site.hugo_settings import HugoSettings
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.strangers import Boundary

LARGEST = 1024 * 1024
"""Bytes of `.gitmodules`."""

_PATH = re.compile(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)


def hugo_gaps(settings: HugoSettings) -> Iterator[str]:
    """Yield a sentence for each theme or module that this disk lacks, and for what is not followed."""
    submodules = frozenset(_submodules(settings.within))
    for name in settings.missing:
        yield f"theme or module {name} is not on this disk: {_remedy(settings, name, submodules)}"
    themes = {os.path.realpath(_place(settings, name)) for name in settings.missing}
    for folder in absent_submodules(settings):
        if str(folder) not in themes:
            name = os.path.relpath(folder, os.path.realpath(settings.root))
            yield f"submodule {name} is not on this disk: git submodule update --init brings it"
    if not settings.understood:
        yield "this Hugo configuration mounts folders in ways that are not followed: missing pages were not looked for"
    elif settings.has_hosts:
        yield "the languages of this site have addresses of their own: missing pages were not looked for"


def absent_submodules(settings: HugoSettings) -> tuple[Path, ...]:
    """Return the submodules in the site that were never fetched: anything may be copied from them before a build."""
    root = os.path.realpath(settings.root)
    folders = (Path(folder) for folder in sorted(_submodules(settings.within)))
    return tuple(folder for folder in folders if folder.is_relative_to(root) and _is_empty(folder))


def _is_empty(folder: Path) -> bool:
    return not exists(folder) or (is_folder(folder) and not any(folder.iterdir()))


def _place(settings: HugoSettings, name: str) -> Path:
    return settings.root / str(settings.config.get("themesdir") or "themes") / name


def _remedy(settings: HugoSettings, name: str, submodules: frozenset[str]) -> str:
    if os.path.realpath(_place(settings, name)) in submodules:
        return "git submodule update --init brings it"
    if "." in name.partition("/")[0] or exists(settings.root / "go.mod"):
        return "hugo mod vendor brings it"
    return f"it belongs into {os.path.relpath(_place(settings, name), settings.root)}"


def _submodules(within: Boundary) -> Iterator[str]:
    """Yield the real paths of the folders that are repositories of their own."""
    try:
        text = within.read_text(within.top / ".gitmodules", LARGEST)
    except (OSError, UnicodeDecodeError):
        return
    yield from (os.path.realpath(within.top / match[1].strip('"')) for match in _PATH.finditer(text))
