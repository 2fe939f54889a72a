"""The records that are kept between runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linkcheck.model.exchanges import Page
from linkcheck.model.verdicts import State, Verdict


class StrikeKind(StrEnum):
    """The way in which a check failed as something that is gone would."""

    NOT_MET = "not-met"
    """No server was met: no name server answered, or the connection was refused, or no route led there."""
    NOT_ANSWERED = "not-answered"
    """No server was met, and somewhere nobody answered the call for a connection."""
    SAME_EVERYWHERE = "same-everywhere"
    """One page for every address, the home page included."""
    DEAD = "dead"
    """Dead by what was seen in that run alone."""


class MovedPage(StrEnum):
    """What is known of the page that a link has moved to."""

    SAME = "same"
    """It has the title or the text that the old address had, when that still had a page."""
    OTHER = "other"
    """It has neither."""
    GONE = "gone"
    """It says itself that it is gone, or was not found."""


@dataclass(frozen=True, slots=True)
class Past:
    """The record of a target between runs; the evidence is kept beside it. All instants are UTC."""

    url: str
    checked_at: datetime
    verdict: Verdict
    """The verdict of that check, without its evidence."""
    failing_since: datetime | None = None
    """The first of the checks in a row that did not find it alive."""
    last_alive_at: datetime | None = None
    strikes: tuple[datetime, ...] = ()
    """Runs in a row, a night apart, in which it failed as something that is gone would, all of them alike."""
    failures: int = 0
    """Checks in a row that did not find it alive."""
    first_page: Page | None = None
    """Title, headings and simhash at the first check that found it alive."""
    strike_kinds: tuple[StrikeKind, ...] = ()
    """One for each strike; fewer where an older version wrote them, and then they count for nothing."""
    dead_since: datetime | None = None
    """The first check that found it dead, with none since that found it alive."""
    unreachable_since: datetime | None = None
    """The first of the checks in a row, this one included, that had no usable answer."""
    unreachable_checks: int = 0
    """The number of those checks."""
    returns: tuple[datetime, ...] = ()
    """Runs in a row, a night apart, that read well what a copy in an archive was made of, and found the same page."""
    moved_since: datetime | None = None
    """The first of the checks in a row, this one included, that found it moved to where it is now."""
    moved_page: MovedPage | None = None
    """None where it is not moved, or was never seen at its old address."""


class Change(StrEnum):
    """The change of a target since the run before."""

    NEW = "new"
    """Dead, and was not."""
    STILL = "still"
    """Dead, as it was."""
    BACK = "back"
    """Alive again."""


@dataclass(frozen=True, slots=True)
class RunStats:
    """The outcome of one run, kept for the pictures of later reports."""

    at: datetime
    """The beginning of the run, UTC."""
    verdicts: Mapping[State, int]
    """Targets by verdict; a verdict that nothing had may be left out."""
    repaired: int = 0
    """Edits that were written."""
