"""Finds the settings: the nearest `linkcheck.toml`, else `[tool.linkcheck]` in the nearest `pyproject.toml`.

Every error is one line: the file, the line, the key, what is wrong and what would be right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from linkcheck.config import values
from linkcheck.config.lines import line_of
from linkcheck.config.names import Names
from linkcheck.config.options import OPTIONS, Kind, Option
from linkcheck.config.settings import Settings
from linkcheck.config.tables import keys, read_table
from linkcheck.config.values import BadValueError, Parser, shown
from linkcheck.model import LinkcheckError

NAME = "linkcheck.toml"
PYPROJECT = "pyproject.toml"
IGNORE = ".linkcheckignore"
STATE = ".linkcheck"

NO_FLAGS: Mapping[str, object] = {}


def load(
    cwd: Path,
    *,
    explicit: Path | None = None,
    flags: Mapping[str, object] = NO_FLAGS,
    formats: Collection[str] = (),
    archives: Callable[[], Collection[str]] = tuple,
    fixes: Collection[str] = (),
    from_files: bool = True,
) -> Settings:
    """Return the settings of a run: defaults, then the settings file, then flags.

    `flags` holds only those given, by their keys, as text; `formats`, `archives` and `fixes` are the names that there
    are. Without `from_files` no file is read. Raises LinkcheckError for whatever is wrong with a file or a flag.
    """
    names = Names(formats, archives, fixes)
    if not from_files:
        return _settings(_with_flags({}, flags, names), (), None)
    path = _relative(explicit, cwd) if explicit else nearest_file(cwd)
    found = _read(path, cwd, names, needed=explicit is not None) if path else {}
    merged = _with_flags(found, flags, names)
    folder = path.parent if path and (path.parent / IGNORE).is_file() else cwd
    ignored = _ignored(folder / IGNORE, cwd)
    return _settings(merged, ignored, path)


def nearest_file(cwd: Path) -> Path | None:
    """Return the settings file for a working directory: a `linkcheck.toml` anywhere above beats a pyproject.toml."""
    folders = (cwd, *cwd.parents)
    own = next((folder / NAME for folder in folders if _is_file(folder / NAME)), None)
    return own or next((folder / PYPROJECT for folder in folders if _has_table(folder / PYPROJECT)), None)


def state_directory(settings: Settings, site_root: Path) -> Path:
    """Return where journal and history lie: beside the settings file, else in the site's root. Creates nothing."""
    return (settings.file.parent if settings.file else site_root) / STATE


def _settings(merged: dict[str, Any], ignored: tuple[re.Pattern[str], ...], path: Path | None) -> Settings:
    merged["progress"] = not merged.pop("no_progress", False)
    no_archive = merged.pop("no_archive", False)
    settings = Settings(**merged, file=path)
    archive = replace(settings.archive, enabled=settings.archive.enabled and not no_archive)
    return replace(settings, archive=archive, exclude=settings.exclude + ignored)


def _with_flags(found: dict[str, Any], flags: Mapping[str, object], names: Names) -> dict[str, Any]:
    merged = dict(found)
    parsers = names.parsers()
    for option in OPTIONS:
        if option.key in flags and option.key != "config":
            value = _flag(option, flags[option.key], parsers)
            merged[option.key] = _added(merged.get(option.key), value) if option.kind is Kind.LIST else value
    return merged


def _flag(option: Option, value: object, parsers: Mapping[str, Parser]) -> Any:
    try:
        return parsers.get(option.key, option.parse)(value)
    except BadValueError as error:
        raise LinkcheckError(f"{option.flags[-1]}: {error}") from None


def _added(old: Any, new: Any) -> Any:
    if isinstance(new, dict):
        names = {name.lower() for name in new}
        return {name: value for name, value in (old or {}).items() if name.lower() not in names} | new
    return (*(old or ()), *new)


def _read(path: Path, cwd: Path, names: Names, *, needed: bool) -> dict[str, Any]:
    name = _shown(path, cwd)
    source = _text(path, name)
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise LinkcheckError(_syntax_error(name, source, str(error))) from None
    except (ValueError, RecursionError):  # int() refuses 5,000 digits, and nesting has its end
        raise LinkcheckError(f"{name}: a value in it is too long or nested too deeply") from None
    prefix = ("tool", "linkcheck") if path.name == PYPROJECT else ()
    if prefix:
        table = _table_in(table, prefix)
    if prefix and needed and not table:
        raise LinkcheckError(f"{name}: there is no [tool.linkcheck] in it; add that table or name another file")
    try:
        return read_table(table, keys(names))
    except BadValueError as error:
        line = line_of(source, (*prefix, *error.path), error.element)
        key = ".".join(part if part.isprintable() else shown(part) for part in error.path)
        raise LinkcheckError(f"{name}:{line}: {key}: {error}") from None


def _table_in(table: Any, path: Sequence[str]) -> Any:
    for key in path:
        table = table.get(key, {}) if isinstance(table, Mapping) else {}
    return table


def _syntax_error(name: str, source: str, message: str) -> str:
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if not place:
        return f"{name}: this is no TOML: {message}"
    line = place[1] or source.count("\n") + 1
    return f"{name}:{line}: this is no TOML: {message[: place.start()]}" + (f" (column {place[2]})" if place[2] else "")


def _ignored(path: Path, cwd: Path) -> tuple[re.Pattern[str], ...]:
    if not _is_file(path):
        return ()
    name = _shown(path, cwd)
    found = []
    for number, line in enumerate(_text(path, name).splitlines(), 1):
        expression = line.strip()
        if expression and not expression.startswith("#"):
            try:
                found.append(values.pattern(expression))
            except BadValueError as error:
                raise LinkcheckError(f"{name}:{number}: {error}") from None
    return tuple(found)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LinkcheckError(f"{name}: it is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise LinkcheckError(f"{name}: it cannot be read: {error.strerror or error}") from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a parent that we may not look into is none of ours
        return False


def _has_table(path: Path) -> bool:
    """Whether this pyproject.toml is meant for us; a broken one of another project above must not stop a run."""
    if not _is_file(path):
        return False
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        return "linkcheck" in _table_in(tomllib.loads(source), ["tool"])
    except (ValueError, RecursionError):
        return re.search(r"(?m)^\s*\[\s*tool\s*\.\s*\"?linkcheck\b", source) is not None


def _relative(path: Path, cwd: Path) -> Path:
    return path if path.is_absolute() else cwd / path


def _shown(path: Path, cwd: Path) -> str:
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)
