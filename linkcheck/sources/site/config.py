"""Reads a site's configuration file, in whichever format it is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import yaml

from linkcheck.model import LinkcheckError


def read_config(path: Path) -> Mapping[str, object]:
    """Return the settings with keys in lower case (Hugo does not care); a folder's files are laid over one another."""
    if path.is_dir():
        merged: dict[str, object] = {}
        for part in sorted(path.iterdir()):
            if part.suffix in (".toml", ".yaml", ".yml", ".json"):
                settings = read_config(part)
                merged |= settings if part.stem in ("hugo", "config") else {part.stem.lower(): settings}
        return merged
    try:
        text = path.read_text("utf-8-sig")
        data: object
        match path.suffix:
            case ".toml":
                data = tomllib.loads(text)
            case ".json":
                data = json.loads(text)
            case _:
                data = yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        words = " ".join(str(error).split())
        raise LinkcheckError(f"{path.name}: the site's configuration cannot be read: {words}") from error
    return lower_keys(data)


def lower_keys(data: object) -> dict[str, object]:
    """Return a mapping with keys in lower case; empty for what is no mapping."""
    return {str(key).lower(): value for key, value in data.items()} if isinstance(data, Mapping) else {}


def section(config: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """Return a table inside a table; empty where there is none."""
    for name in names:
        config = lower_keys(config.get(name))
    return config
