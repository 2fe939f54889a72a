"""Engines say where checks are made: an engine is one file here, which finds workers, and one line in `ENGINES`.

Workers take work and a job, which are plain data, and give checks with what each says by itself. Probing and what
follows from it stay with the run; its requests go through the workers, so that each host has one pace.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from types import MappingProxyType

from linkcheck.run.engines import dask, local, processes
from linkcheck.run.engines.workers import OpenWorkers, Wanted, Workers

__all__ = ["ENGINES", "Wanted", "Workers", "workers_of"]

ENGINES: Mapping[str, OpenWorkers] = MappingProxyType(
    {
        "local": local.workers,
        "processes": processes.workers,
        "dask": dask.workers,
    }
)
"""Name → what finds the workers."""


def workers_of(engine: str, wanted: Wanted, *, real_time: bool) -> AbstractAsyncContextManager[Workers]:
    """Start the workers of an engine by its name, or by `auto`; `real_time`: the run's clock is the machine's."""
    if engine == "auto":
        engine = "processes" if real_time and processes.is_worth_it(wanted.links) else "local"
    return ENGINES[engine](wanted)
