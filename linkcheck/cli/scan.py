"""`linkcheck scan PATH…`: the main job."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from linkcheck import files, report, run
from linkcheck.cli.options import ValueAfterEquals, context_of, on_terminal, options, settings_of
from linkcheck.config import Settings
from linkcheck.errors import LinkcheckError
from linkcheck.judging import Listener
from linkcheck.model import Report


@click.command(cls=ValueAfterEquals)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@options()
def scan(paths: tuple[str, ...], **parameters: object) -> int:
    """Read every post under PATH, judge its links, and report; with --fix repair them."""
    settings = settings_of(parameters)
    for output in settings.outputs:
        report.format_for(output, settings.format)  # a wrong suffix is told now, not after an hour
    if settings.diff and "-" in settings.outputs:
        raise LinkcheckError("--diff: standard output is the diff's; give the report a file with --output")
    with _listener(settings) as listener:
        scanned = run.run_to_end(run.scan([Path(path) for path in paths], settings, Path.cwd(), listener=listener))
    write_reports(scanned.report, settings)
    if settings.diff:
        sys.stdout.flush()
        sys.stdout.buffer.write(scanned.diff)
        sys.stdout.buffer.flush()
    complain(scanned, settings)
    return scanned.report.exit_code


class Warner(Listener):
    """Draws nothing, and says on standard error what should be known at once."""

    def warn(self, message: str) -> None:
        click.echo(f"linkcheck: {message}", err=True)


def _listener(settings: Settings) -> AbstractContextManager[Listener]:
    if settings.quiet or not settings.progress or not sys.stderr.isatty():
        return nullcontext(Warner())
    from rich.console import Console

    from linkcheck.progress import Bar

    return Bar(Console(stderr=True))


def write_reports(result: Report, settings: Settings) -> None:
    """Each `--output` gets its format; standard output gets the report, or the short summary beside a file."""
    terminal = context_of(settings, to_terminal=on_terminal())
    printed = settings.diff
    for output in settings.outputs:
        name = report.format_for(output, settings.format)
        if output == "-":
            click.echo(report.render(result, name, terminal), nl=False)
            printed = True
        else:
            files.write_output(Path(output), report.render(result, name, context_of(settings, to_terminal=False)))
    if printed:
        return
    if not settings.outputs:
        click.echo(report.render(result, settings.format or "text", terminal), nl=False)
    elif not settings.quiet:
        click.echo(report.short_summary(result, terminal), nl=False)


def complain(scanned: run.Scanned, settings: Settings) -> None:
    """What went wrong with the run itself is said on standard error, last, where it is seen."""
    if scanned.report.environment_fault is not None:
        click.echo(f"linkcheck: {scanned.report.environment_fault}", err=True)
    for line in scanned.messages:
        click.echo(f"linkcheck: {line}", err=True)
    if settings.verbose:
        for text in scanned.tracebacks:
            click.echo(text, err=True)
