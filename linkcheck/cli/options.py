"""Makes click options of the settings that `config` declares, and settings of the options that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from linkcheck import report
from linkcheck.cli.terminal import on_stdout
from linkcheck.config import OPTIONS, Kind, Option, Settings
from linkcheck.links.urls import redact

Command = Callable[..., int]


def options(only: frozenset[str] | None = None) -> Callable[[Command], Command]:
    """Return a decorator that gives a command all options, or those whose keys are in `only`."""

    def decorate(function: Command) -> Command:
        for option in reversed(OPTIONS):
            if option.flags and (only is None or option.key in only):
                function = _option(option)(function)
        return function

    return decorate


def _option(option: Option) -> Callable[[Command], Command]:
    keywords: dict[str, Any] = {"help": option.flag_help(), "default": None}
    match option.kind:
        case Kind.SWITCH:
            keywords |= {"is_flag": True}
        case Kind.COUNT:
            keywords |= {"count": True}
        case Kind.LIST:
            keywords |= {"multiple": True, "metavar": option.metavar}
        case _:
            keywords |= {"metavar": option.metavar}
    if option.metavar in ("FILE", "GLOB"):
        keywords |= {"type": click.Path()}  # any text passes, and shells complete it
    if option.has_words:
        keywords |= {"shell_complete": _fitting}
    return click.option(*option.flags, option.key, **keywords)


def _fitting(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return what may complete the value of an option, with what stands before its last comma."""
    from linkcheck.config.values import ALL
    from linkcheck.run.settings import NAMES

    words = next(option.reader(NAMES).known for option in OPTIONS if option.key == parameter.name)
    before, comma, last = incomplete.rpartition(",") if parameter.name != "format" else ("", "", incomplete)
    given = before.split(",")
    given += [ALL] if before else []  # with others it says no more than by itself
    return [f"{before}{comma}{word}" for word in words if word.startswith(last) and word not in given]


class ValueAfterEquals(click.Command):
    """A command whose `--fix` takes a value only after `=`: `--fix content/` is the plain flag and a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names = {flag: f"{flag}=dead" for option in OPTIONS if option.kind is Kind.OPTIONAL for flag in option.flags}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [names.get(argument, argument) for argument in args[:end]] + args[end:])


def settings_of(parameters: Mapping[str, object]) -> Settings:
    """Return the settings of the file and the given flags; raises LinkcheckError."""
    flags = {key: value for key, value in parameters.items() if value not in (None, (), False, 0)}
    explicit = flags.pop("config", None)
    from linkcheck.run.settings import load  # brings planners and archives along, which `report` and `diff` do without

    return load(Path.cwd(), flags, explicit=Path(str(explicit)) if explicit is not None else None)


def context_of(settings: Settings, *, to_stdout: bool) -> report.Context:
    """Return how to draw a report: on standard output, or in a file."""
    drawn = on_stdout() if to_stdout else report.Context()
    return replace(
        drawn,
        redact=redact,
        verbose=settings.verbose,
        fail_on=settings.fail_on,
        fixes_at_once=settings.fixes_at_once,
        notes=settings.notes,
        only_left=to_stdout and settings.quiet and bool(settings.fix),
    )
