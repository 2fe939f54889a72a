"""The services of an archive, and every way in which there may be no memento: closed sets."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """The services of an archive; each has its own limits."""

    CDX = "cdx"
    """Lists captures."""
    PLAYBACK = "playback"
    """Shows them, and names the one closest to a time."""


class LookupFailure(StrEnum):
    """The reasons for no memento, or for none that may be written; the `detail` of a `Memento`.

    What the capture itself shows gives others: `verdict.captures.CaptureFault`.
    """

    BUDGET = "budget"
    EXCLUDED = "excluded"  # the archive does not show this page, by its owner's wish
    RATE_LIMITED = "rate-limited"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"  # 5xx, resets, an outage page …
    UNREADABLE = "unreadable"  # not what this service answers with: HTML, half a list
    NOT_ARCHIVED = "not-archived"  # the TimeGate says so; only an empty list counts as none
    TOO_FAR = "too-far"
    OTHER_ADDRESS = "other-address"  # the copy is of the address without its tracking parameters
    REDIRECT_CAPTURE = "redirect-capture"  # and where it leads was not captured
    ERROR_CAPTURE = "error-capture"
    UNVERIFIED = "unverified"  # listed, but could not be asked for
