"""A checker whose files are taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linkcheck.cli.foreign.conversion import Conversion, Key
from linkcheck.cli.foreign.steps import StepRewriter

Reader = Callable[[str], Conversion]
"""Takes the text of a file; raises ValueError, in words, for one that cannot be read."""


@dataclass(frozen=True, slots=True)
class ForeignTool:
    """One checker: its files by their names, its keys, and its step in a workflow."""

    title: str
    files: Mapping[str, Reader]
    """Patterns of names, such as `lychee*.toml` → what reads such a file."""
    keys: Mapping[str, Key]
    """All keys of its settings, by which a file of another name is known."""
    suffixes: tuple[str, ...]
    """Of such a file."""
    read: Reader
    """Reads such a file."""
    actions: Mapping[str, StepRewriter]
    """`owner/name` of its Actions, in lower case → what rewrites a step."""
