"""Engines make checks, each in its own place: an engine is one file here and one line in `ENGINES`.

An engine takes work and a job, which are plain data, and gives checks: evidence alone travels. Probing and judging
stay with the caller.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from linkcheck.model import Check
from linkcheck.run.checker import Checker
from linkcheck.run.engines.local import LocalEngine
from linkcheck.run.job import Job, Work

__all__ = ["DEFAULT", "ENGINES", "Engine"]

DEFAULT = "local"


class Engine(Protocol):
    """Makes many checks."""

    def checks(self, work: Sequence[Work], job: Job) -> AsyncGenerator[Check]:
        """Yield one check for each piece of work, as they are done.

        A bug in one check is evidence of itself (`internal-error`) and ends nothing. Closing the generator ends all
        that is under way.
        """


ENGINES: Mapping[str, Callable[[Checker], Engine]] = MappingProxyType({DEFAULT: LocalEngine})
"""Name → what makes the engine. It gets the caller's own open network, which it may share or leave alone."""
