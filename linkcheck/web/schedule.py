"""Runs many checks at once: hosts side by side, those with most links first, each with its own few workers.

A worker waits for the host of its link only, or for those that its link redirects to. So each host gets more workers
than places: politeness keeps to the places, and a shortener's links need not wait for their slow destinations.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter, defaultdict, deque
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from linkcheck.model import Check, Exchange, Failure, FailureCode, Request, Url, host_of

Each = TypeVar("Each")

WORKERS_PER_PLACE = 8
UNDER_WAY = 1024
"""Checks that are begun and not done: one that waits takes 8 KB. More would ask hosts side by side for what their kept
connections can bring."""
AT_ONCE = 4
"""Checks that begin in one turn of the loop: what is under way fills the time of this process, and no answer waits for
its turn behind a thousand others. Fewer would cost turns that bring little."""
LONGEST = 16
"""Hosts whose workers all begin before any other host's first: the run lasts as long as their links do."""


async def checks(
    parts: AsyncIterable[Sequence[Url]],
    check_one: Callable[[Url], Awaitable[Check]],
    *,
    host_concurrency: Callable[[str], int],
    now: Callable[[], datetime],
    ahead: Counter[str] | None = None,
) -> AsyncGenerator[Check]:
    """Check every URL once, and yield each check as it is done. Closing the generator ends all workers at once.

    Each of `parts` has all URLs of its hosts, and is asked for when those before it are under way. A bug in one check
    becomes evidence of itself and ends nothing. `ahead` is kept at host → links not begun.
    """
    ahead = Counter() if ahead is None else ahead
    done: asyncio.Queue[Check | None] = asyncio.Queue()
    all_checks = asyncio.ensure_future(_check_all(parts, check_one, host_concurrency, done, now, ahead))
    try:
        while (check := await done.get()) is not None:
            yield check
        await all_checks
    finally:
        all_checks.cancel()
        await asyncio.wait([all_checks])


async def one_part(part: Sequence[Each]) -> AsyncGenerator[Sequence[Each]]:
    """Hand out all at once."""
    yield part


async def _check_all(
    parts: AsyncIterable[Sequence[Url]],
    check_one: Callable[[Url], Awaitable[Check]],
    host_concurrency: Callable[[str], int],
    done: asyncio.Queue[Check | None],
    now: Callable[[], datetime],
    ahead: Counter[str],
) -> None:
    """Put every check into the queue, and None at the end."""
    under_way = asyncio.Semaphore(UNDER_WAY)
    begun = hosts = 0
    more: list[tuple[str, deque[Url], int]] = []
    """Hosts with workers that wait until each host has its first, and how many these are."""

    async def work(host: str, queue: deque[Url]) -> None:
        try:
            while queue:
                url = queue.popleft()
                ahead[host] -= 1
                try:
                    check = await check_one(url)
                except Exception:  # a bug of ours; the others go on
                    check = failed(url, now())
                done.put_nowait(check)
        finally:
            under_way.release()

    async def begin(host: str, queue: deque[Url]) -> None:
        # Before it begins: workers that wait would fill the memory. And to the end of the queue: a host that answers is
        # not to wait for silent ones in between.
        await under_way.acquire()
        group.create_task(work(host, queue))
        nonlocal begun
        begun += 1
        if begun % AT_ONCE == 0:
            await asyncio.sleep(0)

    try:
        async with asyncio.TaskGroup() as group:
            async for part in parts:
                queues: defaultdict[str, deque[Url]] = defaultdict(deque)
                for url in part:
                    queues[host_of(url)].append(url)
                ahead.update({host: len(queue) for host, queue in queues.items()})
                for host, queue in sorted(queues.items(), key=lambda item: (-len(item[1]), item[0])):
                    count = min(len(queue), WORKERS_PER_PLACE * host_concurrency(host))
                    at_once = count if hosts < LONGEST else 1
                    hosts += 1
                    if at_once < count:
                        more.append((host, queue, count - at_once))
                    for _ in range(at_once):
                        await begin(host, queue)
            for number in range(max((count for *_, count in more), default=0)):
                for host, queue, count in more:
                    if number < count and queue:
                        await begin(host, queue)
    finally:
        done.put_nowait(None)


def failed(url: Url, at: datetime) -> Check:
    """Return the exception that is being handled, a bug of ours, as evidence of itself."""
    failure = Failure(FailureCode.INTERNAL, traceback.format_exc())
    return Check(url, (Exchange(Request(url), failure, 0),), at)
