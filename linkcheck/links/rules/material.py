"""The material of the rules: all references of a run, and when two labels or destinations are the same."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from linkcheck.model import Dialect, Reference, Target
from linkcheck.sources.documents.definitions import fold


class AllReferences(Struct, frozen=True):
    """The references of all documents, before the web is asked."""

    documents: Sequence[Sequence[Reference]]
    """The references of one document together, in their order."""
    targets: Sequence[Target]
    dialect: Dialect

    def definitions(self) -> Iterator[Sequence[Reference]]:
        """Yield the definitions of each document that has any."""
        defined = ([each for each in references if each.label is not None] for references in self.documents)
        return filter(None, defined)


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
