"""`linkcheck scan PATH…`: checks the links of a blog, reports, and repairs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from linkcheck import report
from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.options import ValueAfterEquals, context_of, options, settings_of
from linkcheck.cli.terminal import put
from linkcheck.config import Settings
from linkcheck.model import LinkcheckError, Report
from linkcheck.report.ours import refuse_other_files
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.sources import files


@click.command(cls=ValueAfterEquals, short_help="Check every link under PATH, report, and repair with --fix.")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@options()
def scan(paths: tuple[str, ...], **parameters: object) -> int:
    """Read every post under PATH, check its links, and report. With --fix, also repair dead links.

    With PATH -, read one Markdown document from standard input; with --fix, write it to standard output, repaired.
    """
    settings = settings_of(parameters)
    check_outputs(settings, parameters)  # what is wrong is told now, not after an hour
    if settings.diff and "-" in settings.outputs:
        raise LinkcheckError("--diff: standard output is the diff's; give the report a file with --output")
    given = inputs_of(paths, settings)
    with _listener(settings) as progress:
        work = pipeline.scan(
            given.paths, settings, Path.cwd(), progress=progress, listed=given.listed, stdin=given.stdin
        )
        scanned = run_to_end(work)
    returned = bool(settings.fix) and not settings.diff and scanned.document is not None
    write_reports(scanned.report, settings, to_files_only=settings.diff or returned)
    if settings.diff or returned:
        sys.stdout.flush()
        sys.stdout.buffer.write(scanned.diff if settings.diff else scanned.document or b"")
        sys.stdout.buffer.flush()
    if returned and not settings.quiet:
        click.echo(report.short_summary(scanned.report, context_of(settings, to_stdout=False)), nl=False, err=True)
    complain(scanned, settings)
    return scanned.report.exit_code


class Warner(Progress):
    """Draws no progress, and prints warnings on standard error at once."""

    def warn(self, message: str) -> None:
        click.echo(f"linkcheck: {message}", err=True)


def _listener(settings: Settings) -> AbstractContextManager[Progress]:
    if settings.quiet or settings.no_progress or not sys.stderr.isatty():
        return nullcontext(Warner())
    from rich.console import Console

    from linkcheck.cli.progress import ProgressBar

    return ProgressBar(Console(stderr=True))


def check_outputs(settings: Settings, parameters: Mapping[str, object]) -> None:
    """Raise LinkcheckError for an output of the settings file that is no report's place; flags may name any."""
    flags = parameters["outputs"]
    own = len(settings.outputs) - (len(flags) if isinstance(flags, tuple) else 0)
    for number, output in enumerate(settings.outputs):
        report.format_for(output, settings.format)
        if number < own:
            refuse_other_files(output, settings.format, Path.cwd())


def write_reports(result: Report, settings: Settings, *, to_files_only: bool = False) -> None:
    """Write a report to each `--output` in its format, and to standard output: in full, or in short beside a file."""
    terminal = context_of(settings, to_stdout=True)
    printed = to_files_only
    for output in settings.outputs:
        name = report.format_for(output, settings.format)
        if output == "-":
            put(report.render(result, name, terminal))
            printed = True
        else:
            files.write_output(Path(output), report.render(result, name, context_of(settings, to_stdout=False)))
    if printed:
        return
    if not settings.outputs:
        put(report.render(result, settings.format or "text", terminal))
    elif not settings.quiet:
        put(report.short_summary(result, terminal))


def complain(scanned: pipeline.Scanned, settings: Settings) -> None:
    """Print on standard error what went wrong with the run itself; it comes last, where people see it."""
    if scanned.report.environment_fault is not None:
        click.echo(f"linkcheck: {scanned.report.environment_fault}", err=True)
    for line in scanned.messages:
        click.echo(f"linkcheck: {line}", err=True)
    if settings.verbose:
        for text in scanned.tracebacks:
            click.echo(text, err=True)
