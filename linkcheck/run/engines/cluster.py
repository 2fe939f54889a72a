"""A Dask cluster: one that is named, or one of this machine's cores."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from linkcheck.model import LinkcheckError

if TYPE_CHECKING:
    from distributed import Client

QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.interval": "10s"}
"""Dask's own settings for a cluster that nobody looks at: half of what its workers do beside their work."""
REACHED_S = 60.0
"""Seconds in which the scheduler answers, and the first worker is there."""


@asynccontextmanager
async def connected(scheduler: str | None) -> AsyncIterator[Client]:
    """Connect to the cluster of a scheduler, else to that of Dask's own settings, else start one.

    Raises LinkcheckError where there is none.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise LinkcheckError("--engine dask needs Dask: pip install 'linkcheck-md[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the run itself says who was lost
    address = scheduler or dask.config.get("scheduler-address", None)
    async with AsyncExitStack() as stack:
        if address is None:
            stack.enter_context(dask.config.set(QUIET))
            cluster = LocalCluster(
                threads_per_worker=1, asynchronous=True, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
            address = await stack.enter_async_context(cluster)
        try:
            client = await stack.enter_async_context(Client(address, asynchronous=True, timeout=REACHED_S))
            await client.wait_for_workers(1, timeout=REACHED_S)
        except (OSError, ValueError) as error:
            raise LinkcheckError(f"no Dask cluster with a worker answers at {address}: {error}") from None
        yield client
