"""checks → verdicts → mementos: all that needs the network, side by side.

The moment a check says `dead`, the archive is asked beside the checks that still run; what a good status may hide is
settled when the others are done. Nothing is kept before the environment has proved to be well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.links.urls import redact
from linkcheck.model import Check, Finding, LookupStatus, Memento, Past, Reason, State, Target, Url, Verdict
from linkcheck.run.cached import CachedVerdicts, lean
from linkcheck.run.checker import Asking, is_over_budget, open_asking
from linkcheck.run.judge import Progress, Results, Services
from linkcheck.sources.dates import Days
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.web import connectivity, schedule
from linkcheck.web.archive import ArchiveLookup
from linkcheck.web.probing import Prober, Suspects

KEEP_EVERY = 100
"""Checks that are written to the history at once: what `kill -9` may cost."""


async def judge_one(url: Url, settings: Settings, services: Services) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""
    async with open_asking(settings, services) as asking:
        done = await asking.check(url)
        suspects = Suspects(Prober(asking.fetch, now=services.now), asking.judge, asking.attempt_again)
        if suspects.defer(done, asking.judge(done)):
            settled: list[Check] = []
            await suspects.resolve(settled.append)
            done = settled[0]
        verdict = asking.judge(done)
        mementos: tuple[Memento, ...] = ()
        if verdict.state is State.DEAD and redact(url) == url:
            async with ArchiveLookup(asking.archive_fetch, asking.archive, None) as lookup:
                mementos = await lookup.mementos(url, (None,))
        return Finding(Target(url, ()), verdict, done, mementos)


class Session:
    """One network phase: the checks, and the look-ups that they set off. Its parts live while `run` does."""

    def __init__(
        self,
        waiting: Mapping[Url, Target],
        asked: Sequence[Url],
        cached: CachedVerdicts,
        settings: Settings,
        days: Days,
        progress: Progress,
        known: Results,
    ) -> None:
        self._waiting = waiting
        self._asked = asked
        self._memory = cached
        self._settings = settings
        self._days = days
        self._listener = progress
        self._known = known
        self._walled: set[str] = set()
        self.messages: tuple[str, ...] = ()

    async def run(self, history: History, services: Services) -> str | None:
        """Return what is wrong with the environment, or None."""
        settings = self._settings
        dead = [
            url
            for url, remembered in self._known.remembered.items()
            if remembered.verdict.state is State.DEAD and not self._waiting[Url(url)].untouched
        ]
        if not self._asked and not dead:
            return None
        cached = None if settings.fresh else history
        async with (
            open_asking(settings, services) as asking,
            ArchiveLookup(asking.archive_fetch, asking.archive, cached, now=services.now) as lookup,
        ):
            prober = Prober(asking.fetch, now=services.now, avoid=self._walled.__contains__, cache=cached)
            suspects = Suspects(prober, asking.judge, asking.attempt_again, self._asked)
            keeper = _Keeper(history, self._memory, asyncio.ensure_future(connectivity.hijacked(asking.resolver)))
            lookups = _Lookups(lookup, self._waiting, self._days, self._known, self._listener)
            try:
                for url in dead:
                    lookups.begin(Url(url))
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.max_time):
                        await self._check_all(asking, suspects, keeper, lookups)
                        await suspects.resolve(lambda done: self._conclude(done, asking.judge(done), keeper, lookups))
                        await lookups.end()
                fault = await keeper.hijacked or connectivity.fault(self._this_runs_checks())
                keeper.answered = keeper.answered or fault is None
                self.messages = (lookup.trouble,) if lookup.trouble is not None else ()
                return fault
            finally:
                for unresolved in suspects.unresolved():
                    self._conclude(unresolved, asking.judge(unresolved), keeper, lookups)
                self._known.probing = prober.requests
                keeper.keep()  # after Ctrl-C, too
                lookups.cancel()

    async def _check_all(self, asking: Asking, suspects: Suspects, keeper: _Keeper, lookups: _Lookups) -> None:
        async def check_one(url: Url) -> Check:
            return await suspects.calibrated(await asking.check(url, self._waiting[url].references))

        def checked(done: Check) -> None:
            if is_over_budget(done):
                return
            verdict = asking.judge(done)
            if verdict.state is State.BLOCKED or verdict.reason is Reason.RATE_LIMITED:
                self._walled.add(urlsplit(done.url).netloc.lower())
            if not suspects.defer(done, verdict):
                self._conclude(done, verdict, keeper, lookups)

        await schedule.check_all(
            self._asked, check_one, host_concurrency=asking.host_concurrency, on_check=checked, now=asking.now
        )

    def _conclude(self, done: Check, verdict: Verdict, keeper: _Keeper, lookups: _Lookups) -> None:
        """Take a check, and what it says by itself, as final."""
        remembered = self._memory.concluded(done, verdict)
        self._known.learn(done.url, replace(remembered, check=lean(done)))
        self._listener.checked(remembered.verdict)
        keeper.take(done, verdict)
        if remembered.verdict.state is State.DEAD:
            lookups.begin(done.url)

    def _this_runs_checks(self) -> Iterator[Check]:
        known = self._known
        return (check for url, check in known.checks.items() if not known.remembered[url].from_history)


class _Keeper:
    """Writes checks down, some at a time; not before somebody has answered and the resolver has proved honest."""

    def __init__(self, history: History, cached: CachedVerdicts, hijacked: asyncio.Future[str | None]) -> None:
        self._history = history
        self._memory = cached
        self.hijacked = hijacked
        self.answered = False
        self._unkept: list[tuple[Check, Verdict]] = []

    def take(self, done: Check, verdict: Verdict) -> None:
        """Take a check to be kept."""
        self._unkept.append((without_bodies(done), verdict))
        self.answered = self.answered or connectivity.answered(done)
        if len(self._unkept) >= KEEP_EVERY:
            self.keep()

    def keep(self) -> None:
        """Write down what there is, if the environment is known to be well."""
        if not self.answered or not self._is_well():
            return
        verdicts = {done.url: verdict for done, verdict in self._unkept}

        def rule(before: Past | None, done: Check) -> Past:
            return self._memory.remember(before, done, verdicts[done.url])

        self._history.keep([(done, rule) for done, _ in self._unkept])
        self._unkept.clear()

    def _is_well(self) -> bool:
        asked = self.hijacked
        return asked.done() and not asked.cancelled() and asked.exception() is None and asked.result() is None


class _Lookups:
    """Asks the archive for each dead link, beside all else."""

    def __init__(
        self, lookup: ArchiveLookup, waiting: Mapping[Url, Target], days: Days, known: Results, progress: Progress
    ) -> None:
        self._archivist = lookup
        self._waiting = waiting
        self._days = days
        self._mementos = known.mementos
        self._listener = progress
        self._tasks: dict[Url, asyncio.Task[None]] = {}

    def begin(self, url: Url) -> None:
        """Ask for one, where archives are asked at all."""
        if self._archivist.enabled:
            self._mementos[url] = (Memento(None, LookupStatus.UNKNOWN, detail="budget"),)  # until it is answered
            self._tasks[url] = asyncio.ensure_future(self._look_up(url))
            self._listener.lookups_planned(len(self._tasks), self._archivist.wait_words())

    async def end(self) -> None:
        """Wait for all of them."""
        await asyncio.gather(*self._tasks.values())

    def cancel(self) -> None:
        """Wait for none."""
        for task in self._tasks.values():
            task.cancel()

    async def _look_up(self, url: Url) -> None:
        if redact(url) != url:  # a password or token is nobody else's business, least of all a public archive's
            self._mementos[url] = (Memento(None, LookupStatus.UNKNOWN, detail="secret"),)
        else:
            # git may be asked for a line's date, which takes a while and must not hold up the checks.
            nears = await asyncio.to_thread(self._days.nears, self._waiting[url].references)
            self._mementos[url] = await self._archivist.mementos(url, nears)
        self._listener.looked_up()
