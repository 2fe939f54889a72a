"""Arguments, exit codes and all that is printed.

Commands import what they need when they run: `linkcheck --version` loads click and little else.
"""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkcheck import __version__
from linkcheck.config.options import OPTIONS, Kind, Option
from linkcheck.errors import LinkcheckError

if TYPE_CHECKING:
    from linkcheck.config import Settings
    from linkcheck.judging import Listener
    from linkcheck.model import Report
    from linkcheck.report import Context
    from linkcheck.run import Scanned

EXIT_USER = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the only place where everything is caught."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = commands.main(args=given, prog_name="linkcheck", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return EXIT_USER
    except click.ClickException as error:
        error.show()
        return EXIT_USER
    except LinkcheckError as error:
        click.echo(f"linkcheck: {error}", err=True)
        return EXIT_USER
    except (KeyboardInterrupt, click.Abort):
        click.echo("linkcheck: interrupted", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of the pipe has gone (`linkcheck scan | head`); keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_INTERRUPTED
    except Exception:  # the last resort: whatever it is, it is ours
        traceback.print_exc()
        click.echo("linkcheck: this is a bug of linkcheck; please report it with the lines above", err=True)
        return EXIT_BUG
    return code if isinstance(code, int) else 0


class _ValueAfterEquals(click.Command):
    """`--fix` takes a value only after `=`: `--fix content/` is the plain flag and a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names = {flag: f"{flag}=dead" for option in OPTIONS if option.kind is Kind.OPTIONAL for flag in option.flags}
        return super().parse_args(ctx, [names.get(argument, argument) for argument in args])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="linkcheck %(version)s")
def commands() -> None:
    """Find dead links in a Markdown blog, and repair them from web archives.

    Exit codes: 0 healthy, 1 something that --fail-on names remains, 2 wrong arguments or settings,
    3 the environment is at fault or a bug, 130 interrupted.
    """


def _options(*, only: frozenset[str] | None = None) -> Callable[[Callable[..., int]], Callable[..., int]]:
    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        for option in reversed(OPTIONS):
            if only is None or option.key in only:
                function = _option(option)(function)
        return function

    return decorate


def _option(option: Option) -> Callable[[Callable[..., int]], Callable[..., int]]:
    keywords: dict[str, Any] = {"help": option.help, "default": None}
    match option.kind:
        case Kind.SWITCH:
            keywords |= {"is_flag": True}
        case Kind.COUNT:
            keywords |= {"count": True}
        case Kind.LIST:
            keywords |= {"multiple": True, "metavar": option.metavar}
        case _:
            keywords |= {"metavar": option.metavar}
    return click.option(*option.flags, option.key, **keywords)


def _given(parameters: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in parameters.items() if value not in (None, (), False, 0)}


def _settings(parameters: Mapping[str, object]) -> Settings:
    from linkcheck import config, report

    flags = _given(parameters)
    explicit = flags.pop("config", None)
    return config.load(
        Path.cwd(),
        explicit=Path(str(explicit)) if explicit is not None else None,
        flags=flags,
        formats=report.FORMATS,
    )


@commands.command(cls=_ValueAfterEquals)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_options()
def scan(paths: tuple[str, ...], **parameters: object) -> int:
    """Read every post under PATH, judge its links, and report; with --fix repair them."""
    from linkcheck import report, run

    settings = _settings(parameters)
    for output in settings.outputs:
        report.format_for(output, settings.format)  # a wrong suffix is told now, not after an hour
    with _listener(settings) as listener:
        work = run.scan([Path(path) for path in paths], settings, Path.cwd(), listener=listener)
        scanned = run.run_to_end(work)
    _write_reports(scanned.report, settings)
    if settings.diff:
        sys.stdout.flush()
        sys.stdout.buffer.write(scanned.diff)
        sys.stdout.buffer.flush()
    _complain(scanned, settings)
    return scanned.report.exit_code


def _listener(settings: Settings) -> AbstractContextManager[Listener]:
    from linkcheck.judging import Listener

    if settings.quiet or not settings.progress or not sys.stderr.isatty():
        return nullcontext(Listener())
    from rich.console import Console

    from linkcheck.progress import Bar

    return Bar(Console(stderr=True))


def _context(settings: Settings, *, to_terminal: bool) -> Context:
    from linkcheck import targets
    from linkcheck.report import Context

    return Context(
        mask=targets.mask,
        width=shutil.get_terminal_size().columns if to_terminal else 100,
        colour=to_terminal and not os.environ.get("NO_COLOR"),
        verbose=settings.verbose > 0,
        fail_on=settings.fail_on,
    )


def _write_reports(result: Report, settings: Settings) -> None:
    """Each `--output` gets its format; standard output gets the report, or the short summary beside a file."""
    from linkcheck import files, report

    terminal = _context(settings, to_terminal=sys.stdout.isatty())
    printed = False
    for output in settings.outputs:
        name = report.format_for(output, settings.format)
        if output == "-":
            click.echo(report.render(result, name, terminal), nl=False)
            printed = True
        else:
            files.write_output(Path(output), report.render(result, name, _context(settings, to_terminal=False)))
    if printed or settings.diff:
        return
    if not settings.outputs:
        click.echo(report.render(result, settings.format or "text", terminal), nl=False)
    elif not settings.quiet:
        click.echo(report.short_summary(result, terminal), nl=False)


def _complain(scanned: Scanned, settings: Settings) -> None:
    """What went wrong with the run itself is said on standard error, last, where it is seen."""
    if scanned.report.environment_fault is not None:
        click.echo(f"linkcheck: {scanned.report.environment_fault}", err=True)
    for line in scanned.messages:
        click.echo(f"linkcheck: {line}", err=True)
    if settings.verbose:
        for text in scanned.tracebacks:
            click.echo(text, err=True)


CHECKING = frozenset(
    option.key
    for option in OPTIONS
    if option.key
    in {
        "config", "accept", "headers", "user_agent", "allow_networks", "no_archive", "insecure", "timeout",
        "max_retries", "max_redirects", "verbose",
    }
)  # fmt: skip


@commands.command()
@click.argument("url")
@_options(only=CHECKING)
def explain(url: str, **parameters: object) -> int:
    """Check one URL and say in words what was asked, what came back, and why the verdict is what it is."""
    from linkcheck import report, run

    settings = _settings(parameters)
    finding = run.run_to_end(run.explain(url, settings))
    click.echo(report.render_explanation(finding, _context(settings, to_terminal=sys.stdout.isatty())), nl=False)
    return report.exit_code((finding,), (), (), settings.fail_on)


@commands.command()
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--list", "listing", is_flag=True, help="List the runs that can be undone.")
@click.option("--config", help="The settings file beside which the journal lies.", metavar="FILE")
def undo(run_id: str | None, config: str | None, *, listing: bool) -> int:
    """Put back the edits of the latest run of --fix, or of RUN."""
    from linkcheck import run

    settings = _settings({"config": config})
    outcome = run.undo(run_id, settings, Path.cwd(), listing=listing)
    for line in outcome.lines:
        click.echo(line)
    return outcome.exit_code


@commands.command()
@click.argument("directory", default="linkcheck-demo", metavar="[DIRECTORY]")
def demo(directory: str) -> int:
    """Show everything on a sample blog and a small internet, both on this machine."""
    from linkcheck import tour

    return tour.show(Path(directory), say=click.echo, colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
