"""`linkcheck init [FOLDER]`: writes settings, workflows and an entry in .gitignore for a blog.

With `--from FILE` the settings are those of another checker, as far as there are any of the kind.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from linkcheck.cli import scaffold
from linkcheck.cli.foreign.takeover import Takeover, foreign_files
from linkcheck.cli.scaffold import Done, Step, Survey, WorkflowHost
from linkcheck.cli.terminal import put
from linkcheck.report.words import visible


@click.command()
@click.argument("folder", default=".", metavar="[FOLDER]", type=click.Path(file_okay=False))
@click.option(
    "--workflow/--no-workflow",
    default=None,
    help="Write the workflows, or do not. Without either, they are written if git has a remote at GitHub, GitLab, "
    "Forgejo or Gitea.",
)
@click.option(
    "--from",
    "others",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Take over what this file of another checker says, and tell what is left out and why: lychee.toml, "
    ".lycheeignore, .lycheecache, .htmltest.yml, refcache.json, .markdown-link-check.json, .linkspector.yml, "
    "linkinator.config.json, .mlc.toml, whatever their names. Workflows that run it are proposed anew, as a diff. "
    "Repeatable.",
)
def init(folder: str, others: tuple[str, ...], *, workflow: bool | None) -> int:
    """Set up the blog in FOLDER: write settings, workflows and an entry in .gitignore.

    This asks no questions and overwrites no file.
    """
    cwd = Path.cwd()
    survey = scaffold.look(cwd / folder)
    takeover = Takeover.of([cwd / name for name in others], survey.home) if others else None  # nothing is written yet
    for line in _found(survey, cwd):
        click.echo(visible(line))
    steps = []
    for step in scaffold.set_up(survey, workflow=workflow, taken=takeover.files() if takeover is not None else None):
        steps.append(step)
        click.echo(visible(f"  {step.done:<8}  {_shown(step.file, cwd)}: {step.words}"))
    if takeover is not None:
        put("".join(f"{line}\n" for line in takeover.told(kept=steps[0].done is Done.KEPT)))
    click.echo("Next:")
    names_paths = takeover is not None and "paths" in takeover.whole.settings
    for line in _next(survey, steps, cwd, taken=takeover is not None, names_paths=names_paths):
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


def _next(survey: Survey, steps: Sequence[Step], cwd: Path, *, taken: bool, names_paths: bool) -> Iterator[str]:
    waiting = ", ".join(_shown(file, cwd) for file in foreign_files(survey.home)) if not taken else ""
    if waiting:
        yield f"linkcheck init --from FILE takes over what another checker is told here: {waiting}"
    yield shlex.join(["linkcheck", "scan", *(() if names_paths else survey.paths(cwd))])
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
    forge = (repository and repository.forge) or WorkflowHost.GITHUB
    named = f" ({repository.branch})" if repository is not None and repository.branch else ""
    if forge is WorkflowHost.GITLAB:
        yield f"push it to the default branch{named}, and add a schedule there: Build > Pipeline schedules"
        yield "for a note on merge requests, give the masked variable GITLAB_TOKEN a project's token with the scope api"
        return
    yield f"push it to the default branch{named}: {forge} runs nightly workflows from there only"
    if forge is WorkflowHost.GITHUB:
        yield "at GitHub, Settings > Actions > General: allow GitHub Actions to create pull requests, for the repairs"
    else:
        yield f"at {forge}, Settings > Units: enable Actions for the repository"


def _shown(file: Path, cwd: Path) -> str:
    return Path(os.path.relpath(file, cwd)).as_posix()
