"""Many checks at once: hosts side by side, those with most links first, each with its own few workers.

A worker waits for the host of its link only, or for those that its link redirects to. So each host gets more workers
than places: politeness keeps to the places, and a shortener's links need not wait for their slow destinations.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from linkcheck.model import Check, Exchange, Failure, FailureCode, Request, Url

WORKERS_PER_PLACE = 8


async def check_all(
    urls: Sequence[Url],
    check_one: Callable[[Url], Awaitable[Check]],
    *,
    host_concurrency: Callable[[str], int],
    on_check: Callable[[Check], None],
    now: Callable[[], datetime],
) -> None:
    """Check every URL once; `on_check` hears of each as it is done.

    A bug in one check becomes evidence of itself and ends nothing. Cancelling ends all workers at once.
    """
    queues: defaultdict[str, deque[Url]] = defaultdict(deque)
    for url in urls:
        queues[urlsplit(url).hostname or ""].append(url)

    async def work(queue: deque[Url]) -> None:
        while queue:
            url = queue.popleft()
            try:
                done = await check_one(url)
            except Exception:  # a bug of ours; the others go on
                failure = Failure(FailureCode.INTERNAL, traceback.format_exc())
                done = Check(url, (Exchange(Request(url), failure, 0),), now())
            on_check(done)

    async with asyncio.TaskGroup() as group:
        for host, queue in sorted(queues.items(), key=lambda item: (-len(item[1]), item[0])):
            for _ in range(min(len(queue), WORKERS_PER_PLACE * host_concurrency(host))):
                group.create_task(work(queue))
