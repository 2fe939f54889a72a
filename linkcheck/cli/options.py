"""The options that `config` declares, as click's decorators; and the settings that they make."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from linkcheck import config, report, targets
from linkcheck.config import OPTIONS, Kind, Option, Settings

Command = Callable[..., int]


def options(only: frozenset[str] | None = None) -> Callable[[Command], Command]:
    """Decorate a command with all options of the table, or with those whose keys are named."""

    def decorate(function: Command) -> Command:
        for option in reversed(OPTIONS):
            if only is None or option.key in only:
                function = _option(option)(function)
        return function

    return decorate


def _option(option: Option) -> Callable[[Command], Command]:
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


class ValueAfterEquals(click.Command):
    """`--fix` takes a value only after `=`: `--fix content/` is the plain flag and a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names = {flag: f"{flag}=dead" for option in OPTIONS if option.kind is Kind.OPTIONAL for flag in option.flags}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [names.get(argument, argument) for argument in args[:end]] + args[end:])


def settings_of(parameters: Mapping[str, object]) -> Settings:
    """Return the settings that the file and the given flags make; raises LinkcheckError."""
    flags = {key: value for key, value in parameters.items() if value not in (None, (), False, 0)}
    explicit = flags.pop("config", None)
    return config.load(
        Path.cwd(),
        explicit=Path(str(explicit)) if explicit is not None else None,
        flags=flags,
        formats=report.FORMATS,
    )


def context_of(settings: Settings, *, to_terminal: bool) -> report.Context:
    """Return how a report is to be drawn: for a terminal, or for a file or pipe."""
    return report.Context(
        mask=targets.mask,
        width=shutil.get_terminal_size().columns if to_terminal else 100,
        colour=to_terminal and not os.environ.get("NO_COLOR"),
        verbose=settings.verbose > 0,
        fail_on=settings.fail_on,
    )


def on_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return sys.stdout.isatty()
