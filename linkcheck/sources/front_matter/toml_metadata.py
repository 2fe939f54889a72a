"""Reads TOML front matter: the data by tomli, for Hugo takes TOML 1.1, the places by a scanner of its strings.

python-frontmatter brings its TOML handler only where the outdated `toml` package is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import tomli
from msgspec import Struct

from linkcheck.model import Quoting
from linkcheck.sources.front_matter.metadata import Metadata, MetadataFault, Parsed, Value, failed
from linkcheck.strangers import TOKEN, excess

_PLACE = re.compile(r"at line (\d+), column (\d+)")


def read(text: str) -> Metadata:
    """Read a TOML text that stood between `+++`."""
    return read_any(text).mapping("is no table")


def read_any(text: str) -> Parsed:
    """Read a TOML text, which is always a table."""
    over = excess(TOKEN.finditer(text))
    if over:
        return failed(MetadataFault(over.offset, over.words))
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        return failed(_fault(text, str(error)))
    except (ValueError, RecursionError) as error:  # an impossible date; a number of thousands of digits
        return failed(MetadataFault(0, str(error)))
    return Parsed(data, tuple(_values(text)))


def _fault(text: str, message: str) -> MetadataFault:
    place = _PLACE.search(message)
    if place is None:
        return MetadataFault(len(text), message.removesuffix(" (at end of document)"))
    lines = text.split("\n")
    offset = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    return MetadataFault(min(offset, len(text)), _PLACE.sub("", message).removesuffix(" ()"))


class _Open(Struct):
    """An array or an inline table that is open, and what was being read outside it."""

    mark: str
    keys: tuple[str, ...]


def _values(text: str) -> Iterator[Value]:
    """Yield the strings of a text that is known to be good TOML."""
    table: tuple[str, ...] = ()  # of the last header
    keys: tuple[str, ...] = ()  # of the value that comes next, or as far as they are read
    opened: list[_Open] = []
    in_header = in_value = False
    for token in TOKEN.finditer(text):
        base = opened[-1].keys if opened else table
        match token["mark"]:
            case "\n" if not opened:
                keys, in_header, in_value = table, False, False
            case "[" if not in_value:
                in_header, keys = True, ()
            case "]" if in_header:
                table = keys
            case "[" | "{" as mark:
                opened.append(_Open(mark, keys))
                in_value = mark == "["
            case "]" | "}":
                opened.pop()
                keys, in_value = base, True
            case "=":
                in_value = True
            case ",":
                keys, in_value = base, opened[-1].mark == "["
            case None:
                found = _string(token)
                if in_value and found:
                    yield Value(keys, *found)
                elif not in_value and (found or token["bare"]):
                    keys = (*keys, found[0] if found else token["bare"])
            case _:
                pass


def _string(token: re.Match[str]) -> tuple[str, int, int, Quoting] | None:
    """Return meaning, offsets and quoting of a string; one of several lines can be read, not rewritten."""
    if token["basic"] is not None:
        return _meaning(token[0]), *token.span("basic"), Quoting.TOML_BASIC
    if token["literal"] is not None:
        return token["literal"], *token.span("literal"), Quoting.TOML_LITERAL
    if token[0][0] in "\"'":
        return _meaning(token[0]), *token.span(), Quoting.FIXED
    return None


def _meaning(written: str) -> str:
    return str(tomli.loads(f"value = {written}")["value"]) if "\\" in written or written[:3] in _LONG else written[1:-1]


_LONG = ('"""', "'''")
