"""Shards as tasks of a Dask cluster: whoever dies, its shard goes on from its history on another worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence

from linkcheck.run.engines.cluster import connected
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.sharded.judging import Ear, Order, Outcome, judge_shard

ROUNDS = 3
"""So many times what was lost with a scheduler is asked for again."""
LOOK_S = 0.5
"""Seconds between two looks whether a shard is still wanted."""
UNWANTED = frozenset({"cancelled", "released", "forgotten"})
"""States of a task that runs on only because nobody can stop it."""


async def judged(orders: Sequence[Order], scheduler: str | None, progress: Progress) -> AsyncGenerator[Outcome]:
    """Yield what becomes of each shard, the longest first; raises LinkcheckError where there is no cluster."""
    left = {order.number: order for order in orders}
    for _ in range(ROUNDS):
        async with connected(scheduler) as client:
            from distributed import as_completed

            tasks = client.map(judge_here, list(left.values()), pure=False)
            async for task in as_completed(tasks):
                if task.status != "finished":
                    progress.warn(
                        f"a shard was lost: {await task.exception() if task.status == 'error' else task.status}"
                    )
                    continue
                outcome = await task.result()
                del left[outcome.number]
                yield outcome
        if not left:
            return
    for number in left:
        yield Outcome(number, fault="the cluster has lost it too often")


def judge_here(order: Order) -> Outcome:
    """Judge a shard in a worker of the cluster, which takes another one when this is nearly done."""
    from distributed import secede

    from linkcheck.run.loop import fastest_loop, seldom_look_for_garbage

    seldom_look_for_garbage()
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        return runner.run(_while_wanted(judge_shard(order, Ear(Progress(), secede), Services())))


async def _while_wanted(work: Coroutine[object, object, Outcome]) -> Outcome:
    """Interrupt the work when nobody wants it any more: a task is a thread, which Dask itself lets run on."""
    from distributed import get_worker
    from distributed.worker import thread_state

    worker, key = get_worker(), thread_state.key
    judging = asyncio.ensure_future(work)
    while not judging.done():
        await asyncio.wait([judging], timeout=LOOK_S)
        task = worker.state.tasks.get(key)
        if task is None or task.state in UNWANTED:
            judging.cancel()
            break
    return await judging
