"""Evidence: all exchanges that were made for one target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linkcheck.model.exchanges import Exchange
from linkcheck.model.urls import Url


class Fragment(StrEnum):
    """The presence of the place in a page that a link names."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """Nobody can tell without running the page's scripts."""


@dataclass(frozen=True, slots=True)
class Check:
    """All exchanges made for one target: the evidence."""

    url: Url
    exchanges: tuple[Exchange, ...]
    checked_at: datetime
    """With time zone, UTC."""
    probes: tuple[Exchange, ...] = ()
    """Requests for random siblings: what the host says of a page that cannot be there."""
    fragments: tuple[tuple[str, Fragment], ...] = ()
    """The fragments that references ask for, as written, and whether the page has them."""
    sources: int = 0
    """The number of other targets of the run that ended at the same address (a sink)."""
    unseen_since: datetime | None = None
    """An archive was asked, and has no good capture of it since then; None where none was asked, or one has."""
