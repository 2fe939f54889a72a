"""What a run asks for checks: its own network where there are no workers, else these."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from linkcheck.model import Check
from linkcheck.run.checker import Checker
from linkcheck.run.engines.local_checks import LocalChecks
from linkcheck.run.engines.shared_checks import SharedChecks
from linkcheck.run.engines.workers import Workers
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.web.network import Resolver, Watch
from linkcheck.web.probing import Opinion


class Checks(Protocol):
    """Makes many checks, and single requests for whoever probes."""

    checker: Checker

    def checks(self, work: Sequence[Work]) -> AsyncGenerator[tuple[Check, Opinion]]:
        """Yield one check for each piece of work, as they are done.

        A bug in one check is evidence of itself (`internal-error`) and ends nothing. Closing the generator ends all
        that is under way.
        """


def opened(
    job: Job, services: Services, resolver: Resolver, watch: Watch | None, workers: Workers
) -> AbstractAsyncContextManager[Checks]:
    """Open what makes checks as a job says; `watch` hears of every exchange."""
    if workers.links:
        return SharedChecks.open(job, services, resolver, watch, workers)
    return LocalChecks.open(job, services, resolver, watch)
