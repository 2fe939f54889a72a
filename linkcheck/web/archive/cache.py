"""What the archivist remembers, and for how long. `history.History` is a shelf on disk; this one lasts a run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Protocol

from linkcheck.model import CaptureList, LookupStatus, Memento

FOR_EVER = None
NONE_GOOD_FOR = timedelta(days=7)
EXCLUDED_GOOD_FOR = timedelta(days=30)


class Cache(Protocol):
    """Keys are made by the archivist and name the archive and the page."""

    def holdings(self, key: str) -> CaptureList | None:
        """Return what was kept and still counts."""

    def keep_holdings(self, key: str, holdings: CaptureList, good_for: timedelta | None) -> None:
        """Keep a full list of captures, or that there is none; None: for ever."""

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento for ever."""

    def waiting(self) -> frozenset[str]:
        """Return the keys that a former run had no budget for."""

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace those keys."""


class RunCache:
    """Remembers for one run: other spellings of a page share its look-up."""

    def __init__(self) -> None:
        self._holdings: dict[str, CaptureList] = {}
        self._mementos: dict[tuple[str, date | None], Memento] = {}
        self._waiting: frozenset[str] = frozenset()

    def holdings(self, key: str) -> CaptureList | None:
        """Return what was kept."""
        return self._holdings.get(key)

    def keep_holdings(self, key: str, holdings: CaptureList, good_for: timedelta | None) -> None:
        """Keep it; no run lasts as long as `good_for`."""
        self._holdings[key] = holdings

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""
        return self._mementos.get((key, near))

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento."""
        self._mementos[key, memento.near] = memento

    def waiting(self) -> frozenset[str]:
        """Return the keys kept last."""
        return self._waiting

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace them."""
        self._waiting = frozenset(keys)


def good_for(holdings: CaptureList) -> timedelta | None:
    """Return how long an answer counts: captures do not go away, what is not there may come."""
    match holdings.answer:
        case LookupStatus.FOUND:
            return FOR_EVER
        case LookupStatus.NONE:
            return NONE_GOOD_FOR
        case LookupStatus.UNKNOWN:
            return EXCLUDED_GOOD_FOR
