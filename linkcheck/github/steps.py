"""The steps of a workflow, one function each; `linkcheck github` calls them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from linkcheck.github.api import open_api
from linkcheck.github.bodies import summary_body
from linkcheck.github.branch import is_branch_name
from linkcheck.github.comment import update_comment
from linkcheck.github.environment import Environment
from linkcheck.github.errors import PublishError, sanitise
from linkcheck.github.issue import TITLE as ISSUE_TITLE
from linkcheck.github.issue import update_issue
from linkcheck.github.keep_alive import keep_alive as enable_workflow
from linkcheck.github.log import Log
from linkcheck.github.pull import BRANCH, update_pull
from linkcheck.model import LinkcheckError, Report
from linkcheck.report import Context

__all__ = [
    "BRANCH",
    "ISSUE_TITLE",
    "append",
    "attempt",
    "check_branches",
    "comment",
    "issue",
    "keep_alive",
    "pull_request",
    "summary",
]

LARGEST_SUMMARY = 1024 * 1024
"""Bytes of one step's summary; GitHub drops a larger one altogether."""


async def attempt(step: Callable[[Log, Environment], Awaitable[None]], log: Log, environment: Environment) -> None:
    """Run a step; what keeps it from its end becomes a warning."""
    try:
        await step(log, environment)
    except PublishError as error:
        log.warn(sanitise(str(error), environment.token, longest=1_000))


async def issue(report: Report, log: Log, environment: Environment, *, title: str, labels: Sequence[str] = ()) -> None:
    """Bring the rolling issue up to date."""
    async with open_api(environment) as api:
        await update_issue(api, report, log, environment, title=title, labels=labels)


async def pull_request(report: Report, log: Log, environment: Environment, *, base: str, branch: str) -> None:
    """Bring the rolling pull request up to date."""
    async with open_api(environment) as api:
        await update_pull(api, report, log, environment, base=base, branch=branch)


async def comment(report: Report, log: Log, environment: Environment) -> None:
    """Bring the sticky comment up to date."""
    async with open_api(environment) as api:
        await update_comment(api, report, log, environment)


async def keep_alive(log: Log, environment: Environment, workflow: str) -> None:
    """Enable the workflow again."""
    async with open_api(environment) as api:
        await enable_workflow(api, log, environment, workflow)


def summary(report: Report, context: Context) -> str:
    """Return the job's summary."""
    return summary_body(report, context)


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
