"""Finds the settings: the nearest `linkcheck.toml`, else `[tool.linkcheck]` in the nearest `pyproject.toml`.

Every error is one line: the file, the line, the key, what is wrong and what would be right.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli

from linkcheck.config import values
from linkcheck.config.lines import line_of
from linkcheck.config.names import NO_NAMES, Names
from linkcheck.config.options import Option, readers_of
from linkcheck.config.settings import OPTIONS, Keywords, Settings
from linkcheck.config.tables import Part, read_part, read_table
from linkcheck.config.values import BadValueError, hint, shown
from linkcheck.model import LinkcheckError
from linkcheck.strangers import MOST_PATTERNS, Boundary, LinearPattern, load_toml, read_regular

NAME = "linkcheck.toml"
PYPROJECT = "pyproject.toml"
IGNORE = ".linkcheckignore"
STATE = ".linkcheck"

LARGEST = 1 << 20
"""Bytes of a settings file, a pyproject.toml, a file of patterns."""

_OUTSIDE = "{} leads outside of the folder of this file, or into .git or .linkcheck"
_ELSEWHERE = "{} leads outside of the folder of this file; the command line may name any place"

FLAGS_ONLY = frozenset(option.key for option in OPTIONS if not option.in_file)
NO_FLAGS: Mapping[str, object] = {}


def load(
    cwd: Path,
    *,
    explicit: Path | None = None,
    flags: Mapping[str, object] = NO_FLAGS,
    names: Names = NO_NAMES,
    formats: Collection[str] = (),
    from_files: bool = True,
) -> Settings:
    """Return the settings of a run: defaults, then the settings file, then flags.

    `flags` holds only those given, by their keys, as text. `formats` stands in for `names`: the Action's scripts, whose
    version may be another, call it so. Without `from_files` no file is read. Raises LinkcheckError for whatever is
    wrong with a file or a flag.
    """
    names = Names(formats) if formats else names
    return _load(cwd, explicit, flags, names, lambda option, _: option.flags[-1], from_files=from_files)


def load_with(
    cwd: Path,
    given: Mapping[str, object],
    *,
    explicit: Path | None = None,
    names: Names = NO_NAMES,
    from_files: bool = True,
) -> Settings:
    """Return the settings of a call of the Python API: `given` holds `Keywords`, which are to the file what flags are.

    A list or a table adds to the file's, anything else replaces its value. Raises LinkcheckError for an unknown key,
    naming the nearest, and for whatever is wrong with a value or a file.
    """
    for key in given:
        if key not in Keywords.__annotations__:
            raise LinkcheckError(f"{key}: unknown setting{hint(key, Keywords.__annotations__)}")

    def place(option: Option, error: BadValueError) -> str:
        return ".".join((option.key, *error.path))

    return _load(cwd, explicit, given, names, place, from_files=from_files)


def nearest_file(cwd: Path) -> Path | None:
    """Return the settings file for a working directory: a `linkcheck.toml` anywhere above beats a pyproject.toml."""
    folders = (cwd, *cwd.parents)
    own = next((folder / NAME for folder in folders if _is_file(folder / NAME)), None)
    return own or next((folder / PYPROJECT for folder in folders if _has_table(folder / PYPROJECT)), None)


def state_directory(settings: Settings, site_root: Path) -> Path:
    """Return the folder of journal and history: beside the settings file, else in the site's root. Creates nothing."""
    return (settings.file.parent if settings.file else site_root) / STATE


def _load(
    cwd: Path,
    explicit: Path | None,
    given: Mapping[str, object],
    names: Names,
    place: Callable[[Option, BadValueError], str],
    *,
    from_files: bool,
) -> Settings:
    """Return the settings; `place` names in an error where the value was given."""
    isolated = not from_files or bool(given.get("isolated"))
    nearest = None if isolated else nearest_file(cwd)
    path = cwd / explicit if explicit else nearest
    found = _read(path, cwd, names, needed=explicit is not None, isolated=isolated) if path else {}
    for option in OPTIONS:
        if option.key in given and option.key != "config":
            try:
                found[option.key] = _added(found.get(option.key, option.default), option, given[option.key], names)
            except BadValueError as error:
                raise LinkcheckError(f"{place(option, error)}: {error}") from None
    if "enabled" in _table_in(given, ["archive"]):
        found["no_archive"] = False  # the Python API may say it again, and last
    networks = values.networks(given.get("allow_networks", ()))
    settings = Settings(**found, file=path, networks_given=networks)
    archive = replace(settings.archive, enabled=settings.archive.enabled and not settings.no_archive)
    return replace(settings, archive=archive, exclude=settings.exclude + _ignore_list(path, cwd, isolated=isolated))


def _ignore_list(path: Path | None, cwd: Path, *, isolated: bool) -> tuple[LinearPattern, ...]:
    """Return what the ignore file holds that lies beside the settings file, or else in the working directory."""
    file = next((file for file in _ignore_files(path, cwd, isolated=isolated) if _is_file(file)), None)
    return tuple(pattern for _, pattern in _ignored(file, cwd)) if file else ()


def _ignore_files(path: Path | None, cwd: Path, *, isolated: bool) -> tuple[Path, ...]:
    """Return where an ignore file is read, the first place that has one."""
    folders = ([path.parent] if path else []) + ([] if isolated else [cwd])
    return tuple(folder / IGNORE for folder in folders)


