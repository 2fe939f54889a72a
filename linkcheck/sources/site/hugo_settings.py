"""Reads the places in a Hugo configuration: languages, folders of content and static files, patterns of URLs.

Source: gohugo.io, "Configuration", and what Hugo 0.168 does with it. Modules that are not on this disk may bring more;
`complete` says whether everything is in sight.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck.sources.site.config import lower_keys, section
from linkcheck.sources.site.hugo_modules import Mount, Table, components, is_plain_mount, listed, mounted, tables
from linkcheck.strangers import BadPatternError, Boundary, LinearPattern

DEFAULT_TAXONOMIES = {"tag": "tags", "category": "categories"}
KINDS = ("page", "section", "taxonomy", "term")
DATES: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published", "date"),
    "expirydate": ("expirydate", "unpublishdate"),
}
"""The front matter keys of a page's dates, in the order that Hugo asks them."""


@dataclass(frozen=True)
class HugoSettings:
    """A configuration as far as places go; keys in lower case."""

    root: Path
    config: Mapping[str, object]
    within: Boundary
    """What may be read."""
    themes: tuple[Path, ...]
    missing: tuple[str, ...]
    """The themes and modules that are not on this disk."""
    understood: bool
    """All mounts are understood."""
    languages: tuple[str, ...]
    """The default one first."""
    content: tuple[Mount, ...]
    static: tuple[Mount, ...]
    data: tuple[Path, ...] = ()
    permalinks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind → first folder → pattern."""
    permalinks_known: bool = True

    @property
    def complete(self) -> bool:
        """Tell whether everything that may bring pages and files is in sight."""
        return self.understood and not self.missing

    @property
    def default_language(self) -> str:
        """The language of files whose names tell none."""
        return self.languages[0]

    def prefix(self, language: str) -> str:
        """Return the folder of a language: empty, or with a slash at its end."""
        inside = self.flag("defaultcontentlanguageinsubdir")
        return f"{language}/" if inside or language != self.default_language else ""

    def flag(self, key: str) -> bool:
        """Return a switch that is off unless it is turned on."""
        return self.config.get(key) is True

    @property
    def named_languages(self) -> frozenset[str]:
        """All languages that a file's name may tell, those that are switched off too."""
        return frozenset((*self.languages, *section(self.config, "languages")))

    @property
    def has_hosts(self) -> bool:
        """Tell whether languages are published on hosts of their own."""
        tables = section(self.config, "languages")
        return any("baseurl" in section(tables, name) for name in tables)

    @property
    def keeps_case(self) -> bool:
        """Tell whether paths keep their upper case letters."""
        return self.flag("disablepathtolower")

    @property
    def taxonomies(self) -> tuple[str, ...]:
        """The plural names, which are both front matter keys and first folders."""
        found = section(self.config, "taxonomies") if "taxonomies" in self.config else DEFAULT_TAXONOMIES
        return tuple(str(name).lower() for name in found.values())

    @property
    def disabled_kinds(self) -> frozenset[str]:
        """Kinds of pages that are not made."""
        given = self.config.get("disablekinds")
        return frozenset(str(kind).lower() for kind in given) if isinstance(given, list) else frozenset()

    def is_ugly(self, first_folder: str) -> bool:
        """Tell whether pages below a first folder are files, `a.html`, and no folders."""
        given = self.config.get("uglyurls")
        return given is True or section(self.config, "uglyurls").get(first_folder) is True

    def dates(self, name: str) -> tuple[str, ...]:
        """Return the keys that are asked for a date; `:filename` is the date in a file's name."""
        given = section(self.config, "frontmatter").get(name)
        if not isinstance(given, list):
            return DATES[name]
        keys = [DATES[name] if str(key) == ":default" else (str(key).lower(),) for key in given]
        return tuple(key for group in keys for key in group)

    @property
    def ignored(self) -> tuple[LinearPattern, ...]:
        """Patterns of files that are not read; one that RE2, which is Go's way, does not take is left out."""
        found = []
        for each in listed(self.config.get("ignorefiles")):
            with contextlib.suppress(BadPatternError):
                found.append(LinearPattern(str(each)))
        return tuple(found)


