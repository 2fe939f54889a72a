"""Tells which themes and modules of a Hugo site are not on this disk, each with the command that brings it.

Sources: gohugo.io, "Theme components" and "Configure modules"; gitmodules(5). A submodule that was never fetched is an
empty folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from linkcheck.sources.site.config import lower_keys, section
from linkcheck.sources.site.generator import Config
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.strangers import Boundary

LARGEST = 1024 * 1024
"""Bytes of `.gitmodules`."""

_PATH = re.compile(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)


def hugo_gaps(root: Path, config: Config, within: Boundary) -> tuple[str, ...]:
    """Return a sentence for each theme or module that a site's own configuration names and this disk lacks."""
    folder = root / str(config.get("themesdir") or "themes")
    submodules = frozenset(_submodules(within))
    return tuple(
        f"theme or module {name} is not on this disk: {_remedy(name, folder / name, root, submodules)}"
        for name in dict.fromkeys(_names(config))
        if not any(map(_has_files, (folder / name, root / "_vendor" / name)))
    )


def _names(config: Config) -> Iterator[str]:
    """Yield themes and imported modules, as they are written."""
    themes = config.get("theme")
    yield from (str(name) for name in (themes if isinstance(themes, list) else [themes]) if name)
    imports = section(config, "module").get("imports")
    for item in map(lower_keys, imports if isinstance(imports, list) else []):
        if item.get("path") and item.get("disable") is not True and item.get("disabled") is not True:
            yield str(item["path"])


def _has_files(folder: Path) -> bool:
    return is_folder(folder) and any(not entry.name.startswith(".git") for entry in folder.iterdir())


def _remedy(name: str, place: Path, root: Path, submodules: frozenset[str]) -> str:
    if os.path.realpath(place) in submodules:
        return "git submodule update --init brings it"
    if "." in name.partition("/")[0] or exists(root / "go.mod"):
        return "hugo mod vendor brings it"
    return f"it belongs into {os.path.relpath(place, root)}"


def _submodules(within: Boundary) -> Iterator[str]:
    """Yield the real paths of the folders that are repositories of their own."""
    try:
        text = within.read_text(within.top / ".gitmodules", LARGEST)
    except (OSError, UnicodeDecodeError):
        return
    yield from (os.path.realpath(within.top / match[1].strip('"')) for match in _PATH.finditer(text))
