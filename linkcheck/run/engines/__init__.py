"""Engines make checks, each in its own place: an engine is one file here and one line in `ENGINES`.

An engine takes work and a job, which are plain data, and gives checks with what each says by itself. Probing and what
follows from it stay with the caller; its requests go through the engine's checker, so that each host has one pace.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import MappingProxyType
from typing import Protocol

from linkcheck.model import Check
from linkcheck.run.checker import Checker
from linkcheck.run.engines.local import LocalEngine
from linkcheck.run.engines.processes import ProcessesEngine
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.run.workers import Workers
from linkcheck.web.network import Resolver, Watch
from linkcheck.web.probing import Opinion

__all__ = ["ENGINES", "Engine", "opened"]


class Engine(Protocol):
    """Makes many checks, and single requests for whoever probes."""

    checker: Checker

    def checks(self, work: Sequence[Work]) -> AsyncGenerator[tuple[Check, Opinion]]:
        """Yield one check for each piece of work, as they are done.

        A bug in one check is evidence of itself (`internal-error`) and ends nothing. Closing the generator ends all
        that is under way.
        """


class OpenEngine(Protocol):
    """Opens an engine; `watch` hears of every exchange."""

    def open(
        self, job: Job, services: Services, resolver: Resolver, watch: Watch | None, workers: Workers, /
    ) -> AbstractAsyncContextManager[Engine]: ...


ENGINES: Mapping[str, OpenEngine] = MappingProxyType({"local": LocalEngine, "processes": ProcessesEngine})
"""Name → the class of the engine."""


def opened(
    job: Job, services: Services, resolver: Resolver, watch: Watch | None, workers: Workers
) -> AbstractAsyncContextManager[Engine]:
    """Open the engine that uses these workers, or, where there are none, the one that needs none."""
    return ENGINES["processes" if workers.number else "local"].open(job, services, resolver, watch, workers)
