"""Finds the themes and modules of a Hugo site on this disk, and where each puts its content and files.

Source: gohugo.io, "Theme components" and "Configure modules", and what Hugo 0.168 does. A theme is there once it has a
file: a submodule that was never fetched leaves an empty folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from linkcheck.sources.site.config import lower_keys, section
from linkcheck.sources.site.hugo_config import read_hugo
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.strangers import Boundary

Table = Mapping[str, object]
PLAIN = frozenset({"source", "target", "lang", "sites", "disablewatch"})
"""The keys of a mount that are understood here."""


class Mount(Struct, frozen=True):
    """A folder of files and where it appears in the site: `target` is empty, or a path with a slash at its end."""

    folder: Path
    target: str = ""
    language: str | None = None


class Component(Struct, frozen=True):
    """A theme or module."""

    name: str
    folder: Path | None
    """None where it is not on this disk."""
    config: Table
    mounts: Sequence[Table]
    """Those that its import or its own configuration lists."""


def components(
    root: Path, config: Table, within: Boundary, folder: str = "", seen: frozenset[str] = frozenset()
) -> Iterator[Component]:
    """Yield the themes and modules of a site, and theirs after each.

    `folder` is the one of the themes; `seen` are those on the way, for a theme may name itself.

    Raises LinkcheckError for a configuration of theirs that cannot be read.
    """
    folder = folder or str(config.get("themesdir") or "themes")
    for item in _imports(config):
        name = str(item["path"])
        if name in seen:
            continue
        places = (root / folder / name, root / "_vendor" / name)
        place = next((place for place in places if within.holds(place) and _has_files(place)), None)
        own = read_hugo(place, within) if place is not None else {}
        yield Component(name, place, own, tables(item.get("mounts")) or tables(section(own, "module").get("mounts")))
        yield from components(root, own, within, folder, seen | {name})


def _imports(config: Table) -> Iterator[Table]:
    for name in listed(config.get("theme")):
        yield {"path": name}
    for item in tables(section(config, "module").get("imports")):
        if item.get("path") and not (item.get("disable") is True or item.get("disabled") is True):
            yield item


def _has_files(folder: Path) -> bool:
    return is_folder(folder) and any(not entry.name.startswith(".git") for entry in folder.iterdir())


def listed(value: object) -> list[object]:
    """Return a value as a list; what is absent or empty has no items."""
    return value if isinstance(value, list) else [value] if value else []


def tables(value: object) -> list[dict[str, object]]:
    """Return the tables of a list, keys in lower case."""
    return [lower_keys(item) for item in listed(value) if isinstance(item, Mapping)]


def mounted(root: Path, mounts: Sequence[Table], component: str, languages: Sequence[str]) -> Iterator[Mount]:
    """Yield the mounts of `content` or `static`; where there is one, the usual folder is none.

    Hugo passes over a mount of what is not there.
    """
    for mount in mounts:
        first, _, rest = str(mount.get("target") or "").replace("\\", "/").strip("/").partition("/")
        if first == component and exists(root / str(mount.get("source"))):
            for language in _languages(mount, languages):
                yield Mount(root / str(mount.get("source")), f"{rest}/" if rest else "", language)


def _languages(mount: Table, languages: Sequence[str]) -> Sequence[str | None]:
    if mount.get("lang"):
        return (str(mount["lang"]).lower(),)
    chosen = in_matrix(mount.get("sites"), languages)
    return (None,) if chosen is None else chosen


def in_matrix(sites: object, languages: Sequence[str]) -> Sequence[str] | None:
    """Return the languages that `sites.matrix` names (Hugo 0.153); None where it names none."""
    wanted = [str(name).lower() for name in listed(section(lower_keys(sites), "matrix").get("languages"))]
    if not wanted:
        return None
    return languages if wanted in (["**"], ["*"]) else [name for name in languages if name in wanted]


def is_plain(table: Table) -> bool:
    """Tell whether all that a mount, or a page's front matter, says of its sites is understood."""
    sites = lower_keys(table.get("sites"))
    matrix = section(sites, "matrix")
    names = [str(name) for name in listed(matrix.get("languages"))]
    globs = any(not name.replace("-", "").isalnum() for name in names) and names not in (["**"], ["*"])
    return not (set(sites) - {"matrix", "complements"} or set(matrix) - {"languages"} or globs)


def is_plain_mount(mount: Table) -> bool:
    """Tell whether a mount takes all files of its folder to one place."""
    return not set(mount) - PLAIN and is_plain(mount)
