"""Reads a site's configuration file, in whichever format it is written."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

from linkcheck.model import LinkcheckError
from linkcheck.sources.front_matter import yaml_metadata
from linkcheck.strangers import Boundary, load_toml

PLACE = re.compile(r" *\(at line (\d+), column (\d+)\)")
TAG = "could not determine a constructor"
"""The words for `!ENV x` and `!!python/name:x`: a program's own tags, whose values are no more than their text here."""
COMPUTED = object()
"""The value of a name that only running a program would tell."""
LARGEST = 1 << 20
"""Bytes of a file of settings."""


def read_config(path: Path, within: Boundary) -> Mapping[str, object]:
    """Return the settings with keys in lower case (Hugo does not care).

    Raises LinkcheckError for what cannot be read, is out of bounds, or leads outside of `within`.
    """
    try:
        text = within.read_text(path, LARGEST)
        match path.suffix:
            case ".toml":
                data: object = load_toml(text)
            case ".json":
                data = json.loads(text)
            case ".py":
                data = _python(text)
            case _:
                data = _yaml(text)
        return lower_keys(data)
    except UnreadableConfigError:
        raise
    except OSError as error:
        raise UnreadableConfigError(path, error.strerror or str(error)) from error
    except json.JSONDecodeError as error:
        raise UnreadableConfigError(path, error.msg, error.lineno, error.colno) from error
    except SyntaxError as error:
        raise UnreadableConfigError(path, error.msg, error.lineno or 1, error.offset or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise _unreadable(path, str(error) or "it is nested too deeply") from error


def text_of(path: Path) -> str:
    """Return the text of a configuration file, to know it by; empty for a folder and what cannot be read."""
    try:
        return Boundary.around(path.parent).read_text(path, LARGEST)
    except (OSError, ValueError):
        return ""


def _python(text: str) -> Mapping[str, object]:
    """Return what a program assigns to names at its top level: literals, and `COMPUTED` for all else; it never runs."""
    found: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes that Python does not know
        program = ast.parse(text)
    for statement in program.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ):
                found[name] = _literal(value)
            case ast.AugAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
                found[name] = COMPUTED
            case _:
                pass
    return found


def _literal(value: ast.expr | None) -> object:
    try:
        return ast.literal_eval(value) if value is not None else COMPUTED
    except (ValueError, TypeError):
        return COMPUTED


def _yaml(text: str) -> Mapping[str, object]:
    """Return a mapping; raises ValueError where the text is none, for a few aliases of it can stand for billions."""
    metadata = yaml_metadata.read(text)
    if any(TAG in fault.message for fault in metadata.faults):
        metadata = yaml_metadata.read(text, as_written=True)
    if metadata.faults and not metadata.data:
        fault = metadata.faults[0]
        line, column = text.count("\n", 0, fault.offset) + 1, fault.offset - text.rfind("\n", 0, fault.offset)
        raise ValueError(f"{fault.message} (at line {line}, column {column})")
    return metadata.data


class UnreadableConfigError(LinkcheckError):
    """A file of the site's configuration that cannot be read, and where in it the reader stopped."""

    def __init__(self, file: Path, why: str, line: int = 1, column: int = 1) -> None:
        self.file, self.line, self.column = file, line, column
        self.why = " ".join(why.split())
        super().__init__(f"{file.name}: the site's configuration cannot be read: {self.why}")


def _unreadable(file: Path, why: str) -> UnreadableConfigError:
    place = PLACE.search(why)  # tomli's way to say it
    line, column = (int(place[1]), int(place[2])) if place is not None else (1, 1)
    return UnreadableConfigError(file, PLACE.sub("", why), line, column)


def lower_keys(data: object) -> dict[str, object]:
    """Return a mapping with keys in lower case; empty for what is no mapping."""
    return {str(key).lower(): value for key, value in data.items()} if isinstance(data, Mapping) else {}


def section(config: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """Return a table inside a table; empty where there is none."""
    for name in names:
        config = lower_keys(config.get(name))
    return config
