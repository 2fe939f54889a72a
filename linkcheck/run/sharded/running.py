"""Documents → shards → a night of a dataset; the pipeline of runs that are too large for one process's memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.dataset.folder import About, night_name
from linkcheck.dataset.write import Night
from linkcheck.model import LinkcheckError, Verdict
from linkcheck.run.elsewhere import OtherInputs
from linkcheck.run.pipeline import EXIT_ENVIRONMENT, EXIT_INTERRUPTED
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.sharded import on_cluster
from linkcheck.run.sharded.judging import Ear, Order, Outcome, judge_shard
from linkcheck.run.sharded.reading import read
from linkcheck.run.sharded.shards import shard_file

TAILS = 4
"""Shards at the same time in one process: one of them, and those of which little is left."""


@dataclass(frozen=True, slots=True)
class ShardedRun:
    """The end of a run."""

    exit_code: int
    """0: the night is whole; what stands in it says the rest."""
    requests: int = 0
    messages: tuple[str, ...] = ()


async def scan(
    paths: Sequence[Path],
    listed: Sequence[Path],
    elsewhere: OtherInputs | None,
    settings: Settings,
    cwd: Path,
    *,
    dataset: Path,
    shards: int,
    progress: Progress,
    services: Services,
) -> ShardedRun:
    """Read, ask and write a night; a run of the same day that was cut short goes on. Raises LinkcheckError."""
    started_at = services.now()
    others = elsewhere.names if elsewhere is not None else ()
    plan = f"{shards} shards of {' '.join(map(str, (*paths, *listed, *others)))}"
    night = Night(dataset, started_at.date(), plan)
    folder = dataset / f"shards-{shards}"
    _refuse_other_shards(dataset, folder.name)
    links = folder / "links"
    plan_of_night = f"{started_at.date()}: {plan}"
    found = await read(
        *(paths, listed, elsewhere, settings, cwd),
        folder=links,
        count=shards,
        plan=plan_of_night,
        progress=progress,
        services=services,
    )
    orders = [
        Order(
            number,
            links,
            folder / f"history-{number:04}",
            dataset / night_name(started_at.date()),
            started_at,
            settings,
        )
        for number in range(shards)
        if number not in night.finished
    ]
    longest = sorted(orders, key=lambda order: (-found.seconds[order.number], -_size(order)))
    orders = _budgeted(longest, settings.max_requests)
    progress = Total(progress)
    requests, messages = 0, list[str]()
    try:
        async with aclosing(_judged(orders, settings, progress, services)) as outcomes:
            async for outcome in outcomes:
                requests += outcome.requests
                messages += outcome.messages
                if outcome.fault is not None:
                    return ShardedRun(EXIT_ENVIRONMENT, requests, (*messages, outcome.fault))
                if outcome.interrupted:
                    return ShardedRun(EXIT_INTERRUPTED, requests, tuple(messages))
    except asyncio.CancelledError:
        words = f"interrupted: the same command goes on where it was; {dataset} has the shards that are done"
        return ShardedRun(EXIT_INTERRUPTED, requests, (*messages, words))
    about = About(started_at=started_at, documents=found.documents, requests=None if night.finished else requests)
    night.end(about)  # of a run that was cut short nobody knows what it asked
    return ShardedRun(0, requests, tuple(dict.fromkeys(messages)))


def _refuse_other_shards(dataset: Path, name: str) -> None:
    for other in dataset.glob("shards-*"):
        if other.name != name:
            raise LinkcheckError(
                f"{dataset} is parted into {other.name}, not {name}; name another folder, or its number"
            )


def _size(order: Order) -> int:
    file = shard_file(order.links, order.number)
    return file.stat().st_size if file.exists() else 0


def _budgeted(orders: Sequence[Order], most: int | None) -> list[Order]:
    """Give each shard its share of the requests that may be made: what it leaves, no other takes."""
    if most is None:
        return list(orders)
    sizes = list(accumulate(map(_size, orders), initial=0))
    ends = [most * size // max(sizes[-1], 1) for size in sizes]
    return [
        replace(order, settings=replace(order.settings, max_requests=end - start))
        for order, (start, end) in zip(orders, pairwise(ends), strict=True)
    ]


async def _judged(
    orders: Sequence[Order], settings: Settings, progress: Progress, services: Services
) -> AsyncGenerator[Outcome]:
    """Judge all; archives are asked from here alone, for their limit is one for all workers."""
    if settings.engine != "dask":
        async with aclosing(_in_turn(orders, progress, services)) as outcomes:
            async for outcome in outcomes:
                yield outcome
        return
    unlooked = replace(settings.archive, enabled=False)
    there = [replace(order, settings=replace(order.settings, engine="local", archive=unlooked)) for order in orders]
    by_number = {order.number: order for order in orders}
    dead: list[Order] = []
    async with aclosing(on_cluster.judged(there, settings.scheduler, progress)) as outcomes:
        async for outcome in outcomes:
            if outcome.dead and settings.archive.enabled:
                dead.append(by_number[outcome.number])
            yield outcome
    nothing_more = None if settings.max_requests is None else 0
    looking = replace(settings, engine="local", fresh=False, max_requests=nothing_more)
    here = [replace(order, settings=looking) for order in dead]
    async with aclosing(_in_turn(here, progress, services)) as outcomes:
        async for outcome in outcomes:
            yield outcome


async def _in_turn(orders: Sequence[Order], progress: Progress, services: Services) -> AsyncGenerator[Outcome]:
    """Judge in this process one shard after the other, each begun when the one before is nearly done."""
    beginning, tails = asyncio.Semaphore(1), asyncio.Semaphore(TAILS)

    async def one(order: Order) -> Outcome:
        async with tails:
            await beginning.acquire()
            ear = Ear(progress, beginning.release)
            try:
                return await judge_shard(order, ear, services)
            finally:
                ear.nearly()

    tasks = [asyncio.ensure_future(one(order)) for order in orders]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Total(Progress):
    """Adds up what several shards plan."""

    def __init__(self, run: Progress) -> None:
        self._run, self._planned = run, 0

    def checks_planned(self, count: int) -> None:
        """Add to what is planned."""
        self._planned += count
        self._run.checks_planned(self._planned)

    def answered(self) -> None:
        """Pass it on."""
        self._run.answered()

    def checked(self, verdict: Verdict) -> None:
        """Pass it on."""
        self._run.checked(verdict)

    def looked_up(self) -> None:
        """Pass it on."""
        self._run.looked_up()

    def warn(self, message: str) -> None:
        """Pass it on."""
        self._run.warn(message)
