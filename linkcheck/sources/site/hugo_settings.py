"""Reads the places in a Hugo configuration: languages, folders of content and static files, patterns of URLs.

Source: gohugo.io, "Configuration", and what Hugo 0.168 does with it. Modules that are not on this disk may bring more;
`complete` says whether everything is in sight.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck.sources.site.config import lower_keys, read_config, section
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.strangers import BadPatternError, Boundary, LinearPattern

CONFIGS = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default")
OLD_CONFIGS = ("config.toml", "config.yaml", "config.yml", "config.json")
"""The names before Hugo 0.110; other programs have such files, too."""
DEFAULT_TAXONOMIES = {"tag": "tags", "category": "categories"}
KINDS = ("page", "section", "taxonomy", "term")
DATES: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published", "date"),
    "expirydate": ("expirydate", "unpublishdate"),
}
"""The front matter keys of a page's dates, in the order that Hugo asks them."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of files and where it appears in the site: `target` is empty, or a path with a slash at its end."""

    folder: Path
    target: str = ""
    language: str | None = None


@dataclass(frozen=True)
class HugoSettings:
    """A configuration as far as places go; keys in lower case."""

    root: Path
    config: Mapping[str, object]
    within: Boundary
    """What may be read."""
    themes: tuple[Path, ...]
    complete: bool
    """All themes and modules are on this disk, and all mounts are understood."""
    languages: tuple[str, ...]
    """The default one first."""
    content: tuple[Mount, ...]
    static: tuple[Mount, ...]
    data: tuple[Path, ...] = ()
    permalinks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind → first folder → pattern."""
    permalinks_known: bool = True

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
        for each in _listed(self.config.get("ignorefiles")):
            with contextlib.suppress(BadPatternError):
                found.append(LinearPattern(str(each)))
        return tuple(found)


def read_settings(root: Path, config: Mapping[str, object], within: Boundary) -> HugoSettings:
    """Work out a configuration; folders outside of `within` are as if they were not on this disk.

    Raises LinkcheckError where a theme's configuration cannot be read.
    """
    found = tuple(_components(root, config, within))
    themes = tuple(folder for folder in found if folder is not None)
    own = all("mounts" not in section(_config_of(theme, within), "module") for theme in themes)
    languages = tuple(_languages(config))
    mounts = section(config, "module").get("mounts")
    listed = [lower_keys(mount) for mount in mounts] if isinstance(mounts, list) else []
    mounted = (*_content(root, config, languages, listed), *(Mount(theme / "content") for theme in themes))
    content = tuple(mount for mount in mounted if within.holds(mount.folder))
    mounted_files = (*_static(root, config, languages, listed), *(Mount(theme / "static") for theme in themes))
    static = tuple(mount for mount in mounted_files if within.holds(mount.folder))
    all_here = len(content) + len(static) == len(mounted) + len(mounted_files)
    permalinks = _permalinks(config.get("permalinks"))
    return HugoSettings(
        root,
        config,
        within,
        themes,
        complete=None not in found and own and all_here and all(_is_plain(mount) for mount in listed),
        languages=languages,
        content=content,
        static=static,
        data=tuple(mount.folder for mount in _mounted(root, listed, "data"))
        or (root / str(config.get("datadir") or "data"),),
        permalinks=permalinks or {},
        permalinks_known=permalinks is not None,
    )


def _components(
    root: Path, config: Mapping[str, object], within: Boundary, seen: frozenset[str] = frozenset()
) -> Iterator[Path | None]:
    """Yield the folders of themes and modules; None for one that is not on this disk.

    `seen` are those on the way: a theme may name itself.
    """
    names = [str(name) for name in _listed(config.get("theme"))]
    for each in _listed(section(config, "module").get("imports")):
        item = lower_keys(each)
        if item.get("disable") is not True and item.get("path"):
            names.append(str(item["path"]))
    for name in (name for name in names if name not in seen):
        folders = (root / str(config.get("themesdir") or "themes") / name, root / "_vendor" / name)
        theme = next((folder for folder in folders if is_folder(folder) and within.holds(folder)), None)
        yield theme
        if theme is not None:
            for path in _listed(section(_config_of(theme, within), "module").get("imports")):
                inner = {"theme": lower_keys(path).get("path"), **_only(config, "themesdir")}
                yield from _components(root, inner, within, seen | {name})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _only(config: Mapping[str, object], key: str) -> dict[str, object]:
    return {key: config[key]} if key in config else {}


def _config_of(theme: Path, within: Boundary) -> Mapping[str, object]:
    found = next((theme / name for name in (*CONFIGS, *OLD_CONFIGS) if exists(theme / name)), None)
    return read_config(found, within) if found is not None else {}


def _languages(config: Mapping[str, object]) -> Iterator[str]:
    """Yield the languages that are built, the default one first."""
    default = str(config.get("defaultcontentlanguage") or "en").lower()
    tables = section(config, "languages")
    disabled = {str(name).lower() for name in _listed(config.get("disablelanguages"))}
    names = [name for name in tables if section(tables, name).get("disabled") is not True and name not in disabled]
    if names and default not in names and "defaultcontentlanguage" not in config:
        default = min(names, key=lambda name: _weight(section(tables, name)))
    yield default
    yield from (name for name in names if name != default)


def _weight(table: Mapping[str, object]) -> tuple[bool, float]:
    weight = table.get("weight")
    return not weight, weight if isinstance(weight, int | float) else 0


def _is_plain(mount: Mapping[str, object]) -> bool:
    return not set(mount) - {"source", "target", "lang", "disablewatch"}


def _content(
    root: Path, config: Mapping[str, object], languages: tuple[str, ...], mounts: list[dict[str, object]]
) -> Iterator[Mount]:
    given = tuple(_mounted(root, mounts, "content"))
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


def _mounted(root: Path, mounts: list[dict[str, object]], component: str) -> Iterator[Mount]:
    """Yield the mounts of a component; where there is one, the usual folder is none."""
    for mount in mounts:
        first, _, rest = str(mount.get("target") or "").replace("\\", "/").strip("/").partition("/")
        if first == component:
            language = str(mount["lang"]).lower() if mount.get("lang") else None
            yield Mount(root / str(mount.get("source")), f"{rest}/" if rest else "", language)


def _static(
    root: Path, config: Mapping[str, object], languages: tuple[str, ...], mounts: list[dict[str, object]]
) -> Iterator[Mount]:
    given = tuple(_mounted(root, mounts, "static"))
    yield from given
    if given:
        return
    tables = section(config, "languages")
    for table in (config, *(section(tables, name) for name in languages)):
        names = [table.get(f"staticdir{number}") for number in ("", *range(11))]
        for name in names:
            yield from (Mount(root / str(each)) for each in _listed(name))
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
