"""The declaration of a setting: its type and default, flag, reader, help for people and line in `linkcheck.toml`.

A setting is one field of a dataclass, made by `setting`. All else is made from the field: the option of the command
line, the reading of files, the JSON Schema, the tables of the reference, the manual page and the file that
`linkcheck init` writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from linkcheck.config import values
from linkcheck.config.names import NO_NAMES, Names
from linkcheck.config.values import Reader

T = TypeVar("T")
Read = Reader[T] | Callable[[Names], Reader[T]]
"""A reader, or what makes it once the names are known."""


class Kind(StrEnum):
    """The way a flag is given."""

    SWITCH = "switch"
    """No value: there or not."""
    COUNT = "count"
    """No value, but how often it is given counts: `-vv`."""
    OPTIONAL = "optional"
    """A value only after `=`."""
    TEXT = "text"
    """One value."""
    LIST = "list"
    """One value, and the flag may be repeated."""


class HelpGroup(StrEnum):
    """A part of the command line's help."""

    INPUT = "What is read"
    LINKS = "Which links are checked"
    REPAIR = "Repairs"
    REPORT = "The report"
    REQUESTS = "How links are asked for"
    NIGHTS = "From night to night"
    PROGRAM = "The program"


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """A part of the `linkcheck.toml` that `linkcheck init` writes."""

    heading: str
    """A comment before its lines; lines are broken by newlines."""
    before_examples: str = "For example:"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting, as its field declares it."""

    key: str
    """Its name in a settings file and in the program; that of the field unless given."""
    read: Read[Any]
    default: object
    help: str
    """Told by the command line, the manual page, the reference and editors."""
    flags: tuple[str, ...] = ()
    """Flags of `scan`; none for what only a settings file may say."""
    kind: Kind = Kind.TEXT
    group: HelpGroup = HelpGroup.PROGRAM
    """Where the help of the command line has its flag."""
    metavar: str | None = None
    """A word for the value of a flag, or for the name of an inner table."""
    in_file: bool = True
    """False for what only a command line may ask for."""
    default_words: str | None = None
    """The default as people read it, if that is not the value; empty text for none."""
    inner: type | None = None
    """Declares the keys of a table."""
    section: TemplateSection | None = None
    """Its part of the `linkcheck.toml` that `linkcheck init` writes; None leaves it out."""
    examples: tuple[str, ...] = ()
    """Whole lines for that file."""

    def reader(self, names: Names) -> Reader[Any]:
        """Return the reader of its values."""
        return self.read if isinstance(self.read, Reader) else self.read(names)

    @property
    def has_words(self) -> bool:
        """Tell whether its values are words out of a known set."""
        return not isinstance(self.read, Reader) or bool(self.read.known)

    def flag_help(self) -> str:
        """Return the help of its flag."""
        return f"{self.help} Repeatable." if self.kind is Kind.LIST else self.help

    def flag_notes(self, names: Names) -> str:
        """Return the values that its flag takes and its default, as the help shows them; empty where all is free."""
        known = self.reader(names).known
        default = "" if self.kind is Kind.COUNT else self.flag_default()
        notes = [f"values: {', '.join(known)}"] if known else []
        notes += [f"default: {default}"] if default else []
        return f"[{'; '.join(notes)}]" if notes else ""

    def plain_default(self) -> Any:
        """Return the default as TOML and JSON write it; None where there is none to tell."""
        if self.default_words is not None:
            return self.default_words or None
        if isinstance(self.default, frozenset):
            return [word for word in self.reader(NO_NAMES).known if word in self.default]
        if isinstance(self.default, tuple):
            return list(self.default)
        if isinstance(self.default, float) and self.default.is_integer():
            return int(self.default)
        return None if is_dataclass(self.default) else self.default

    def toml_default(self) -> str | None:
        """Return the default as a file has it; what is no table, JSON and TOML write the same way."""
        plain = self.plain_default()
        return None if plain is None or plain == {} else json.dumps(plain)

    def flag_default(self) -> str:
        """Return the default as a flag has it; nothing where that is simply: not given."""
        plain = self.plain_default()
        if isinstance(plain, list):
            return ",".join(plain)
        return "" if plain is None or plain is False or plain == {} else str(plain)


def setting(default: T, read: Read[T], help: str, flag: str = "", **details: Any) -> T:  # noqa: A002 -- click's word
    """Declare a setting as a field of a dataclass.

    `flag` is written as in the help, such as `-t --timeout SECONDS`; `details` are the other fields of `Option`.
    """
    words = flag.split(" ")
    flags = tuple(word for word in words if word.startswith("-"))
    metavar = " ".join(words[len(flags) :]) or None
    kind = Kind.SWITCH if read is values.switch else Kind.TEXT
    details = {"key": "", "flags": flags, "metavar": metavar, "kind": kind, **details}
    option = Option(read=read, default=default, help=help, **details)
    make = {"default_factory": default.copy} if isinstance(default, dict) else {"default": default}
    return cast("T", field(**make, metadata={"option": option}))


@cache
def options_of(table: type) -> tuple[Option, ...]:
    """Return the settings that a dataclass declares, in its order."""
    assert is_dataclass(table)  # noqa: S101 -- tells mypy what `setting` promises
    declared = ((each.name, each.metadata["option"]) for each in fields(table) if each.metadata)
    return tuple(option if option.key else replace(option, key=name) for name, option in declared)


def readers_of(table: type, names: Names) -> Mapping[str, Reader[Any]]:
    """Return key → reader of all that may stand in a table of a settings file."""
    return {option.key: option.reader(names) for option in options_of(table) if option.in_file}
