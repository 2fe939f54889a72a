"""`linkcheck github …`: what the Action does with a report on GitHub.

A publication that fails is a warning and no failure: the exit code stays 0, and the report is where it was.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from linkcheck.github import steps
from linkcheck.github.environment import Environment
from linkcheck.github.log import Log
from linkcheck.github.paths import in_repository
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError, Report
from linkcheck.report import Context, render
from linkcheck.report.github import command
from linkcheck.report.reading import read
from linkcheck.report.view import redacted

Step = Callable[[Log, Environment], Awaitable[None]]

REPORT = click.argument("report", metavar="REPORT.json")


@click.group(short_help="Publish a JSON report on GitHub, from a workflow's step.")
def github() -> None:
    """Publish a JSON report on GitHub, from a workflow's step.

    Reads GITHUB_TOKEN and what else GitHub sets in a step's environment. What cannot be published is a warning: the
    exit code is 0, and 2 for wrong arguments or a report that cannot be read.
    """


@github.command()
@REPORT
def summary(report: str) -> int:
    """Write the job's summary (GITHUB_STEP_SUMMARY; else standard output): tables and pictures."""
    log, environment = Log(), Environment.of(os.environ)
    text = steps.summary(_read(report), Context(redact=redact))
    if environment.summary_path:
        steps.append(environment.summary_path, text, log)
    else:
        click.echo(text, nl=False)
    return _finish(log, environment)


@github.command("annotations")
@REPORT
def annotate(report: str) -> int:
    """Print the workflow commands that put what is broken on its lines, errors first."""
    placed = in_repository(_read(report), Environment.of(os.environ).folder or "")
    click.echo(render(placed, "github", Context(redact=redact)), nl=False)
    return 0


@github.command()
@REPORT
@click.option("--title", default=steps.ISSUE_TITLE, show_default=True, help="Of the issue when it is opened.")
@click.option("--label", "labels", multiple=True, metavar="NAME", help="For the issue when it is opened. Repeatable.")
def issue(report: str, title: str, labels: tuple[str, ...]) -> int:
    """Keep one issue up to date: opened when something breaks, closed when nothing is broken.

    Needs `permissions: issues: write`.
    """
    if not title.strip():
        raise LinkcheckError("--title: an issue needs a title")
    result = _read(report)
    return _publish(lambda log, here: steps.issue(result, log, here, title=title.strip(), labels=labels))


@github.command("pull-request")
@REPORT
@click.option("--base", required=True, metavar="BRANCH", help="The branch that is checked out, to be merged into.")
@click.option("--branch", default=steps.BRANCH, show_default=True, metavar="BRANCH", help="The branch of the repairs.")
def pull_request(report: str, base: str, branch: str) -> int:
    """Keep one pull request with the repairs that scan --fix made in the working tree, one commit for each post.

    Needs `permissions: contents: write, pull-requests: write`, and in the repository's settings that Actions may
    create pull requests. With the token of Actions the pull request starts no workflows: a token of your own does.
    """
    steps.check_branches(base, branch)
    result = _read(report)
    return _publish(lambda log, here: steps.pull_request(result, log, here, base=base, branch=branch))


@github.command()
@REPORT
def comment(report: str) -> int:
    """Keep one comment on the pull request of this run, about what the change adds or touches.

    Needs `permissions: pull-requests: write`; for a report of scan --since.
    """
    result = _read(report)
    return _publish(lambda log, here: steps.comment(result, log, here))


@github.command("keep-alive")
@click.option("--workflow", default="", metavar="FILE", help="The workflow's file; that of this run by default.")
def keep_alive(workflow: str) -> int:
    """Ask GitHub not to switch the scheduled workflow off after 60 days without activity.

    GitHub documents no way to do so: this enables the workflow again, which has been seen to begin the 60 days anew,
    and may stop working any day. It cannot wake a workflow that is off already. Needs `permissions: actions: write`.
    """
    return _publish(lambda log, here: steps.keep_alive(log, here, workflow))


def _read(path: str) -> Report:
    # Not cli.report.read_report: that module brings the whole pipeline with it, and a job runs several of these steps.
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"{path}: cannot be read: {error.strerror or error}") from error
    return redacted(read(data, path), redact)


def _publish(step: Step) -> int:
    """Run a step; whatever keeps it from its end is a warning."""
    log, environment = Log(), Environment.of(os.environ)
    asyncio.run(steps.attempt(step, log, environment))
    return _finish(log, environment)


def _finish(log: Log, environment: Environment) -> int:
    if environment.output_path and log.outputs:
        lines = "".join(f"{name}={value}\n" for name, value in log.outputs.items())
        steps.append(environment.output_path, lines, log, most=None)
    for line in log.said:
        click.echo(f"linkcheck: {line}")
    for line in log.warnings:
        click.echo(command("warning", f"linkcheck: {line}"))
        click.echo(f"linkcheck: {line}", err=True)
    return 0
