"""The names that a setting's value may have because a table above this room holds them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from linkcheck.config import values
from linkcheck.config.values import Parser


@dataclass(frozen=True, slots=True)
class Names:
    """Each table says itself what it holds; where nothing is said, any name passes."""

    formats: Collection[str] = ()
    """Of reports."""
    archives: Callable[[], Collection[str]] = tuple
    """Asked only where the settings name one: to load their table takes longer than to read a settings file."""
    fixes: Collection[str] = ()
    """What `--fix` may name."""

    def parsers(self) -> dict[str, Parser]:
        """Return the parsers of the options whose values are such names."""
        return {"format": values.one_of(self.formats), "fix": values.fixes(self.fixes)}
