"""The shape of a settings file: which keys and tables it has, and the parser of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from linkcheck.config import values
from linkcheck.config.options import OPTIONS
from linkcheck.config.settings import ArchiveTable, ConfirmTable, HistoryTable, HostTable
from linkcheck.config.values import BadValueError, Parser, nearest, shown
from linkcheck.model import Level, Rule

FLAG_ONLY = frozenset(option.key for option in OPTIONS if not option.in_file)

HOST: Mapping[str, Parser] = MappingProxyType(
    {
        "concurrency": values.whole(1),
        "request_interval": values.seconds(0.0),
        "headers": values.headers,
        "accept": values.codes,
    }
)

ARCHIVE: Mapping[str, Parser] = MappingProxyType(
    {
        "enabled": values.switch,
        "url": values.base_url,
        "order": values.words(("cdx", "timegate")),
        "cdx_url": values.base_url,
        "playback_url": values.base_url,
        "requests_per_minute": values.whole(0),
        "playback_per_minute": values.whole(0),
        "in_flight": values.whole(1),
        "budget": values.whole(0),
        "timeout": values.seconds(0.001),
    }
)

CONFIRM: Mapping[str, Parser] = MappingProxyType({"runs": values.whole(1), "days": values.days})

HISTORY: Mapping[str, Parser] = MappingProxyType({"file": values.text})


def keys(formats: Collection[str]) -> dict[str, Parser]:
    """Return the parser of every key at the top of a settings file."""
    parsers = {option.key: option.parse for option in OPTIONS if option.in_file}
    tables: dict[str, Parser] = {
        "archive": _archive,
        "confirm": _confirm,
        "history": _history,
        "hosts": _hosts,
        "rules": _rules,
    }
    return parsers | tables | {"format": values.one_of(formats)}


def read_table(value: object, parsers: Mapping[str, Parser]) -> dict[str, Any]:
    """Read a table key by key; raises `BadValueError` for the first key that is unknown or wrong, with its path."""
    found = {}
    for key, item in _mapping(value).items():
        if key not in parsers:
            raise BadValueError(_unknown(key, parsers), key)
        found[key] = _at(key, parsers[key], item)
    return found


def _unknown(key: str, parsers: Mapping[str, Parser]) -> str:
    if key in FLAG_ONLY and "exclude" in parsers:
        return f"unknown key, it is only a flag (--{key}); did you mean {nearest(key, parsers)}?"
    return f"unknown key, did you mean {nearest(key, parsers)}?"


def _archive(value: object) -> ArchiveTable:
    return ArchiveTable(**read_table(value, ARCHIVE))


def _confirm(value: object) -> ConfirmTable:
    return ConfirmTable(**read_table(value, CONFIRM))


def _history(value: object) -> HistoryTable:
    return HistoryTable(**read_table(value, HISTORY))


def _hosts(value: object) -> dict[str, HostTable]:
    return {_host_name(name): _at(name, _host, item) for name, item in _mapping(value).items()}


def _host(value: object) -> HostTable:
    # `[hosts.example.com]` without quotes is TOML for a table `com` inside `example`.
    nested = next((key for key, item in _mapping(value).items() if isinstance(item, Mapping) and key not in HOST), None)
    if nested is not None:
        raise BadValueError('unknown key; a host name stands in quotes, as in [hosts."example.com"]', nested)
    return HostTable(**read_table(value, HOST))


def _host_name(name: str) -> str:
    if not name or not name.isprintable() or any(sign in name for sign in "/:@ *"):
        raise BadValueError(f'{shown(name)} is no host name; write it as [hosts."example.com"]', name)
    return name.lower().rstrip(".")


def _rules(value: object) -> dict[Rule, Level | None]:
    level = values.one_of([*(level.value for level in Level), "off"])
    found = read_table(value, {rule.value: level for rule in Rule})
    return {Rule(rule): None if word == "off" else Level(word) for rule, word in found.items()}


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadValueError(f"must be a table, not {shown(value)}")
    return value


def _at(key: str, parse: Parser, value: object) -> Any:
    try:
        return parse(value)
    except BadValueError as error:
        raise BadValueError(str(error), key, *error.path, element=error.element) from None
