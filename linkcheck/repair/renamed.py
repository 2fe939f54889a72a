"""Finds posts that have other names by now, by what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import structs

from linkcheck.history import FileChange, Journal, digest
from linkcheck.repair.places import refusal
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import read_regular


class Renamed:
    """Finds files that have other names by now, by what is in them."""

    def __init__(self, posts: Callable[[], Iterable[Path]], journal: Journal) -> None:
        """Take the posts there are; they are read when one is missed."""
        self._posts, self._bounds = posts, journal.bounds
        self._by_digest: dict[str, list[Path]] | None = None

    def of(self, change: FileChange) -> FileChange:
        """Return the change of a file under the name that it has now; where there are several, as it is."""
        if self._by_digest is None:
            self._by_digest = {}
            for path in self._posts():
                with suppress(OSError):
                    if refusal(path, self._bounds) is None:
                        self._by_digest.setdefault(digest(read_regular(path, LARGEST)), []).append(path)
        found = [path for each in change.digests for path in self._by_digest.get(each, ())]
        return structs.replace(change, path=found[0]) if len(found) == 1 else change
