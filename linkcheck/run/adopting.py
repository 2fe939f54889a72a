"""What another checker remembers → the history: when a link was last seen alive, and nothing else.

A good status alone is no verdict of ours (the page may say that it is gone), so each such link is asked at once. Known
is from then on that it was alive: its first death waits for a second night before anything is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urldefrag

from linkcheck.config import Settings, state_directory
from linkcheck.history import History
from linkcheck.links.urls import canonicalise
from linkcheck.model import LinkcheckError, Past, Reason, State, Verdict
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources import site


def adopt_last_alive(seen: Iterable[tuple[str, datetime]], settings: Settings, home: Path) -> int:
    """Keep when each address was last seen alive, unless more is known of it; return how many are web addresses.

    Raises LinkcheckError where the history cannot be used.
    """
    root = site.find_root([home], home)
    state = state_directory(settings, root)
    fault = fault_of_state(state)
    if fault is not None:
        raise LinkcheckError(fault)
    now = datetime.now(UTC)
    pasts: dict[str, Past] = {}
    for url, at in seen:
        target = canonicalise(urldefrag(url).url)
        if not isinstance(target, Verdict) and at <= now:
            pasts[target] = max(_past(target, at), pasts.get(target, _past(target, at)), key=_checked)
    with History(state, bounds=bounds_of(state, root)) as history:
        history.targets.adopt(tuple(pasts.values()))
        if not history.works:
            raise LinkcheckError(f"{state}: what the cache knows could not be written")
    return len(pasts)


def _past(url: str, at: datetime) -> Past:
    words = "never asked by linkcheck; another checker saw it alive"
    return Past(url, at, Verdict(State.UNCHECKED, Reason.OFFLINE, words), last_alive_at=at)


def _checked(past: Past) -> datetime:
    return past.checked_at
