"""Reads TOML 1.1 within bounds: parsers take ten seconds for one key of 32,000 dots, and its own end for nesting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tomli
from msgspec import Struct

LARGEST = 1 << 20
"""Bytes; real settings have hundreds."""
DEEPEST = 50
"""Levels of lists and tables in one another, and parts of a dotted key; what is deeper is not read."""

TOKEN = re.compile(
    r'''
      \#[^\n]*
    | """(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})? | \'{3}(?:[^']|'(?!''))*+(?:'{3,5})?
    | "(?P<basic>(?:[^"\\\n]|\\.)*+)"? | '(?P<literal>[^'\n]*)'?
    | (?P<bare>[A-Za-z0-9_-]+)
    | (?P<mark>[\[\]{}=,.\n])
    ''',
    re.VERBOSE | re.DOTALL,
)
"""A token of a text; strings and comments are one each, so that no mark in them counts.

A string that is not closed goes as far as it can, so that none is tried again from each of its quotes.
"""

HUGE = re.compile(r"0[xob][0-9A-Fa-f_]{100}")
"""Python reads such a number, and then cannot write it in decimal digits."""


class Excess(Struct, frozen=True):
    """The place where a text goes over a bound, and the bound in words."""

    offset: int
    words: str


def load_toml(text: str) -> dict[str, Any]:
    """Return the tables of a text. Raises ValueError (also TOMLDecodeError) for what is no TOML or out of bounds."""
    if len(text) > LARGEST:
        raise ValueError(f"larger than {LARGEST >> 20} MiB")
    over = excess(TOKEN.finditer(text))
    if over is not None:
        raise ValueError(over.words)
    return tomli.loads(text)


def excess(tokens: Iterable[re.Match[str]]) -> Excess | None:
    """Return where tokens (their groups `mark`) are nested too deeply, or a key has too many parts."""
    depth = dots = 0
    for token in tokens:
        mark = token["mark"]
        depth += (mark in ("{", "[")) - (mark in ("}", "]"))
        if mark == ".":
            dots += 1
        elif mark is not None:
            dots = 0
        if token["bare"] is not None and HUGE.match(token["bare"]):
            return Excess(token.start(), "a number of more than 64 bits")
        if depth > DEEPEST or dots > DEEPEST:
            return Excess(token.start(), f"is nested more than {DEEPEST} levels deep")
    return None
