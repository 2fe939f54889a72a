"""Checks → history, some at a time."""

from __future__ import annotations

from linkcheck.history import TargetTable
from linkcheck.model import Check, Past, Verdict
from linkcheck.run.cached import CachedVerdicts
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.web.connectivity import Connectivity

KEEP_EVERY = 100
"""Checks that are written to the history at once: what `kill -9` may cost."""


class Keeper:
    """Writes checks down, but not before the environment has proved to be well."""

    def __init__(self, targets: TargetTable, cached: CachedVerdicts, connectivity: Connectivity) -> None:
        self._targets = targets
        self._memory = cached
        self._connectivity = connectivity
        self._unkept: list[tuple[Check, Verdict]] = []

    def take(self, done: Check, verdict: Verdict) -> None:
        """Take a check to be kept."""
        self._unkept.append((without_bodies(done), verdict))
        if len(self._unkept) >= KEEP_EVERY:
            self.keep()

    def keep(self) -> None:
        """Write down what there is, if the environment is known to be well."""
        if not self._connectivity.is_well:
            return
        verdicts = {done.url: verdict for done, verdict in self._unkept}

        def rule(before: Past | None, done: Check) -> Past:
            return self._memory.remember(before, done, verdicts[done.url])

        self._targets.keep([(done, rule) for done, _ in self._unkept])
        self._unkept.clear()
