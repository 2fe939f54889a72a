"""Defines a platform's rule, and the few things that all rules say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from linkcheck.model import Evidence, Reason, State
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.phrases import says_not_found

NAME = "platforms"


def _asks_nobody(_: SplitResult) -> str | None:
    return None


def _keeps_quiet(_: Attempt) -> Evidence | None:
    return None


@dataclass(frozen=True, slots=True)
class Platform:
    """A site whose answers do not mean what they mean elsewhere."""

    name: str
    hosts: tuple[str, ...]
    """Their names; `platform_of` also knows them behind `www.`, `m.`, `de.` and the like."""
    read: Callable[[Attempt], Evidence | None] = _keeps_quiet
    """Says what an attempt at the page itself means, before the general signals do."""
    ask: Callable[[SplitResult], str | None] = _asks_nobody
    """Gives the address at which the platform tells programs whether it has what a link names; None: nowhere."""
    always: bool = False
    """Ask there even after a good answer; else only where the page itself was refused or not found."""
    told: Mapping[int, State] = field(default_factory=dict)
    """Meanings of the statuses of that address: `alive`, `dead` or `unsure`; others mean that it could not tell."""


def start(attempt: Attempt) -> SplitResult:
    """Return the parts of the address that was cited."""
    return urlsplit(attempt.check.url)


def end(attempt: Attempt) -> SplitResult:
    """Return the parts of the address that an attempt ended at."""
    return urlsplit(attempt.last.request.url)


def is_good(attempt: Attempt) -> bool:
    """Tell whether an attempt ended with a page."""
    return attempt.response is not None and 200 <= attempt.response.status < 300


def is_missing(attempt: Attempt) -> bool:
    """Tell whether an attempt ended with 404 or 410."""
    return attempt.response is not None and attempt.response.status in (404, 410)


def title(attempt: Attempt) -> str:
    """Return the title of the page that an attempt ended with; empty where there is none."""
    return seen(attempt.response).title if attempt.response is not None else ""


def undisclosed(detail: str) -> Evidence:
    """Say that strangers are not told whether it is there."""
    return Evidence(NAME, State.UNSURE, Reason.UNDISCLOSED, detail)


def login(detail: str) -> Evidence:
    """Say that only members are shown it."""
    return Evidence(NAME, State.BLOCKED, Reason.LOGIN, detail)


def says_so(attempt: Attempt) -> Evidence | None:
    """Say `unsure` of a good answer whose title or first heading says that nothing was found."""
    says = says_not_found(seen(attempt.response)) if attempt.response is not None else None
    return Evidence(NAME, State.UNSURE, Reason.SAYS_NOT_FOUND, f"the page says «{says}»") if says else None