def read_settings(root: Path, config: Mapping[str, object], within: Boundary) -> HugoSettings:
    """Work out a configuration; folders outside of `within` are as if they were not on this disk.

    Raises LinkcheckError where a theme's configuration cannot be read.
    """
    found = tuple(components(root, config, within))
    themes = [(theme.folder, theme.mounts) for theme in found if theme.folder is not None]
    languages = tuple(_languages(config))
    mounts = tables(section(config, "module").get("mounts"))
    content = [*_content(root, config, languages, mounts)]
    static = [*_static(root, config, languages, mounts)]
    for folder, its in themes:
        for kind, all_mounts in (("content", content), ("static", static)):
            given = [*mounted(folder, its, kind, languages)]
            all_mounts += given or ([] if its else [Mount(folder / kind)])
    every_mount = (*mounts, *(mount for _, its in themes for mount in its))
    permalinks = _permalinks(config.get("permalinks"))
    return HugoSettings(
        root,
        config,
        within,
        tuple(folder for folder, _ in themes),
        missing=tuple(dict.fromkeys(theme.name for theme in found if theme.folder is None)),
        understood=all(within.holds(mount.folder) for mount in (*content, *static))
        and all(map(is_plain_mount, every_mount))
        and not {"versions", "roles"} & set(config),
        languages=languages,
        content=tuple(mount for mount in content if within.holds(mount.folder)),
        static=tuple(mount for mount in static if within.holds(mount.folder)),
        data=tuple(mount.folder for mount in mounted(root, mounts, "data", languages))
        or (root / str(config.get("datadir") or "data"),),
        permalinks=permalinks or {},
        permalinks_known=permalinks is not None,
    )


def _languages(config: Mapping[str, object]) -> Iterator[str]:
    """Yield the languages that are built, the default one first."""
    default = str(config.get("defaultcontentlanguage") or "en").lower()
    tables = section(config, "languages")
    disabled = {str(name).lower() for name in listed(config.get("disablelanguages"))}
    names = [name for name in tables if section(tables, name).get("disabled") is not True and name not in disabled]
    if names and default not in names and "defaultcontentlanguage" not in config:
        default = min(names, key=lambda name: _weight(section(tables, name)))
    yield default
    yield from (name for name in names if name != default)


def _weight(table: Mapping[str, object]) -> tuple[bool, float]:
    weight = table.get("weight")
    return not weight, weight if isinstance(weight, int | float) else 0


def _content(
    root: Path, config: Mapping[str, object], languages: tuple[str, ...], mounts: Sequence[Table]
) -> Iterator[Mount]:
    given = tuple(mounted(root, mounts, "content", languages))
    yield from given
    if given:
        return
    tables = section(config, "languages")
    folders = {name: section(tables, name).get("contentdir") for name in languages}
    for name, folder in folders.items():
        if folder:
            yield Mount(root / str(folder), language=name)
    if not all(folders.values()):
        yield Mount(root / str(config.get("contentdir") or "content"))


def _static(
    root: Path, config: Mapping[str, object], languages: tuple[str, ...], mounts: Sequence[Table]
) -> Iterator[Mount]:
    given = tuple(mounted(root, mounts, "static", languages))
    yield from given
    if given:
        return
    tables = section(config, "languages")
    for table in (config, *(section(tables, name) for name in languages)):
        names = [table.get(f"staticdir{number}") for number in ("", *range(11))]
        for name in names:
            yield from (Mount(root / str(each)) for each in listed(name))
    if not config.get("staticdir"):
        yield Mount(root / "static")


def _permalinks(given: object) -> dict[str, dict[str, str]] | None:
    """Return the patterns by kind; None where they are written in a way that is not understood.

    A pattern beside the tables of kinds counts for pages and terms.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return None
    patterns: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for key, value in lower_keys(given).items():
        if isinstance(value, str):
            patterns["page"][key] = patterns["term"][key] = value
        elif key in KINDS and isinstance(value, Mapping):
            patterns[key] |= {name: str(pattern) for name, pattern in lower_keys(value).items()}
        else:
            return None
    return patterns
