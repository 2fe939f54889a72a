"""The names that a setting may have as its value because a table in a room above holds them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The names of each table; where a table is empty, any name passes."""

    formats: Collection[str] = ()
    """Formats of reports."""
    archives: Callable[[], Collection[str]] = tuple
    """Called only if the settings name one: to load their table takes longer than to read a settings file."""
    fixes: Callable[[], Collection[str]] = tuple
    """Kinds of repairs that `--fix` may name; called only if it is given."""


NO_NAMES = Names()
