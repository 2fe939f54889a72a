"""Settings as keyword arguments of the Python API: the keys of a settings file, and the same values.

They are to the file what flags are: a list or a table adds to the file's, anything else replaces its value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypedDict

from linkcheck.config.names import Names
from linkcheck.config.options import OPTIONS
from linkcheck.config.settings import Settings
from linkcheck.config.sources import load
from linkcheck.config.tables import CONFIRM, HISTORY, keys, read_archive, read_table
from linkcheck.config.values import BadValueError, Parser, nearest
from linkcheck.model import LinkcheckError

Table = Mapping[str, object]


class Keywords(TypedDict, total=False):
    """What may be given, and how; a setting that is not given is that of the file, else the default."""

    accept: str | int | Sequence[str | int]
    """Statuses: `"200..=204,429"`, a number, or a list of either."""
    allow_networks: Sequence[str]
    archive: Table
    baseline: bool
    confirm: Table
    exclude: Sequence[str]
    exclude_paths: Sequence[str]
    fail_on: str | Sequence[str]
    fix: str | Sequence[str]
    """Rewrite the files: links of these verdicts become archived copies, as `--fix` does."""
    fresh: bool
    headers: Mapping[str, str]
    history: Table
    host_concurrency: int
    host_request_interval: float | str
    """Seconds, or text such as `"500ms"`; so are all times."""
    hosts: Mapping[str, Table]
    include: Sequence[str]
    insecure: bool
    max_concurrency: int
    max_redirects: int
    max_requests: int
    max_retries: int
    max_time: float | str
    no_archive: bool
    offline: bool
    rules: Mapping[str, str]
    since: str
    """A revision of git: judge only what is new or changed since."""
    timeout: float | str
    user_agent: str


PARTS: Mapping[str, Mapping[str, Parser]] = {"confirm": CONFIRM, "history": HISTORY}
MERGED = ("hosts", "rules")


def load_with(
    cwd: Path,
    given: Mapping[str, object],
    *,
    explicit: Path | None = None,
    from_files: bool = True,
    formats: Collection[str] = (),
    archives: Callable[[], Collection[str]] = tuple,
    fixes: Collection[str] = (),
) -> Settings:
    """Return the settings of a call: defaults, then the settings file, then what is given.

    Raises LinkcheckError for an unknown key, naming the nearest, and for whatever is wrong with a value or a file.
    """
    parsers = _parsers(Names(formats, archives, fixes))
    read = {key: _read(key, value, parsers) for key, value in given.items() if key != "archive"}
    flags = {key: given[key] for key in read if key not in PARTS and key not in MERGED}
    settings = load(
        cwd, explicit=explicit, flags=flags, formats=formats, archives=archives, fixes=fixes, from_files=from_files
    )
    tables: dict[str, Any] = {key: replace(getattr(settings, key), **read[key]) for key in PARTS if key in read}
    if "archive" in given:  # its order may name what the file declares
        parse = partial(read_archive, archives=archives, services=settings.archive.services)
        tables["archive"] = replace(settings.archive, **_read("archive", given["archive"], {"archive": parse}))
    tables |= {key: {**getattr(settings, key), **read[key]} for key in MERGED if key in read}
    return replace(settings, **tables)


def _parsers(names: Names) -> dict[str, Parser]:
    parsers = keys(names) | {option.key: option.parse for option in OPTIONS if not option.in_file} | names.parsers()
    parsers |= {name: _table(fields) for name, fields in PARTS.items()}
    return {key: parse for key, parse in parsers.items() if key in Keywords.__annotations__}


def _table(fields: Mapping[str, Parser]) -> Parser:
    """Return a parser of a table that keeps only what is given, so that the file's other values stand."""
    return lambda value: read_table(value, fields)


def _read(key: str, value: object, parsers: Mapping[str, Parser]) -> Any:
    if key not in parsers:
        raise LinkcheckError(f"{key}: unknown setting, did you mean {nearest(key, parsers)}?")
    try:
        return parsers[key](value)
    except BadValueError as error:
        raise LinkcheckError(f"{'.'.join((key, *error.path))}: {error}") from None
