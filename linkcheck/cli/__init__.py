"""The command line: arguments, exit codes, and everything that the program prints.

The module of a command is imported when the command is called: `linkcheck --version` loads click and little else.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from linkcheck.__about__ import __version__

EXIT_USER = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130

COMMANDS = {
    "init": "Write settings, workflows and an entry in .gitignore.",
    "scan": "Check every link under PATH, report, and repair with --fix.",
    "report": "Report what earlier runs found, or convert a JSON report.",
    "diff": "Compare two JSON reports: what is new, what was fixed.",
    "explain": "Check one URL and explain its verdict.",
    "prune": "Take out definitions that no link uses.",
    "replace": "Lead links from one host or address to another.",
    "keep": "Keep the text of living pages in a folder of your own.",
    "review": "Decide about proposals one by one.",
    "save": "Have living pages captured by the Wayback Machine.",
    "undo": "Undo the edits of a run of --fix.",
    "demo": "Show the whole job on a sample blog, on this machine alone.",
    "completion": "Print the script that completes commands for a shell.",
    "github": "Publish a JSON report on GitHub, from a workflow's step.",
    "gitlab": "Publish a JSON report on GitLab, from a job.",
    "notify": "Tell people what is newly broken, by mail, Slack, Matrix and others.",
}
"""Each is a module of this package, and a command of the same name in it; with its line in `--help`."""


class _Commands(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"linkcheck.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 -- tells mypy what the table promises
        command.short_help = COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first word names, or say what to type instead."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing and not args[0].startswith("-"):
            from linkcheck.cli.remedies import unknown_command

            raise unknown_command(ctx, args, COMMANDS)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options of the program itself, or say whose a wrong one is."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from linkcheck.cli.remedies import unknown_option

            raise unknown_option(error, given) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the group of click would, which imports every command for its line."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="linkcheck %(version)s")
def commands() -> None:
    """Find dead links in a Markdown blog, and repair them from web archives.

    Without a command, this is linkcheck scan where the settings or a site say what to read, and else this help.

    Exit codes: 0 healthy, 1 something that --fail-on names remains, 2 wrong arguments or settings,
    3 a fault of the environment or a bug, 130 interrupted.
    """


def run_process() -> int:
    """Run the command line of this process, whose streams may be full or closed and which may be told to end."""
    from linkcheck.cli.streams import guard, tell
    from linkcheck.run.signals import interrupt, told_to_end

    guard()
    with told_to_end(interrupt):
        code = run_command_line()
    try:
        sys.stdout.flush()
    except Exception as error:
        tell(str(error))
        return EXIT_USER
    return code


def _alone() -> list[str]:
    """Return the command that is meant where none is given: none where nobody says what to read."""
    from pathlib import Path

    from linkcheck.cli.inputs import found_paths
    from linkcheck.cli.options import settings_of

    return ["scan"] if found_paths(settings_of({}), Path.cwd()) else []


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. No other place catches every exception."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    completing = ["scan"] if "_LINKCHECK_COMPLETE" in os.environ else []  # a shell asks for completions, of its words
    if completing:
        importlib.import_module("linkcheck.cli.completion")
    try:
        code = commands.main(args=given or completing or _alone(), prog_name="linkcheck", standalone_mode=False)
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption) and error.possibilities:
            del error.possibilities[1:]  # the nearest; the others are other words
        error.show()
        return EXIT_USER
    except (KeyboardInterrupt, click.Abort):
        click.echo("linkcheck: interrupted", err=True)
        return EXIT_INTERRUPTED
    except Exception as error:  # the last resort
        from linkcheck.cli.streams import tell, tell_traceback
        from linkcheck.model import LinkcheckError  # `--version` has no time for the model

        if isinstance(error, LinkcheckError):
            tell(str(error))
            return EXIT_USER
        tell_traceback(traceback.format_exc())
        click.echo("linkcheck: this is a bug of linkcheck; please report it with the lines above", err=True)
        return EXIT_BUG
    return code if isinstance(code, int) else 0
