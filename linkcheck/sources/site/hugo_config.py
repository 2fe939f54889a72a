"""Puts a Hugo configuration together: the file at the root, the folder `config`, and what themes may add to it.

Source: gohugo.io, "Configuration" and "Configuration, merge settings", and what Hugo 0.168 does: the file at the root
comes first, `config/_default` lies over it, and `config/production` over both, for `hugo` builds for production.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path

from linkcheck.sources.site.config import read_config
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.strangers import Boundary

CONFIGS = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default")
OLD_CONFIGS = ("config.toml", "config.yaml", "config.yml", "config.json")
"""The names before Hugo 0.110; other programs have such files, too."""
FOLDERS = ("config/_default", "config/production")
SUFFIXES = (".toml", ".yaml", ".yml", ".json")
WHOLE = frozenset({"hugo", "config"})
"""Files of these names hold tables; others are one table by their names."""
MERGED = {"outputformats": "shallow", "mediatypes": "shallow", "params": "deep", "menus": "shallow"}
"""What a site takes of its themes where it does not say; of all other tables nothing."""
STRATEGY = "_merge"


def read_hugo(root: Path, within: Boundary) -> Mapping[str, object]:
    """Return the settings of a site or theme with all keys in lower case; empty where it has none.

    Raises LinkcheckError for a file that cannot be read.
    """
    file = next((root / name for name in (*CONFIGS[:-1], *OLD_CONFIGS) if exists(root / name)), None)
    layers = [] if file is None else [_lowered(read_config(file, within))]
    layers += (layer for folder in FOLDERS for layer in _layers(root / folder, within))
    return reduce(_laid_over, layers, {})


def _layers(folder: Path, within: Boundary) -> Iterator[dict[str, object]]:
    """Yield the tables of a folder's files: `params.toml` is `params`, `languages.de.toml` is `languages.de`."""
    if not (is_folder(folder) and within.holds(folder)):
        return
    for file in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        settings = _lowered(read_config(file, within))
        name, dot, language = file.stem.lower().rpartition(".")
        if not dot:
            yield settings if language in WHOLE else {language: settings}
        else:
            table = {name: settings} if name in ("params", "menu", "menus") else settings
            yield {"languages": {language: table}}


def _laid_over(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return two tables in one; of what both have, tables are joined, and of all else the upper one counts."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        joined = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = _laid_over(below, value) if joined else value  # type: ignore[arg-type]  # both are mappings
    return merged


def with_theme(config: Mapping[str, object], theme: Mapping[str, object]) -> dict[str, object]:
    """Return a site's settings with those that a theme may add: `_merge` says which."""
    whole = config.get(STRATEGY)
    merged = {**theme, **config} if whole in ("deep", "shallow") else dict(config)
    for key, value in theme.items():
        if isinstance(value, Mapping):
            merged[key] = _added(config.get(key, {}), value, str(whole or MERGED.get(key, "none")), top=True)
    return {key: value for key, value in merged.items() if value != {} or key in config}


def _added(own: object, theirs: Mapping[str, object], inherited: str, *, top: bool) -> object:
    if not isinstance(own, Mapping):
        return own
    strategy = str(own.get(STRATEGY, inherited))
    if strategy == "none" or (not top and strategy == "shallow"):
        return own
    merged = {**theirs, **own}
    for key, value in own.items():
        below = theirs.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[key] = _added(value, below, strategy, top=False)
    return merged


def _lowered(table: Mapping[str, object]) -> dict[str, object]:
    return {str(key).lower(): _lowered(value) if isinstance(value, Mapping) else value for key, value in table.items()}
