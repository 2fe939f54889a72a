"""Archived copies (RFC 7089), and what archives answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class LookupStatus(StrEnum):
    """Archives answer three ways."""

    FOUND = "found"
    NONE = "none"
    """Asked, and nothing there."""
    UNKNOWN = "unknown"
    """Could not ask."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One usable copy of a page that an archive lists."""

    timestamp: str
    """14 digits as the archive writes them; impossible dates occur."""
    digest: str | None = None
    """Two captures with the same digest have the same bytes."""
    doubtful: bool = False
    """A captured redirect, or a revisit of nobody knows what: only what it leads to can tell."""


@dataclass(frozen=True, slots=True)
class CaptureList:
    """The captures of one URL that an archive lists."""

    answer: LookupStatus
    captures: tuple[Capture, ...] = ()
    """Sorted by timestamp; empty unless the answer is `FOUND`."""
    detail: str | None = None
    """The reason where the answer is `UNKNOWN`."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The pages of a folder of a site that an archive has."""

    answer: LookupStatus
    pages: tuple[str, ...] = ()
    """Their addresses without the scheme and `www.`, sorted; empty unless the answer is `FOUND`."""
    whole: bool = True
    """False where the list is cut off at its limit."""


@dataclass(frozen=True, slots=True)
class Memento:
    """An archived copy with its capture time (RFC 7089), or why there is none."""

    near: date | None
    """The day it should be close to; None for the newest."""
    answer: LookupStatus
    url: str | None = None
    captured_at: datetime | None = None
    fit: str | None = None
    """How far from `near`, in words: `exact`, `12 days after` …"""
    probed: bool = False
    """The chosen capture itself was asked for, read, and is good; only then may it be written."""
    detail: str | None = None
    """Why there is none or why it is unknown: `budget`, `excluded`, `rate-limited` …"""
    asked_at: datetime | None = field(default=None, compare=False)
    """When an archive said so, UTC; None where none was asked, or nobody knows when."""
