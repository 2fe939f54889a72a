"""`linkcheck gitlab …`: publishes a report on GitLab, from a job.

A publication that fails is a warning and no failure: the exit code stays 0, and the report file is still there.
"""

from __future__ import annotations

import asyncio
import os

import click

from linkcheck.cli.published import REPORT, read_published, say
from linkcheck.cli.streams import tell
from linkcheck.links.urls import redact
from linkcheck.model import Report
from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.forge.paths import in_repository
from linkcheck.publishing.gitlab.api import open_client
from linkcheck.publishing.gitlab.environment import JobEnvironment
from linkcheck.publishing.gitlab.note import update_note
from linkcheck.report import Context, render


@click.group()
def gitlab() -> None:
    """Publish a JSON report on GitLab, from a job.

    These commands read GITLAB_TOKEN and the variables that GitLab sets for a job. If something cannot be published,
    they warn and exit with 0; they exit with 2 for wrong arguments or a report that cannot be read.
    """


@gitlab.command()
@REPORT
@click.option("--notes", is_flag=True, help="Tell notes, too.")
def quality(report: str, *, notes: bool) -> int:
    """Print Code Quality, with paths as the repository has them, for the job's artifacts:reports:codequality."""
    placed = in_repository(read_published(report), JobEnvironment.of(os.environ).folder or "")
    click.echo(render(placed, "gitlab", Context(redact=redact, notes=notes)), nl=False)
    return 0


@gitlab.command()
@REPORT
def note(report: str) -> int:
    """Keep one note on the merge request of this job, about the links that the change adds or touches.

    Needs a token with the scope api in GITLAB_TOKEN, and a report of scan --since.
    """
    log, environment = Log(), JobEnvironment.of(os.environ)
    asyncio.run(_publish(read_published(report), log, environment))
    say(log.said)
    for line in log.warnings:
        tell(line)
    return 0


async def _publish(report: Report, log: Log, environment: JobEnvironment) -> None:
    try:
        async with open_client(environment) as client:
            await update_note(client, report, log, environment)
    except PublishError as error:
        log.warn(sanitise(str(error), environment.token, longest=1_000))
