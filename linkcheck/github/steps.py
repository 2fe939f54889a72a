"""The steps of a workflow, one function each; `linkcheck github` calls them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from linkcheck.github.api import open_api
from linkcheck.github.bodies import summary_body
from linkcheck.github.branch import is_branch_name
from linkcheck.github.comment import stick_comment
from linkcheck.github.environment import Environment
from linkcheck.github.errors import PublishError, foreign
from linkcheck.github.issue import TITLE as ISSUE_TITLE
from linkcheck.github.issue import roll_issue
from linkcheck.github.keep_alive import keep_alive as enable_workflow
from linkcheck.github.log import Log
from linkcheck.github.pull import BRANCH, roll_pull
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


async def attempt(step: Callable[[Log, Environment], Awaitable[None]], notes: Log, environment: Environment) -> None:
    """Run a step; what keeps it from its end becomes a warning."""
    try:
        await step(notes, environment)
    except PublishError as error:
        notes.warn(foreign(str(error), environment.token, longest=1_000))


async def issue(
    report: Report, notes: Log, environment: Environment, *, title: str, labels: Sequence[str] = ()
) -> None:
    """Bring the rolling issue up to date."""
    async with open_api(environment) as api:
        await roll_issue(api, report, notes, environment, title=title, labels=labels)


async def pull_request(report: Report, notes: Log, environment: Environment, *, base: str, branch: str) -> None:
    """Bring the rolling pull request up to date."""
    async with open_api(environment) as api:
        await roll_pull(api, report, notes, environment, base=base, branch=branch)


async def comment(report: Report, notes: Log, environment: Environment) -> None:
    """Bring the sticky comment up to date."""
    async with open_api(environment) as api:
        await stick_comment(api, report, notes, environment)


async def keep_alive(notes: Log, environment: Environment, workflow: str) -> None:
    """Enable the workflow again."""
    async with open_api(environment) as api:
        await enable_workflow(api, notes, environment, workflow)


def summary(report: Report, context: Context) -> str:
    """Return the job's summary."""
    return summary_body(report, context)


def append(path: str, text: str, notes: Log, most: int | None = LARGEST_SUMMARY) -> None:
    """Append text to a file that GitHub reads, unless that makes it too large to be read."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        with Path(path).open("ab") as file:
            if most is not None and file.tell() + len(data) > most:
                notes.warn("the job's summary is full: GitHub takes 1 MiB, and the report is left out of it")
                return
            file.write(data)
    except OSError as error:
        notes.warn(f"{foreign(path)}: cannot be written: {error.strerror or error}")


def check_branches(base: str, branch: str) -> None:
    """Raise LinkcheckError where the arguments are no two branches."""
    for option, name in (("--base", base), ("--branch", branch)):
        if not is_branch_name(name):
            raise LinkcheckError(f"{option}: a branch cannot be called {foreign(name) or 'nothing'}")
    if base == branch:
        raise LinkcheckError(
            f"--branch: the repairs need a branch of their own, not {foreign(base)}, which is the base"
        )
