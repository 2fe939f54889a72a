"""`linkcheck github …`: publishes a report on GitHub; the Action calls these commands.

A publication that fails is a warning and no failure: the exit code stays 0, and the report file is still there.
"""

from __future__ import annotations

import asyncio
import os

import click

from linkcheck.cli.published import REPORT, read_published, say
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.publishing.forge.bodies import summary_body
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.forge.paths import in_repository
from linkcheck.publishing.github import steps
from linkcheck.publishing.github.comment import update_comment
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.issue import TITLE, update_issue
from linkcheck.publishing.github.keep_alive import keep_alive as enable_workflow
from linkcheck.publishing.github.pull import BRANCH, update_pull
from linkcheck.report import Context, render
from linkcheck.report.github import command


@click.group()
def github() -> None:
    """Publish a JSON report on GitHub, from a workflow's step.

    These commands read GITHUB_TOKEN and the other variables that GitHub sets for a step. If something cannot be
    published, they warn and exit with 0; they exit with 2 for wrong arguments or a report that cannot be read.
    """


@github.command()
@REPORT
def summary(report: str) -> int:
    """Write the job's summary, with tables and pictures, to GITHUB_STEP_SUMMARY or else to standard output."""
    log, environment = Log(), Environment.of(os.environ)
    text = summary_body(read_published(report), Context(redact=redact))
    if environment.summary_path:
        steps.append(environment.summary_path, text, log)
    else:
        click.echo(text, nl=False)
    return _finish(log, environment)


@github.command("annotations")
@REPORT
def annotate(report: str) -> int:
    """Print workflow commands that mark broken links and problems at their lines, errors first."""
    placed = in_repository(read_published(report), Environment.of(os.environ).folder or "")
    click.echo(render(placed, "github", Context(redact=redact)), nl=False)
    return 0


@github.command()
@REPORT
@click.option("--title", default=TITLE, show_default=True, help="Title of the issue when it is opened.")
@click.option(
    "--label", "labels", multiple=True, metavar="NAME", help="Label of the issue when it is opened. Repeatable."
)
def issue(report: str, title: str, labels: tuple[str, ...]) -> int:
    """Keep one issue up to date: open it when something breaks, close it when nothing is broken.

    Needs `permissions: issues: write`.
    """
    if not title.strip():
        raise LinkcheckError("--title: an issue needs a title")
    result = read_published(report)
    return _publish(lambda api, log, here: update_issue(api, result, log, here, title=title.strip(), labels=labels))


@github.command("pull-request")
@REPORT
@click.option(
    "--base",
    required=True,
    metavar="BRANCH",
    help="The branch that is checked out, and that the pull request is to be merged into.",
)
@click.option(
    "--branch",
    default=BRANCH,
    show_default=True,
    metavar="BRANCH",
    help="The branch that the repairs are pushed to.",
)
def pull_request(report: str, base: str, branch: str) -> int:
    """Keep one pull request with the repairs that scan --fix made in the working tree, one commit for each post.

    Needs `permissions: contents: write, pull-requests: write`, and a repository whose settings allow Actions to create
    pull requests. A pull request made with the token of Actions starts no workflows; with your own token it does.
    """
    steps.check_branches(base, branch)
    result = read_published(report)
    return _publish(lambda api, log, here: update_pull(api, result, log, here, base=base, branch=branch))


@github.command()
@REPORT
def comment(report: str) -> int:
    """Keep one comment on the pull request of this run, about the links that the change adds or touches.

    Needs `permissions: pull-requests: write`, and a report of scan --since.
    """
    result = read_published(report)
    return _publish(lambda api, log, here: update_comment(api, result, log, here))


@github.command("keep-alive")
@click.option(
    "--workflow", default="", metavar="FILE", help="File of the workflow; the default is the workflow of this run."
)
def keep_alive(workflow: str) -> int:
    """Ask GitHub not to switch off the scheduled workflow after 60 days without activity.

    GitHub documents no way to do so. This command enables the workflow again, which was observed to restart the 60
    days, and may stop working any day. It cannot wake a workflow that is off already. Needs
    `permissions: actions: write`.
    """
    return _publish(lambda api, log, here: enable_workflow(api, log, here, workflow))


def _publish(step: steps.Step) -> int:
    """Run a step; turn any failure into a warning."""
    log, environment = Log(), Environment.of(os.environ)
    asyncio.run(steps.attempt(step, log, environment))
    return _finish(log, environment)


def _finish(log: Log, environment: Environment) -> int:
    if environment.output_path and log.outputs:
        lines = "".join(f"{name}={value}\n" for name, value in log.outputs.items())
        steps.append(environment.output_path, lines, log, most=None)
    say(log.said)
    for line in log.warnings:
        click.echo(command("warning", f"linkcheck: {line}"))  # the log shows it, too: said on stderr, it stands twice
    return 0
