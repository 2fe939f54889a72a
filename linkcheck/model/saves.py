"""What becomes of a page that an archive is asked to save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SaveState(StrEnum):
    """The outcome of asking for a capture."""

    ASKED = "asked"
    """Sent; what became of it is not known yet."""
    SAVED = "saved"
    ARCHIVED = "archived"
    """The archive has a capture that is young enough, and made no other."""
    FAILED = "failed"
    """It may work another night."""
    REFUSED = "refused"
    """It will not work for a long time."""


@dataclass(frozen=True, slots=True)
class Save:
    """One page, and what is known of it."""

    url: str
    state: SaveState
    at: datetime
    """UTC; of the last answer."""
    attempts: int = 0
    """The captures that were begun of it."""
    job: str | None = None
    """The archive's name for the capture that it makes."""
    captured: str | None = None
    """14 digits, where a capture was made."""
    detail: str | None = None
    """The archive's code or words."""
