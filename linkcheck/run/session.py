"""checks → verdicts → mementos: all that needs the network, side by side.

The moment a check says `dead`, the archive is asked beside the checks that still run; what a good status may hide is
resolved when the others are done. Nothing is kept before the environment has proved to be well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace

from linkcheck.config import Settings
from linkcheck.history import History, TargetTable, is_unchanged, with_kept_page
from linkcheck.links.urls import redact
from linkcheck.model import Check, Finding, Memento, Reason, State, Target, Url, Verdict, host_of
from linkcheck.run.cached import CachedVerdicts
from linkcheck.run.calibrations import Calibrations
from linkcheck.run.checker import is_left, is_over_budget, job_of, open_archive_fetch, open_checker
from linkcheck.run.engines.opened import Checks, opened
from linkcheck.run.engines.workers import Workers
from linkcheck.run.job import Work
from linkcheck.run.keeper import HeldProbes, Keeper
from linkcheck.run.living import LivingTargets
from linkcheck.run.lookups import Lookups
from linkcheck.run.progress import Progress
from linkcheck.run.results import Results
from linkcheck.run.rules_version import rules_of
from linkcheck.run.services import Services
from linkcheck.run.witnesses import Witnesses
from linkcheck.sources.dates import Days
from linkcheck.verdict.confirmation import doubted, doubted_hosts
from linkcheck.verdict.fragments import wanted_of
from linkcheck.verdict.weighing import judge
from linkcheck.web.archive import ArchiveLookup
from linkcheck.web.connectivity import Connectivity
from linkcheck.web.network import looks_up_names, system_resolver
from linkcheck.web.probing import Opinion, Prober, Suspects, opinion
from linkcheck.web.schedule import failed
from linkcheck.web.unchanged import telling
from linkcheck.web.unproven import Unproven


async def judge_one(url: Url, settings: Settings, services: Services) -> Finding:
    """Check one URL with no document around it; a dead one is looked up for the newest copy."""

    def judged(done: Check) -> Verdict:
        return judge(done, accept=settings.accepted(done.url))

    job = job_of(settings, services)
    async with open_checker(job, services, services.resolver or system_resolver()) as checker:
        done = await checker.check(Work(url))
        suspects = Suspects(Prober(checker.fetch, now=services.now), judged, checker.attempt_again)
        if suspects.defer(done, opinion(done, settings.accepted(url))):
            resolved: list[Check] = []
            await suspects.resolve(resolved.append)
            done = resolved[0]
        verdict = judged(done)
        mementos: tuple[Memento, ...] = ()
        if verdict.state is State.DEAD and redact(url) == url:
            async with (
                open_archive_fetch(job, settings.archive.timeout, checker.resolver) as fetch,
                ArchiveLookup(fetch, settings.archive, None) as lookup,
            ):
                mementos = await lookup.mementos(url, (None,))
        return Finding(Target(url, ()), verdict, done, mementos)


class Session:
    """One network phase: the checks, and the look-ups that they set off."""

    def __init__(
        self,
        waiting: Mapping[Url, Target],
        asked: Sequence[Url],
        cached: CachedVerdicts,
        settings: Settings,
        days: Days,
        progress: Progress,
        results: Results,
    ) -> None:
        self._waiting = waiting
        self._asked = asked
        self._cached = cached
        self._settings = settings
        self._days = days
        self._progress = progress
        self._results = results
        self._walled: set[str] = set()
        self._unproven = Unproven()
        self._witnesses: Witnesses | None = None
        self.messages: tuple[str, ...] = ()
        self.tracebacks: tuple[str, ...] = ()
        """Of faults of our own that cost one look-up each."""

    async def run(self, history: History, services: Services, workers: Workers) -> str | None:
        """Return what is wrong with the environment, or None."""
        settings, dead = self._settings, self._results.known_to_be_dead(self._waiting)
        archives, probes = (None, None) if settings.fresh else (history.archive_cache, history.probes)
        job = job_of(settings, services)
        resolver = services.resolver or system_resolver()
        connectivity = Connectivity(map(host_of, self._asked), resolver, looks_up=looks_up_names(job.network))
        async with (
            opened(job, services, resolver, connectivity, workers) as engine,
            open_archive_fetch(job, settings.archive.timeout, resolver) as archive_fetch,
            ArchiveLookup(archive_fetch, settings.archive, archives, now=services.now) as lookup,
        ):
            checker = engine.checker
            held = HeldProbes(probes, connectivity) if probes is not None else None
            prober = Prober(checker.fetch, now=services.now, avoid=self._walled.__contains__, cache=held)
            originals = self._cached.originals
            suspects = Suspects(prober, self._judge, checker.attempt_again, self._asked, originals)
            keeper = Keeper(history.targets, self._cached, connectivity, rules_of(settings.accepted))
            lookups = Lookups(lookup, self._waiting, self._days, self._results, self._progress)
            self._witnesses = witnesses = Witnesses(lookup, self._cached)
            phases = self._phases(engine, suspects, keeper, lookups, witnesses, dead, connectivity, history.targets)
            living = LivingTargets(self._cached, self._waiting, checker, self._judge, connectivity)
            try:
                fault = await _unless(phases, _fault(connectivity, living))
                self.messages = (lookup.gave_up,) if lookup.gave_up is not None else ()
                self.messages += _fault_words(lookup.faults)
                self.tracebacks = tuple(lookup.faults)
                return fault
            finally:
                living.cancel()
                for unresolved in (*suspects.unresolved(), *self._unproven.resolved(), *witnesses.unresolved()):
                    self._judge_last(unresolved, keeper, lookups)
                self._results.probing = prober.requests
                keeper.keep()  # after Ctrl-C, too
                if held is not None:
                    held.keep()
                if connectivity.is_well:
                    self._doubt(history.targets)
                lookups.cancel()

    async def _phases(
        self,
        engine: Checks,
        suspects: Suspects,
        keeper: Keeper,
        lookups: Lookups,
        witnesses: Witnesses,
        dead: Sequence[Url],
        connectivity: Connectivity,
        targets: TargetTable,
    ) -> None:
        """Do all that there is to do, within the time of the run."""
        settings = self._settings
        for url in dead:
            lookups.begin(url)
        with suppress(TimeoutError):
            async with asyncio.timeout(settings.max_time):
                await self._check_all(engine, suspects, keeper, lookups, connectivity, targets)
                for done in self._unproven.resolved():
                    self._judge_last(done, keeper, lookups)
                await suspects.resolve(lambda done: self._judge_last(done, keeper, lookups))
                await witnesses.resolve(lambda done: self._judge_last(done, keeper, lookups))
                await lookups.end()
        connectivity.over()

    async def _check_all(
        self,
        engine: Checks,
        suspects: Suspects,
        keeper: Keeper,
        lookups: Lookups,
        connectivity: Connectivity,
        targets: TargetTable,
    ) -> None:
        now = engine.checker.now
        work = self._work(targets)

        def take(done: Check, first: Opinion) -> None:
            try:
                take_first(done, first)
            except Exception:  # a bug of ours; the others go on
                done = failed(done.url, now())
                take_first(done, opinion(done))

        def take_first(done: Check, first: Opinion) -> None:
            if is_over_budget(done):
                return
            verdict = first.verdict
            connectivity.checked(done, verdict)
            self._unproven.heard(done)
            if self._unproven.defer(done):
                return
            if verdict.state is State.BLOCKED or verdict.reason is Reason.RATE_LIMITED:
                self._walled.add(host_of(done.url))
            if not suspects.defer(done, first):
                self._conclude(done, verdict, keeper, lookups)

        def opine(done: Check) -> Opinion:
            return opinion(done, self._settings.accepted(done.url))

        async def read_again(url: Url) -> None:
            try:
                done = await engine.checker.check(Work(url))
                first = opine(done)
            except Exception:  # a bug of ours; the others go on
                done = failed(url, now())
                first = opine(done)
            take(done, first)

        async with asyncio.TaskGroup() as group, aclosing(engine.checks(work)) as checks:
            calibrations = Calibrations(suspects, group, opine, take, now)
            async for done, first in checks:
                self._progress.answered()
                if is_unchanged(done):
                    whole = with_kept_page(done, next(targets.evidence([done.url]), None))
                    if whole is None:  # another run, or a damage, took the page away
                        group.create_task(read_again(done.url))
                        continue
                    done, first = whole, opine(whole)
                if suspects.needs_calibration(done, first):
                    calibrations.wait(done, first)
                else:
                    take(done, first)

    def _work(self, targets: TargetTable) -> list[Work]:
        """Return what is to be asked; pages that were read lately need not be read again if they are the same."""
        rules = rules_of(self._settings.accepted)
        known = {} if self._settings.fresh else telling(targets.validators(self._asked, rules))
        wanted = {url: wanted_of(self._waiting[url].references) for url in self._asked}
        accept = self._settings.accepted
        return [Work(url, wanted[url], accept(url), None if wanted[url] else known.get(url)) for url in self._asked]

    def _judge_last(self, done: Check, keeper: Keeper, lookups: Lookups) -> None:
        """Judge a check of which nothing more will be asked."""
        try:
            self._conclude(done, self._judge(done), keeper, lookups)
        except Exception:  # a bug of ours; the others go on
            done = failed(done.url, done.checked_at)
            self._conclude(done, self._judge(done), keeper, lookups)

    def _conclude(self, done: Check, verdict: Verdict, keeper: Keeper, lookups: Lookups) -> None:
        """Take a check, and what it says by itself, as final, unless an archive is to be asked first."""
        named = bool(self._waiting[Url(done.url)].references)  # or else it is asked for the sake of a copy of it
        if named and self._witnesses is not None and self._witnesses.defer(done, verdict):
            return
        remembered = self._cached.concluded(done, verdict)
        self._results.learn(done.url, remembered)
        self._progress.checked(remembered.verdict)
        if not is_left(done):  # what was not asked is no evidence, and comes first next time
            keeper.take(done, verdict)
        if named and remembered.verdict.state is State.DEAD:
            lookups.begin(done.url)

    def _doubt(self, targets: TargetTable) -> None:
        """Let deaths wait for a later night at hosts that lost half of their living links in this run."""
        before = self._cached.pasts
        asked = [known for known in self._results.known.values() if not known.from_history]
        hosts = doubted_hosts(before, (known.past() for known in asked if known.url in before))
        changed = []
        for known in (known for known in asked if host_of(known.url) in hosts):
            past = known.past()
            now = doubted(past, hosts[host_of(known.url)])
            if now is not past:
                verdict = replace(known.verdict, detail=now.verdict.detail, flags=now.verdict.flags)
                self._results.amend(known, verdict, now.verdict)
                changed.append(now)
        targets.amend(changed)

    def _judge(self, done: Check) -> Verdict:
        """Conclude what a check says by itself."""
        return judge(done, accept=self._settings.accepted(done.url))


def _fault_words(faults: Sequence[str]) -> tuple[str, ...]:
    if not faults:
        return ()
    return (f"{len(faults):,} look-ups in archives failed by a fault of linkcheck itself; -v shows it",)


async def _fault(connectivity: Connectivity, living: LivingTargets) -> str | None:
    """Return what is wrong with the environment from the beginning, or came to be before the end."""
    return await connectivity.fault(living.ask) or await connectivity.late_fault(living.ask_again)


async def _unless(work: Coroutine[None, None, None], fault: Coroutine[None, None, str | None]) -> str | None:
    """Do the work, unless a fault is found meanwhile; return it, or None. Whatever ends one ends the other."""
    tasks = doing, looking = asyncio.ensure_future(work), asyncio.ensure_future(fault)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if looking.done() and looking.result() is not None:
            return looking.result()
        await doing
        return await looking
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
