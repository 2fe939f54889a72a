"""Finds the files that Jekyll reads: those that `exclude`, `include` and names of its own leave.

Source: jekyllrb.com, "Configuration", and what Jekyll 4.3 reads.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from linkcheck.sources.site.config import lower_keys, section
from linkcheck.strangers import Boundary

ALWAYS_EXCLUDED = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle/",
    "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
REDIRECT_FROM = "jekyll-redirect-from"
LARGEST_GEMFILE = 1 << 16
"""Bytes."""
GROUP = re.compile(r"^[ \t]*group\b[^\n]*\bjekyll_plugins\b[^\n]*\bdo\b(.*?)^[ \t]*end\b", re.MULTILINE | re.DOTALL)
GEM = re.compile(r"^[ \t]*gem[ \t(]+[\"']([\w.-]+)[\"']([^\n]*)", re.MULTILINE)
SPECIAL = (".", "_", "#", "~")
"""Names that begin so are not read unless they are included, or are folders of posts and collections."""


class Collection(Struct, frozen=True):
    """A collection, posts too."""

    label: str
    folder: str
    """The folder of its files, from the source: `_posts`."""
    output: bool
    permalink: str | None = None


class Filter(Struct, frozen=True):
    """Tells which entries are read."""

    exclude: tuple[str, ...]
    include: tuple[str, ...]

    def takes(self, path: str, *, folder: bool) -> bool:
        """Tell whether an entry is read; `path` is relative to the source."""
        name = path.rpartition("/")[2]
        included = _matches(self.include, path, folder=folder) or _matches(self.include, name, folder=folder)
        if included:
            return True
        return not (name.startswith(SPECIAL) or name.endswith("~") or _matches(self.exclude, path, folder=folder))

    def excludes(self, path: str) -> bool:
        """Tell whether the settings leave out a file of a collection or a post."""
        return _matches(self.exclude, path, folder=False) and not _matches(self.include, path, folder=False)


def _matches(patterns: Sequence[str], path: str, *, folder: bool) -> bool:
    """Jekyll takes a pattern for a glob, for the beginning of a path, and for a folder's name."""
    for pattern in patterns:
        start = pattern.lstrip("/")
        if fnmatch.fnmatchcase(path, start) or path.startswith(start) or (folder and f"{path}/" == start):
            return True
    return False


def filter_of(config: Mapping[str, object]) -> Filter:
    """Read what a configuration excludes and includes."""
    return Filter((*_texts(config.get("exclude")), *ALWAYS_EXCLUDED), (".htaccess", *_texts(config.get("include"))))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value if each) if isinstance(value, list) else ()


def collections(config: Mapping[str, object]) -> tuple[Collection, ...]:
    """Read the collections of a configuration; posts are one, and are always published."""
    given = config.get("collections")
    tables: dict[str, Mapping[str, object]] = {"posts": {}}
    if isinstance(given, list):
        tables |= {str(label): {} for label in given}
    elif isinstance(given, Mapping):
        tables |= {str(label): lower_keys(table) for label, table in given.items()}
    parent = str(config.get("collections_dir") or "").strip("/")
    start = f"{parent}/" if parent else ""
    return tuple(
        Collection(
            label,
            f"{start}_{label}",
            label == "posts" or table.get("output") is True,
            str(table["permalink"]) if table.get("permalink") else None,
        )
        for label, table in tables.items()
    )


def walk(source: Path, chosen: Filter, *, skipped: str) -> Iterator[str]:
    """Yield the paths of pages and static files; `skipped` is the folder that collections are in, if any."""
    for folder, folders, names in os.walk(source):
        below = Path(folder).relative_to(source).as_posix()
        start = "" if below == "." else f"{below}/"
        folders[:] = sorted(
            name for name in folders if chosen.takes(f"{start}{name}", folder=True) and f"{start}{name}" != skipped
        )
        yield from (f"{start}{name}" for name in sorted(names) if chosen.takes(f"{start}{name}", folder=False))


def walk_all(source: Path, folder: str, chosen: Filter) -> Iterator[str]:
    """Yield the paths of all files below a folder of posts or of a collection."""
    for inside, _, names in os.walk(source / folder):
        for name in sorted(names):
            path = (Path(inside) / name).relative_to(source).as_posix()
            if not name.startswith(SPECIAL) and not name.endswith("~") and not chosen.excludes(path):
                yield path


def post_folders(source: Path, chosen: Filter, name: str) -> Iterator[str]:
    """Yield every `_posts` (or `_drafts`) folder, in the source and in the folders that are read."""
    for folder, folders, _ in os.walk(source):
        below = Path(folder).relative_to(source).as_posix()
        start = "" if below == "." else f"{below}/"
        if name in folders:
            yield f"{start}{name}"
        folders[:] = [each for each in folders if chosen.takes(f"{start}{each}", folder=True)]


def plugins(config: Mapping[str, object]) -> frozenset[str]:
    """Return the names of the plugins that a configuration asks for."""
    given = config.get("plugins") or config.get("gems") or []
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset({str(given)})


def bundled_plugins(root: Path, within: Boundary) -> frozenset[str]:
    """Return the plugins that a site's Gemfile names in the group `jekyll_plugins`: Jekyll loads them by itself."""
    try:
        text = within.read_text(root / "Gemfile", LARGEST_GEMFILE)
    except (OSError, ValueError):
        return frozenset()
    grouped = "".join(GROUP.findall(text))
    gems = [*GEM.findall(grouped), *((name, rest) for name, rest in GEM.findall(text) if "jekyll_plugins" in rest)]
    return frozenset(name for name, _ in gems if "jekyll-" in name and not name.startswith("jekyll-theme"))


def defaults(config: Mapping[str, object], path: str, kind: str) -> dict[str, object]:
    """Return the front matter that a configuration lays under a file; the longer scope wins, then the one of a type."""
    given = config.get("defaults")
    found: list[tuple[int, bool, int, Mapping[str, object]]] = []
    for index, each in enumerate(given if isinstance(given, list) else []):
        scope = section(lower_keys(each), "scope")
        start = str(scope.get("path") or "").strip("/")
        fits = fnmatch.fnmatchcase(path, f"{start}*") if "*" in start else path.startswith(start)
        if fits and scope.get("type") in (None, kind, kind.removesuffix("s")):
            found.append((len(start), "type" in scope, index, section(lower_keys(each), "values")))
    values: dict[str, object] = {}
    for _, _, _, table in sorted(found, key=lambda item: item[:3]):
        values |= table
    return values
