"""Reads JSON front matter: the data by python-frontmatter's handler, the places by a scanner of its strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from frontmatter.default_handlers import JSONHandler
from msgspec import Struct, field
from msgspec.structs import replace

from linkcheck.model import Quoting
from linkcheck.sources.front_matter.metadata import Metadata, MetadataFault, Parsed, Value, failed, too_deep

_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]|\\.)*+)"?|(?P<mark>[{}\[\],:])', re.DOTALL)
"""A string that is not closed goes to the end, braces and all, as for Hugo."""

MOST_STRINGS = 1_000_000
"""Keys and values; a gigabyte is needed for three times as many."""


def read(text: str) -> Metadata:
    """Read a JSON object."""
    parsed = read_any(text)
    kept = parsed if parsed.failed else replace(parsed, faults=())  # of two equal keys all engines take the last
    return kept.mapping("is no object of keys and values")


def read_any(text: str) -> Parsed:
    """Read a JSON text, whatever its value is; a key that stands there twice is a fault."""
    if text.count('"') > 2 * MOST_STRINGS:
        return failed(MetadataFault(0, f"holds more than {MOST_STRINGS:,} strings"))
    deep = too_deep(_TOKEN.finditer(text))
    if deep:
        return failed(deep)
    try:
        data = JSONHandler().load(text)
    except json.JSONDecodeError as error:
        return failed(MetadataFault(error.pos, error.msg))
    except ValueError as error:  # a number of thousands of digits
        return failed(MetadataFault(0, str(error)))
    faults: list[MetadataFault] = []
    values = tuple(_values(text, faults))
    return Parsed(data, values, tuple(faults))


def end_of_object(text: str) -> int | None:
    """Return where the object ends that a text begins with, by its braces alone, as Hugo finds it; None if open."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token["mark"] == "{") - (token["mark"] == "}")
        if depth == 0:
            return token.end()
    return None


class _Level(Struct):
    keys: tuple[str, ...]
    is_object: bool
    key: str | None = None
    """The key whose value comes next; None where a key comes next."""
    seen: set[str] = field(default_factory=set)


def _values(text: str, faults: list[MetadataFault]) -> Iterator[Value]:
    """Yield the strings of a text that is known to be good JSON."""
    levels: list[_Level] = []
    for token in _TOKEN.finditer(text):
        level = levels[-1] if levels else _Level((), is_object=False)
        keys = (*level.keys, level.key) if level.key is not None else level.keys
        match token["mark"]:
            case "{" | "[" as mark:
                levels.append(_Level(keys, mark == "{"))
            case "}" | "]":
                levels.pop()
            case ",":
                level.key = None
            case ":":
                pass
            case _:
                meaning = str(json.loads(token[0], strict=False)) if "\\" in token[0] else token["string"]
                if not level.is_object or level.key is not None:
                    yield Value(keys, meaning, *token.span("string"), Quoting.JSON)
                    continue
                if meaning in level.seen:
                    faults.append(MetadataFault(token.start(), f"key {meaning[:40]!r} stands there twice"))
                level.seen.add(meaning)
                level.key = meaning
