"""Means to run a step of a workflow: a failure is a warning, and files that GitHub reads do not grow too large."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from linkcheck.model import LinkcheckError
from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.github.api import Api, open_api
from linkcheck.publishing.github.branch import is_branch_name
from linkcheck.publishing.github.environment import Environment

Step = Callable[[Api, Log, Environment], Awaitable[None]]

LARGEST_SUMMARY = 1024 * 1024
"""Bytes of one step's summary; GitHub drops a larger one altogether."""


async def attempt(step: Step, log: Log, environment: Environment) -> None:
    """Run a step; what keeps it from its end becomes a warning."""
    try:
        async with open_api(environment) as api:
            await step(api, log, environment)
    except PublishError as error:
        log.warn(sanitise(str(error), environment.token, longest=1_000))


def append(path: str, text: str, log: Log, most: int | None = LARGEST_SUMMARY) -> None:
    """Append text to a file that GitHub reads, unless that makes it too large to be read."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        with Path(path).open("ab") as file:
            if most is not None and file.tell() + len(data) > most:
                log.warn("the job's summary is full: GitHub takes 1 MiB, and the report is left out of it")
                return
            file.write(data)
    except OSError as error:
        log.warn(f"{sanitise(path)}: cannot be written: {error.strerror or error}")


def check_branches(base: str, branch: str) -> None:
    """Raise LinkcheckError where the arguments are no two branches."""
    for option, name in (("--base", base), ("--branch", branch)):
        if not is_branch_name(name):
            raise LinkcheckError(f"{option}: a branch cannot be called {sanitise(name) or 'nothing'}")
    if base == branch:
        raise LinkcheckError(
            f"--branch: the repairs need a branch of their own, not {sanitise(base)}, which is the base"
        )
