"""The shape of a settings file: which keys and tables it has, and the parser of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from linkcheck.config import values
from linkcheck.config.names import Names
from linkcheck.config.options import OPTIONS
from linkcheck.config.settings import ArchiveTable, ConfirmTable, HistoryTable, HostTable
from linkcheck.config.values import BadValueError, Parser, nearest, shown
from linkcheck.model import Level, Rule

Services = Mapping[str, Mapping[str, Any]]
"""`[archive.services.NAME]`: what is given there."""

FLAG_ONLY = frozenset(option.key for option in OPTIONS if not option.in_file)

HOST: Mapping[str, Parser] = MappingProxyType(
    {
        "concurrency": values.whole(1),
        "request_interval": values.seconds(0.0),
        "headers": values.headers,
        "accept": values.codes,
    }
)

ENDPOINT: Mapping[str, Parser] = MappingProxyType(
    {
        "url": values.base_url,
        "cdx_url": values.base_url,
        "playback_url": values.base_url,
        "requests_per_minute": values.whole(0),
        "playback_per_minute": values.whole(0),
        "in_flight": values.whole(1),
        "budget": values.whole(0),
    }
)

ARCHIVE: Mapping[str, Parser] = MappingProxyType(
    {**ENDPOINT, "enabled": values.switch, "timeout": values.seconds(0.001)}
)
"""Without `order` and `services`, which `read_archive` reads."""

CONFIRM: Mapping[str, Parser] = MappingProxyType({"runs": values.whole(1), "days": values.days})

HISTORY: Mapping[str, Parser] = MappingProxyType({"file": values.text})


def keys(names: Names) -> dict[str, Parser]:
    """Return the parser of every key at the top of a settings file."""
    parsers = {option.key: option.parse for option in OPTIONS if option.in_file}
    tables: dict[str, Parser] = {
        "archive": lambda value: ArchiveTable(**read_archive(value, names.archives)),
        "confirm": _confirm,
        "history": _history,
        "hosts": _hosts,
        "rules": _rules,
    }
    return parsers | tables | {key: parse for key, parse in names.parsers().items() if key in parsers}


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


def read_archive(
    value: object, archives: Callable[[], Collection[str]], services: Services = MappingProxyType({})
) -> dict[str, Any]:
    """Read what is given of `[archive]`; `order` may also name its services, and those that are known already."""
    table = _mapping(value)
    known = archives() if "order" in table or "services" in table else ()
    added = _at("services", partial(_services, known), table["services"]) if "services" in table else {}
    services = {**services, **added}
    order = values.words((*known, *services) if known else ())
    return read_table(value, {**ARCHIVE, "order": order, "services": lambda _: services})


def _services(archives: Collection[str], value: object) -> Services:
    return {name: _at(name, partial(_service, archives, name), item) for name, item in _mapping(value).items()}


def _service(archives: Collection[str], name: str, value: object) -> dict[str, Any]:
    found = read_table(value, {**ENDPOINT, "kind": values.one_of(archives)})
    if archives and "kind" not in found and name not in archives:
        likely, known = nearest(name, archives), ", ".join(archives)
        raise BadValueError(f'{shown(name)} is no archive; say what it is, as in kind = "{likely}" (known: {known})')
    return found


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
