"""The cache of what archives answered, and how long that counts. `history` has one on disk; this one lasts a run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from linkcheck.model import CaptureList, Folder, LookupStatus, Memento

FOR_EVER = None
NONE_GOOD_FOR = timedelta(days=7)
EXCLUDED_GOOD_FOR = timedelta(days=30)
FOLDER_GOOD_FOR = timedelta(days=30)


class Cache(Protocol):
    """Keys are made by the look-up and name the archive and the page."""

    def captures(self, key: str) -> CaptureList | None:
        """Return the list that was kept and still counts."""

    def keep_captures(self, key: str, captures: CaptureList, good_for: timedelta | None) -> None:
        """Keep a full list of captures, or that there is none; None: for ever."""

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento for ever."""

    def folder(self, key: str) -> Folder | None:
        """Return the pages of a folder that were kept and still count."""

    def keep_folder(self, key: str, folder: Folder, good_for: timedelta) -> None:
        """Keep the pages of a folder, or that there is none."""

    def answer(self, key: str, near: date | None) -> Memento | None:
        """Return what archives said last of a day, and when; `probed` is never said."""

    def keep_answer(self, key: str, memento: Memento) -> None:
        """Keep what archives said of a day."""

    def waiting(self) -> frozenset[str]:
        """Return the keys that a former run had no budget for."""

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace those keys."""


class RunCache:
    """Remembers for one run: other spellings of a page share its look-up."""

    def __init__(self) -> None:
        self._captures: dict[str, CaptureList] = {}
        self._mementos: dict[tuple[str, date | None], Memento] = {}
        self._folders: dict[str, Folder] = {}
        self._answers: dict[tuple[str, date | None], Memento] = {}
        self._waiting: frozenset[str] = frozenset()

    def captures(self, key: str) -> CaptureList | None:
        """Return the list that was kept."""
        return self._captures.get(key)

    def keep_captures(self, key: str, captures: CaptureList, good_for: timedelta | None) -> None:
        """Keep a list; no run lasts as long as `good_for`."""
        self._captures[key] = captures

    def memento(self, key: str, near: date | None) -> Memento | None:
        """Return the probed memento kept for that day."""
        return self._mementos.get((key, near))

    def keep_memento(self, key: str, memento: Memento) -> None:
        """Keep a probed memento."""
        self._mementos[key, memento.near] = memento

    def folder(self, key: str) -> Folder | None:
        """Return the pages that were kept."""
        return self._folders.get(key)

    def keep_folder(self, key: str, folder: Folder, good_for: timedelta) -> None:
        """Keep the pages of a folder; no run lasts as long as `good_for`."""
        self._folders[key] = folder

    def answer(self, key: str, near: date | None) -> Memento | None:
        """Return what was said last."""
        return self._answers.get((key, near))

    def keep_answer(self, key: str, memento: Memento) -> None:
        """Keep what was said, but not that a copy may be written."""
        self._answers[key, memento.near] = replace(memento, probed=False)

    def waiting(self) -> frozenset[str]:
        """Return the keys kept last."""
        return self._waiting

    def keep_waiting(self, keys: Collection[str]) -> None:
        """Replace them."""
        self._waiting = frozenset(keys)


def good_for(captures: CaptureList, *, used: bool = True) -> timedelta | None:
    """Return how long an answer counts: captures do not go away, and missing ones, or better ones, may come."""
    match captures.answer:
        case LookupStatus.FOUND:
            return FOR_EVER if used else NONE_GOOD_FOR
        case LookupStatus.NONE:
            return NONE_GOOD_FOR
        case LookupStatus.UNKNOWN:
            return EXCLUDED_GOOD_FOR
