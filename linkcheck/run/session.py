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
from linkcheck.links.urls import mask
from linkcheck.model import Answer, Check, Finding, Memento, Past, Reason, State, Target, Url, Verdict
from linkcheck.run.cached import Memory, lean
from linkcheck.run.checker import Asking, is_over_budget, open_asking
from linkcheck.run.judge import Known, Listener, World
from linkcheck.sources.dates import Days
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.web import connectivity, schedule
from linkcheck.web.archive import Archivist
from linkcheck.web.probing import Doubts, Prober

KEEP_EVERY = 100
"""Checks that are written to the history at once: what `kill -9` may cost."""


async def judge_one(url: Url, settings: Settings, world: World) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""
    async with open_asking(settings, world) as asking:
        done = await asking.check(url)
        doubts = Doubts(Prober(asking.fetch, now=world.now), asking.judge, asking.look_again)
        if doubts.hold(done, asking.judge(done)):
            settled: list[Check] = []
            await doubts.settle(settled.append)
            done = settled[0]
        verdict = asking.judge(done)
        mementos: tuple[Memento, ...] = ()
        if verdict.state is State.DEAD and mask(url) == url:
            async with Archivist(asking.archive_fetch, asking.archive, None) as archivist:
                mementos = await archivist.mementos(url, (None,))
        return Finding(Target(url, ()), verdict, done, mementos)


class Session:
    """One network phase: the checks, and the look-ups that they set off. Its parts live while `run` does."""

    def __init__(
        self,
        waiting: Mapping[Url, Target],
        asked: Sequence[Url],
        memory: Memory,
        settings: Settings,
        days: Days,
        listener: Listener,
        known: Known,
    ) -> None:
        self._waiting = waiting
        self._asked = asked
        self._memory = memory
        self._settings = settings
        self._days = days
        self._listener = listener
        self._known = known
        self._walled: set[str] = set()
        self.messages: tuple[str, ...] = ()

    async def run(self, history: History, world: World) -> str | None:
        """Return what is wrong with the environment, or None."""
        settings = self._settings
        dead = [
            url
            for url, remembered in self._known.remembered.items()
            if remembered.verdict.state is State.DEAD and not self._waiting[Url(url)].untouched
        ]
        if not self._asked and not dead:
            return None
        memory = None if settings.fresh else history
        async with (
            open_asking(settings, world) as asking,
            Archivist(asking.archive_fetch, asking.archive, memory, now=world.now) as archivist,
        ):
            prober = Prober(asking.fetch, now=world.now, avoid=self._walled.__contains__, cache=memory)
            doubts = Doubts(prober, asking.judge, asking.look_again, self._asked)
            keeper = _Keeper(history, self._memory, asyncio.ensure_future(connectivity.hijacked(asking.resolver)))
            lookups = _Lookups(archivist, self._waiting, self._days, self._known, self._listener)
            try:
                for url in dead:
                    lookups.begin(Url(url))
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.max_time):
                        await self._check_all(asking, doubts, keeper, lookups)
                        await doubts.settle(lambda done: self._conclude(done, asking.judge(done), keeper, lookups))
                        await lookups.end()
                fault = await keeper.hijacked or connectivity.fault(self._this_runs_checks())
                keeper.answered = keeper.answered or fault is None
                self.messages = (archivist.trouble,) if archivist.trouble is not None else ()
                return fault
            finally:
                for unsettled in doubts.unsettled():
                    self._conclude(unsettled, asking.judge(unsettled), keeper, lookups)
                self._known.probing = prober.requests
                keeper.keep()  # after Ctrl-C, too
                lookups.cancel()

    async def _check_all(self, asking: Asking, doubts: Doubts, keeper: _Keeper, lookups: _Lookups) -> None:
        async def check_one(url: Url) -> Check:
            return await doubts.calibrated(await asking.check(url, self._waiting[url].references))

        def checked(done: Check) -> None:
            if is_over_budget(done):
                return
            verdict = asking.judge(done)
            if verdict.state is State.BLOCKED or verdict.reason is Reason.RATE_LIMITED:
                self._walled.add(urlsplit(done.url).netloc.lower())
            if not doubts.hold(done, verdict):
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

    def __init__(self, history: History, memory: Memory, hijacked: asyncio.Future[str | None]) -> None:
        self._history = history
        self._memory = memory
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
        self, archivist: Archivist, waiting: Mapping[Url, Target], days: Days, known: Known, listener: Listener
    ) -> None:
        self._archivist = archivist
        self._waiting = waiting
        self._days = days
        self._mementos = known.mementos
        self._listener = listener
        self._tasks: dict[Url, asyncio.Task[None]] = {}

    def begin(self, url: Url) -> None:
        """Ask for one, where archives are asked at all."""
        if self._archivist.enabled:
            self._mementos[url] = (Memento(None, Answer.UNKNOWN, detail="budget"),)  # until it is answered
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
        if mask(url) != url:  # a password or token is nobody else's business, least of all a public archive's
            self._mementos[url] = (Memento(None, Answer.UNKNOWN, detail="secret"),)
        else:
            # git may be asked for a line's date, which takes a while and must not hold up the checks.
            nears = await asyncio.to_thread(self._days.nears, self._waiting[url].references)
            self._mementos[url] = await self._archivist.mementos(url, nears)
        self._listener.looked_up()
