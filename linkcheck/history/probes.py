"""The table `probes`: what hosts answered for pages that cannot be there. `web.probing` reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import as_utc_text
from linkcheck.history.evidence import pack_exchanges, unpack_exchanges
from linkcheck.model import Exchange

PROBES_GOOD_FOR = timedelta(days=30)


class ProbeTable:
    """Exchanges with random siblings; the keys are the prober's and name a host and a folder."""

    def __init__(self, database: BestEffort, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def probes(self, key: str) -> tuple[Exchange, ...] | None:
        """Return the exchanges kept in the last 30 days; None where there are none."""
        oldest = as_utc_text(self._now() - PROBES_GOOD_FOR)
        rows = self._database.select("SELECT exchanges FROM probes WHERE key = ? AND asked_at > ?", key, oldest)
        return unpack_exchanges(rows[0][0]) if rows else None

    def keep_probes(self, kept: Mapping[str, tuple[Exchange, ...]]) -> None:
        """Keep the exchanges of each key with the time of now, in one transaction."""
        now = as_utc_text(self._now())
        rows = [(key, now, pack_exchanges(probes)) for key, probes in kept.items()]
        if rows:
            self._database.put("INSERT OR REPLACE INTO probes VALUES (?, ?, ?)", rows)
