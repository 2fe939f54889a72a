"""Reads a stranger's TOML, JSON or YAML as one table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from linkcheck.strangers import load_toml


def toml_table(text: str) -> Mapping[str, Any]:
    """Return a file of TOML; raises ValueError in words."""
    try:
        return load_toml(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"this is no TOML: {error}") from None


def json_table(text: str) -> Mapping[str, Any]:
    """Return a file of JSON; raises ValueError in words."""
    try:
        return _table(json.loads(text))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON: {error}") from None


def yaml_table(text: str) -> Mapping[str, Any]:
    """Return a file of YAML; raises ValueError in words."""
    try:
        return _table(yaml.safe_load(text))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except yaml.YAMLError as error:
        raise ValueError(f"this is no YAML: {' '.join(str(error).split())}") from None


def _table(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ValueError("there is no table of settings in it")
    return value