def ignore_file(settings: Settings, cwd: Path) -> Path:
    """Return the ignore file that these settings were read with, or where it would be."""
    files = _ignore_files(settings.file, cwd, isolated=settings.isolated) or (cwd / IGNORE,)
    return next((file for file in files if _is_file(file)), files[0])


def ignored_lines(settings: Settings, cwd: Path) -> tuple[tuple[str, LinearPattern], ...]:
    """Return the expressions of the ignore file, each with its place, `FILE:LINE`; raises LinkcheckError."""
    file = ignore_file(settings, cwd)
    return _ignored(file, cwd) if _is_file(file) else ()


def _added(old: Any, option: Option, value: object, names: Names) -> Any:
    """Return what was found so far with a value that was given: it adds to a list or a table, and replaces all else."""
    if isinstance(old, Part):
        return read_part(old, value, names)
    new = option.reader(names)(value)
    if isinstance(new, dict):
        names_of_new = {name.lower() for name in new}
        return {name: item for name, item in old.items() if name.lower() not in names_of_new} | new
    return (*old, *new) if isinstance(new, tuple) else new


def _read(path: Path, cwd: Path, names: Names, *, needed: bool, isolated: bool) -> dict[str, Any]:
    name = _shown(path, cwd)
    source = _text(path, name, named=needed)
    try:
        table = load_toml(source)
    except tomli.TOMLDecodeError as error:
        raise LinkcheckError(_syntax_error(name, source, str(error))) from None
    except (ValueError, RecursionError):  # int() refuses 5,000 digits, and nesting and dots have their end
        raise LinkcheckError(f"{name}: a value in it is too long or nested too deeply") from None
    prefix = ("tool", "linkcheck") if path.name == PYPROJECT else ()
    if prefix:
        table = _table_in(table, prefix)
    if prefix and needed and not table:
        raise LinkcheckError(f"{name}: there is no [tool.linkcheck] in it; add that table or name another file")
    try:
        found = read_table(table, readers_of(Settings, names), flags_only=FLAGS_ONLY)
        if isolated:
            found.pop("outputs", None)
        _keep_inside(found, path.parent, cwd)
    except BadValueError as error:
        line = line_of(source, (*prefix, *error.path), error.element)
        key = ".".join(part if part.isprintable() else shown(part) for part in error.path)
        raise LinkcheckError(f"{name}:{line}: {key}: {error}") from None
    return found


def _keep_inside(found: Mapping[str, Any], folder: Path, cwd: Path) -> None:
    """Raise `BadValueError` for what the program would read or write outside of the folder of the settings.

    The settings may be a stranger's, and what is there may run: `.git/hooks`, `~/.bashrc`, a `.pth`.
    """
    for output in found.get("outputs", ()):
        if output != "-" and not _is_free(folder, cwd / output):
            raise BadValueError(f"{_OUTSIDE.format(shown(output))}; -o may name any place", "outputs", element=output)
    inside = Boundary(folder, Path(os.path.realpath(folder)))
    for path in found.get("paths", ()):
        if not inside.holds(folder / path):
            raise BadValueError(_ELSEWHERE.format(shown(path)), "paths", element=path)
    kept = found["history"].file if "history" in found else None
    if kept is not None and not _is_free(folder, folder / kept):
        raise BadValueError(_OUTSIDE.format(shown(kept)), "history", "file")


def _is_free(folder: Path, file: Path) -> bool:
    """Tell whether a file lies in a folder, links resolved, and not among what git and the journal keep there."""
    inside = Boundary(folder, Path(os.path.realpath(folder)))
    real = inside.resolved(file)
    return real is not None and STATE not in map(str.lower, real.relative_to(inside.top).parts)


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


def _ignored(path: Path, cwd: Path) -> tuple[tuple[str, LinearPattern], ...]:
    name = _shown(path, cwd)
    found = []
    for number, line in enumerate(_text(path, name).splitlines(), 1):
        expression = line.strip()
        if expression and not expression.startswith("#"):
            try:
                found.append((f"{name}:{number}", values.pattern(expression)))
            except BadValueError as error:
                raise LinkcheckError(f"{name}:{number}: {error}") from None
            if len(found) > MOST_PATTERNS:
                raise LinkcheckError(f"{name}:{number}: there are more than {MOST_PATTERNS:,} expressions; join some")
    return tuple(found)


def _text(path: Path, name: str, *, named: bool = False) -> str:
    """Return the text of a file; one that nobody named is a regular one, and in its repository or folder."""
    try:
        data = path.read_bytes() if named else Boundary.around(path).read(path, LARGEST)
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise LinkcheckError(f"{name}: it is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise LinkcheckError(f"{name}: it cannot be read: {error.strerror or error}") from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the settings cannot be in a folder that we may not read
        return False


def _has_table(path: Path) -> bool:
    """Tell whether this pyproject.toml has our table; a broken one of another project above must not stop a run."""
    if not _is_file(path):
        return False
    try:
        source = read_regular(path, LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        return "linkcheck" in _table_in(load_toml(source), ["tool"])
    except (ValueError, RecursionError):
        return re.search(r"(?m)^\s*\[\s*tool\s*\.\s*\"?linkcheck\b", source) is not None


def _shown(path: Path, cwd: Path) -> str:
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)
