"""Readers of the tables of a settings file, made from what declares their keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

from linkcheck.config import values
from linkcheck.config.names import Names
from linkcheck.config.options import options_of, readers_of, setting
from linkcheck.config.origins import HOST_NAME, named, written
from linkcheck.config.values import BadValueError, Reader, Schema, hint, shown
from linkcheck.model import Level, Rule

T = TypeVar("T")

FEW = 12
"""Keys of a table that are named where one is unknown."""


class Part:
    """A table of a settings file; a dataclass that declares its keys is made from it."""

    __slots__ = ()

    def check(self, names: Names) -> None:
        """Raise `BadValueError` if one key does not fit another."""


P = TypeVar("P", bound=Part)


def part(declared: type[P], help: str, **details: Any) -> P:  # noqa: A002 -- click's word for it
    """Declare a table of a settings file as a field."""

    def named(names: Names) -> Reader[P]:
        return Reader(lambda value: read_part(declared(), value, names), lambda: table_schema(declared, names))

    return setting(declared(), named, help, inner=declared, **details)


def read_part(old: P, value: object, names: Names) -> P:
    """Return a table with what is given: it adds to a table in it, and replaces all else."""
    given = read_table(value, readers_of(type(old), names))
    added = {key: {**getattr(old, key), **item} if isinstance(item, dict) else item for key, item in given.items()}
    assert is_dataclass(old)  # noqa: S101 -- tells mypy what `Part` promises
    new = replace(old, **added)
    new.check(names)
    return new


def table_schema(declared: type, names: Names) -> dict[str, Any]:
    """Return the JSON Schema of a table whose keys a dataclass declares."""
    properties = {}
    for option in options_of(declared):
        if option.in_file:
            default = option.plain_default()
            told = {"description": option.help} | ({} if default is None else {"default": default})
            properties[option.key] = {**told, **option.reader(names).describe()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def read_table(
    value: object, readers: Mapping[str, Reader[Any]], *, flags_only: Collection[str] = ()
) -> dict[str, Any]:
    """Read a table key by key; raises `BadValueError` for the first key that is unknown or wrong, with its path."""
    found = {}
    for key, item in mapping(value).items():
        if key not in readers:
            raise BadValueError(f"unknown key{_remedy(key, readers, flags_only)}", key)
        found[key] = at(key, readers[key], item)
    return found


def _remedy(key: str, valid: Collection[str], flags_only: Collection[str]) -> str:
    """Return what may be meant by an unknown key; where nothing is near, a short table names all that it has."""
    if key in flags_only:
        return f", it is only a flag (--{key.replace('_', '-')})"
    return hint(key, valid) or (f" (known: {', '.join(valid)})" if len(valid) <= FEW else "")


def hosts(declared: type[T]) -> Callable[[Names], Reader[dict[str, T]]]:
    """Return what makes the reader of a table whose keys are host names, and whose values are tables."""

    def read(names: Names) -> Reader[dict[str, T]]:
        readers = readers_of(declared, names)

        def host(value: object) -> T:
            # `[hosts.example.com]` without quotes is TOML for a table `com` inside `example`.
            for key, item in mapping(value).items():
                if isinstance(item, Mapping) and key not in readers:
                    words = 'unknown key; a host name stands in quotes, as in [hosts."example.com"]'
                    raise BadValueError(words, key)
            return declared(**read_table(value, readers))

        def describe() -> Schema:
            inner = table_schema(declared, names)
            return {"type": "object", "additionalProperties": False, "patternProperties": {HOST_NAME: inner}}

        def parse(value: object) -> dict[str, T]:
            tables = [(name, at(name, host, item)) for name, item in mapping(value).items()]
            return {written(named(name)): table for name, table in tables}

        return Reader(parse, describe)

    return read


_LEVELS = values.one_of([*(level.value for level in Level), "off"])


@values.reads(
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {rule.value: _LEVELS.describe() for rule in Rule},
    }
)
def rules(value: object) -> dict[Rule, Level | None]:
    """Read the levels of rules; `off` becomes None."""
    found = read_table(value, {rule.value: _LEVELS for rule in Rule})
    return {Rule(rule): None if word == "off" else Level(word) for rule, word in found.items()}


def mapping(value: object) -> Mapping[str, object]:
    """Return a table as it is; raises `BadValueError` for what is none."""
    if not isinstance(value, Mapping):
        raise BadValueError(f"must be a table, not {shown(value)}")
    return value


def at(key: str, parse: Callable[[object], T], value: object) -> T:
    """Read the value of a key; the path of an error then leads through the key."""
    try:
        return parse(value)
    except BadValueError as error:
        raise BadValueError(str(error), key, *error.path, element=error.element) from None
