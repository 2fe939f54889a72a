"""Checks → history, some at a time."""

from __future__ import annotations

from collections.abc import Callable

from linkcheck.history import KeptVerdict, ProbeTable, TargetTable, pack_validators
from linkcheck.model import Check, Exchange, Past, Verdict
from linkcheck.run.cached import CachedVerdicts
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.web.connectivity import Connectivity

KEEP_EVERY = 100
"""Checks that are written to the history at once: what `kill -9` may cost."""


class Keeper:
    """Writes checks down, but not before the environment has proved to be well."""

    def __init__(
        self,
        targets: TargetTable,
        cached: CachedVerdicts,
        connectivity: Connectivity,
        rules: Callable[[str], str],
    ) -> None:
        self._targets = targets
        self._memory = cached
        self._connectivity = connectivity
        self._rules = rules
        self._unkept: list[tuple[Check, Verdict]] = []
        self._sound = 0
        """So many of them were met before a site showed something of its own: no captive portal had begun."""

    def take(self, done: Check, verdict: Verdict) -> None:
        """Take a check to be kept."""
        self._unkept.append((without_bodies(done), verdict))
        if self._connectivity.shows_own:
            self._sound = len(self._unkept)
        if self._sound >= KEEP_EVERY:
            self._keep(self._sound)

    def keep(self) -> None:
        """Write down what there is, if the environment is known to be well; interrupted, what is sound."""
        self._keep(self._sound if self._connectivity.may_be_portal else len(self._unkept))

    def _keep(self, count: int) -> None:
        if not self._connectivity.is_well:
            return
        unkept, self._unkept, self._sound = self._unkept[:count], self._unkept[count:], 0
        verdicts = {done.url: verdict for done, verdict in unkept}

        def rule(before: Past | None, done: Check) -> Past:
            return self._memory.remember(before, done, verdicts[done.url])

        def conclude(done: Check, past: Past) -> KeptVerdict | None:
            return self._memory.concluded_of(done, past, verdicts[done.url], self._rules(done.url))

        def validate(done: Check) -> str | None:
            return pack_validators(done, self._rules(done.url)) if verdicts[done.url].state.is_good else None

        self._targets.keep([(done, rule) for done, _ in unkept], conclude, validate)


class HeldProbes:
    """Keeps probes when the run is over: what a portal shows for a page that cannot be there is no site's manner."""

    def __init__(self, kept: ProbeTable, connectivity: Connectivity) -> None:
        self._kept, self._connectivity = kept, connectivity
        self._held: dict[str, tuple[Exchange, ...]] = {}

    def probes(self, key: str) -> tuple[Exchange, ...] | None:
        """Return what an earlier run kept."""
        return self._kept.probes(key)

    def keep_probes(self, key: str, probes: tuple[Exchange, ...]) -> None:
        """Hold probes back."""
        self._held[key] = probes

    def keep(self) -> None:
        """Write them down, if the environment is known to be well and to have stayed so."""
        if self._connectivity.is_well and not self._connectivity.may_be_portal:
            self._kept.keep_probes(self._held)
        self._held.clear()
