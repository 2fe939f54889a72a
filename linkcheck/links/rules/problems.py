"""What the rules share: their levels, how a problem is made, and when two destinations are one place."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from linkcheck.model import Level, Problem, Reference, Rule
from linkcheck.sources.documents.definitions import fold

RULES: Mapping[Rule, Level] = MappingProxyType(
    {
        Rule.UNUSED_DEFINITION: Level.NOTE,
        Rule.DUPLICATE_DEFINITION: Level.NOTE,
        Rule.CONFLICTING_DEFINITION: Level.WARNING,
        Rule.LABEL_CONFLICT: Level.NOTE,
        Rule.INSECURE_LINK: Level.NOTE,
        Rule.TYPO_SCHEME: Level.WARNING,
        Rule.TRAILING_JUNK: Level.WARNING,
    }
)
"""The level of each rule where the settings say nothing. `NOTE` is untidy, `WARNING` may lead readers astray."""


def problem(reference: Reference, rule: Rule, message: str, *, level: Level | None = None) -> Problem:
    """Return a problem at a reference's destination, at its rule's level where nothing else is said."""
    return Problem(rule, level or RULES[rule], reference.path, reference.position, reference.span, message)


@functools.lru_cache(maxsize=10_000)
def key_of(label: str | None) -> str:
    """Return what is compared of a label; the same few stand at the foot of every post."""
    return fold(label or "")


def same_place(one: str, other: str) -> bool:
    """Tell whether two destinations mean the same page to their author."""
    return one == other or normal(one) == normal(other)


@functools.lru_cache(maxsize=10_000)
def normal(destination: str) -> str:
    """Return a destination in lower case, without `http:` or `https:`, `www.` and a last slash."""
    rest = destination.lower().removeprefix("https:").removeprefix("http:")
    return rest.replace("//www.", "//", 1).rstrip("/") if rest.startswith("//") else rest
