"""`linkcheck scan PATH…`: checks the links of a blog, reports, and repairs."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkcheck import report
from linkcheck.cli import EXIT_USER
from linkcheck.cli.inputs import elsewhere_of, inputs_of
from linkcheck.cli.listening import listener
from linkcheck.cli.options import ValueAfterEquals, context_of, options, settings_of
from linkcheck.cli.streams import tell, tell_traceback
from linkcheck.cli.terminal import put
from linkcheck.config import Settings
from linkcheck.model import LinkcheckError, Report
from linkcheck.run.signals import finish, told_to_end
from linkcheck.sources import files

if TYPE_CHECKING:
    from linkcheck.run import pipeline


@click.command(cls=ValueAfterEquals)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@options()
def scan(paths: tuple[str, ...], **parameters: object) -> int:
    """Read every post under PATH, check its links, and report. With --fix, also repair dead links.

    Without PATH, read the `paths` of the settings, or else the folders in which the site has its posts.
    PATH may also be a site, https://blog.example/: then the pages are read that its sitemap or feed names.

    With PATH -, read one Markdown document from standard input; with --fix, write it to standard output, repaired.
    """
    from linkcheck.run import pipeline  # `--help` has no use for it
    from linkcheck.run.loop import run_to_end

    settings = settings_of(parameters)
    check_outputs(settings, parameters)  # what is wrong is told now, not after an hour
    if settings.diff and "-" in settings.outputs:
        raise LinkcheckError("--diff: standard output is the diff's; give the report a file with --output")
    if settings.dataset is not None:
        from linkcheck.cli.dataset import check_dataset

        check_dataset(settings)
    given = inputs_of(paths, settings)
    if settings.shards is not None:
        from linkcheck.cli.shards import scan_in_shards

        return scan_in_shards(given, settings, parameters)
    with elsewhere_of(given, settings) as elsewhere, listener(settings) as progress:
        work = pipeline.scan(
            *(given.paths, settings, Path.cwd()),
            progress=progress,
            listed=given.listed,
            stdin=given.stdin,
            elsewhere=elsewhere,
        )
        scanned = run_to_end(work, offline=settings.offline and settings.since is None)
    with told_to_end(finish, ctrl_c=True):
        return write_all(scanned, settings)


def write_all(scanned: pipeline.Scanned, settings: Settings) -> int:
    """Write all that a run came to, each part whatever becomes of the others, and return the exit code."""
    returned = bool(settings.fix) and not settings.diff and scanned.document is not None
    failed = write_reports(scanned.report, settings, to_files_only=settings.diff or returned)
    if settings.diff or returned:
        document = scanned.diff if settings.diff else scanned.document or b""
        failed |= not _is_written(partial(_put_bytes, document))
    if settings.dataset is not None:
        from linkcheck.cli.dataset import add_night

        failed |= not _is_written(partial(add_night, scanned.report, settings))
    if returned and not settings.quiet:
        click.echo(report.short_summary(scanned.report, context_of(settings, to_stdout=False)), nl=False, err=True)
    complain(scanned, settings)
    return EXIT_USER if failed else scanned.report.exit_code


def check_outputs(settings: Settings, parameters: Mapping[str, object]) -> None:
    """Raise LinkcheckError for outputs that cannot be written, or of the settings file that are no report's place."""
    flags = parameters["outputs"]
    own = len(settings.outputs) - (len(flags) if isinstance(flags, tuple) else 0)
    faults = []
    for number, output in enumerate(settings.outputs):
        report.format_for(output, settings.format)
        try:
            if number < own:
                from linkcheck.report.ours import refuse_other_files  # seldom needed

                refuse_other_files(output, settings.format, Path.cwd())
            if output != "-":
                files.try_output(Path(output))
        except LinkcheckError as error:
            faults.append(error)
    for fault in faults[:-1]:
        tell(str(fault))
    if faults:
        raise faults[-1]


def write_reports(result: Report, settings: Settings, *, to_files_only: bool = False) -> bool:
    """Write a report to each `--output` in its format, and to standard output: in full, or in short beside a file.

    Each is written whatever becomes of the others, and told where it cannot be; return whether any could not.
    """
    terminal = context_of(settings, to_stdout=True)
    outputs: list[Callable[[], None]] = [partial(_write, result, output, settings) for output in settings.outputs]
    if not to_files_only and not settings.outputs:
        outputs.append(partial(_write, result, "-", settings))
    elif not to_files_only and "-" not in settings.outputs and not settings.quiet:
        outputs.append(lambda: put(report.short_summary(result, terminal)))
    failed = [write for write in outputs if not _is_written(write)]
    return bool(failed)


def _write(result: Report, output: str, settings: Settings) -> None:
    style, context = report.format_for(output, settings.format), context_of(settings, to_stdout=output == "-")
    if output == "-":
        for piece in report.render_pieces(result, style, context):
            put(piece)
    else:
        files.write_output(Path(output), report.render_pieces(result, style, context))


def _put_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _is_written(write: Callable[[], None]) -> bool:
    """Write one output, and tell in one line why it could not be written; a bug leaves its traceback, too."""
    try:
        write()
    except LinkcheckError as error:
        tell(str(error))
        return False
    except Exception as error:  # a bug of ours in one format
        tell_traceback(traceback.format_exc())
        tell(f"one report could not be made, by a bug of linkcheck: {error!r}")
        return False
    return True


def _shows_text(scanned: pipeline.Scanned, settings: Settings) -> bool:
    """Tell whether people see the report or its summary, of which the last line says what is wrong."""
    if settings.diff or settings.quiet:
        return False
    if settings.fix and scanned.document is not None:
        return True
    if settings.outputs and "-" not in settings.outputs:
        return True
    return report.format_for("-", settings.format) == "text"


def complain(scanned: pipeline.Scanned, settings: Settings) -> None:
    """Print on standard error what went wrong with the run itself; it comes last, where people see it."""
    if scanned.report.environment_fault is not None and not _shows_text(scanned, settings):
        tell(scanned.report.environment_fault)
    for line in scanned.messages:
        tell(line)
    if settings.verbose:
        for text in scanned.tracebacks:
            tell_traceback(text)
