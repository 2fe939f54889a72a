"""What becomes of another checker's file: settings of ours, and what is left with the reason why.

A tool is a table of its keys. Each key says what it does with its value, so that none is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linkcheck.config import OPTIONS
from linkcheck.config.values import BadValueError, hint, pattern, shown
from linkcheck.run.settings import NAMES

Key = Callable[["Conversion", str, Any], None]
"""Takes the conversion, the name of the key and its value, and says what becomes of it."""

INSIDE = re.compile(r"\^(?:\\?/(?!/)|(?:\\?\.){1,2}\\?/|\\\.|#|file:|mailto:|tel:)")
"""Begins an expression that no address of the web can match: a path, an anchor, a mail."""
NO_URL = "it matches no address of the web; what is wrong inside the site is judged from its files ([rules])"
LOOKS = re.compile(r"\(\?<?[=!]")
NO_LOOKING = "expressions that look ahead or behind are not had in linear time; `exclude` and `include` do it in two"


@dataclass(frozen=True, slots=True)
class LastAlive:
    """An address that another checker has seen answer well."""

    url: str
    at: datetime


@dataclass(slots=True)
class Conversion:
    """What is taken from one file, in its order."""

    settings: dict[str, Any] = field(default_factory=dict)
    """Our key → its value, as TOML has it; a dot leads into a table."""
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """A key that was taken, and what is different here."""
    left: list[tuple[str, str]] = field(default_factory=list)
    """A key, or one item of it, that was not taken, and why."""
    ignore_lines: list[str] = field(default_factory=list)
    """Lines for `.linkcheckignore`, comments with them."""
    alive: list[LastAlive] = field(default_factory=list)

    def leave(self, name: str, why: str) -> None:
        """Note a key that is not taken."""
        self.left.append((name, why))

    def remark(self, name: str, words: str) -> None:
        """Note what is different here about a key that is taken."""
        self.remarks.append((name, words))

    def take(self, name: str, key: str, value: Any) -> None:
        """Take a value for a setting of ours, if it may stand there; lists and tables of several keys are joined."""
        old = self.settings.get(key)
        joined = _joined(old, value)
        try:
            _check(key, joined)
        except BadValueError as error:
            self.leave(name, str(error))
            return
        self.settings[key] = joined

    def take_patterns(self, name: str, key: str, items: Iterable[Any]) -> None:
        """Take regular expressions one by one: a bad one costs no other."""
        for item in items:
            why = why_not(item)
            if why is None:
                self.take(name, key, [item])
            else:
                self.leave(f"{name}: {shown(item)}", why)

    def convert(self, keys: Mapping[str, Key], table: Mapping[str, Any]) -> None:
        """Do what the table of keys says with each key that is given."""
        for name, value in table.items():
            found = keys.get(name)
            if found is None:
                self.leave(name, f"this key is not known{hint(name, keys)}")
            else:
                found(self, name, value)


def why_not(item: object) -> str | None:
    """Return why a text cannot be an expression of `exclude`; None where it can."""
    if not isinstance(item, str) or not item:
        return "this is no regular expression"
    if INSIDE.match(item):
        return NO_URL
    if LOOKS.search(item):
        return NO_LOOKING
    try:
        pattern(item)
    except BadValueError as error:
        return str(error)
    return None


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *(one for one in new if one not in old)]
    return {**old, **new} if isinstance(old, dict) and isinstance(new, dict) else new


def _check(key: str, value: Any) -> None:
    """Raise `BadValueError` where a setting cannot have this value."""
    first, *inner = key.split(".", 1)
    option = next(option for option in OPTIONS if option.key == first)
    if first == "hosts":
        host, _, last = inner[0].rpartition(".")
        option.reader(NAMES)({host.strip('"'): {last: value}})
    else:
        option.reader(NAMES)({inner[0]: value} if inner else value)


def same(key: str, read: Callable[[Any], Any] = lambda value: value, remark: str = "") -> Key:
    """Return what takes a value for a setting of ours, read first; `ValueError` of the reading says why not."""

    def take(conversion: Conversion, name: str, value: Any) -> None:
        try:
            wanted = read(value)
        except (ValueError, TypeError, AttributeError):
            conversion.leave(name, f"{shown(value)} cannot be read here")
            return
        before = len(conversion.left)
        conversion.take(name, key, wanted)
        if remark and len(conversion.left) == before:
            conversion.remark(name, remark)

    return take


def switch(key: str, value: Any = True, *, wanted: object = True, otherwise: str = "this is so in any case") -> Key:
    """Return what takes a setting of ours where a switch stands as wanted."""

    def take(conversion: Conversion, name: str, given: Any) -> None:
        if given is wanted:
            conversion.take(name, key, value)
        else:
            conversion.leave(name, otherwise)

    return take


def patterns(key: str) -> Key:
    """Return what takes a list of expressions, or a single one."""

    def take(conversion: Conversion, name: str, value: Any) -> None:
        conversion.take_patterns(name, key, value if isinstance(value, list) else [value])

    return take


def left(why: str) -> Key:
    """Return what takes nothing, and says why."""
    return lambda conversion, name, value: conversion.leave(name, why)


def objects_with(member: str, key: str) -> Key:
    """Return what takes expressions out of a list of objects: `[{"pattern": "…"}]`."""

    def take(conversion: Conversion, name: str, value: Any) -> None:
        items = value if isinstance(value, list) else [value]
        conversion.take_patterns(name, key, [one.get(member) if isinstance(one, dict) else one for one in items])

    return take
