"""`linkcheck init [FOLDER]`: writes settings, workflows and an entry in .gitignore for a blog."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from linkcheck.cli import scaffold
from linkcheck.cli.scaffold import Done, Forge, Step, Survey
from linkcheck.report.words import visible


@click.command()
@click.argument("folder", default=".", metavar="[FOLDER]", type=click.Path(file_okay=False))
@click.option(
    "--workflow/--no-workflow",
    default=None,
    help="Write the workflows, or do not. Without either, they are written if git has a remote at GitHub, GitLab, "
    "Forgejo or Gitea.",
)
def init(folder: str, *, workflow: bool | None) -> int:
    """Set up the blog in FOLDER: write settings, workflows and an entry in .gitignore.

    This asks no questions and overwrites no file.
    """
    cwd = Path.cwd()
    survey = scaffold.look(cwd / folder)
    for line in _found(survey, cwd):
        click.echo(visible(line))
    steps = []
    for step in scaffold.set_up(survey, workflow=workflow):
        steps.append(step)
        click.echo(visible(f"  {step.done:<8}  {_shown(step.file, cwd)}: {step.words}"))
    click.echo("Next:")
    for line in _next(survey, steps, cwd):
        click.echo(visible(f"  {line}"))
    return 0


def _found(survey: Survey, cwd: Path) -> Iterator[str]:
    places = ", ".join("this folder" if path == "." else path for path in survey.paths(cwd))
    yield f"{survey.generator.title}; its posts are in {places}."
    repository = survey.repository
    if repository is not None:
        named = f"the repository {repository.name} at {repository.forge}" if repository.name else "a git repository"
        branch = f", branch {repository.branch}" if repository.branch else ""
        yield f"In {named}{branch}."


def _next(survey: Survey, steps: Sequence[Step], cwd: Path) -> Iterator[str]:
    yield f"linkcheck scan {shlex.join(survey.paths(cwd))}"
    written = [step.file for step in steps if step.done in (Done.WROTE, Done.ADDED)]
    if survey.repository is not None and written:
        yield f"git add {shlex.join(_shown(file, cwd) for file in written)} && git commit -m 'Look after the links'"
    if any(step.done is Done.WROTE and step.file.suffix == ".yml" for step in steps):
        yield from _of_forge(survey)
    if survey.generator.exclusion and any(file.name == "linkcheck.toml" for file in written):
        yield survey.generator.exclusion


def _of_forge(survey: Survey) -> Iterator[str]:
    """Yield what its owner must do at the forge."""
    repository = survey.repository
    forge = (repository and repository.forge) or Forge.GITHUB
    named = f" ({repository.branch})" if repository is not None and repository.branch else ""
    if forge is Forge.GITLAB:
        yield f"push it to the default branch{named}, and add a schedule there: Build > Pipeline schedules"
        yield "for a note on merge requests, give the masked variable GITLAB_TOKEN a project's token with the scope api"
        return
    yield f"push it to the default branch{named}: {forge} runs nightly workflows from there only"
    if forge is Forge.GITHUB:
        yield "at GitHub, Settings > Actions > General: allow GitHub Actions to create pull requests, for the repairs"
    else:
        yield f"at {forge}, Settings > Units: enable Actions for the repository"


def _shown(file: Path, cwd: Path) -> str:
    return Path(os.path.relpath(file, cwd)).as_posix()
