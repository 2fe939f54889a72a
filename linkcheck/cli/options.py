"""Makes click options of the settings that `config` declares, and settings of the options that were given."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import click

from linkcheck import report
from linkcheck.cli.terminal import on_stdout
from linkcheck.config import OPTIONS, HelpGroup, Kind, Option, Settings, editor_address
from linkcheck.links.urls import redact
from linkcheck.report.leads import Editor
from linkcheck.sources.work_tree import is_ci

Command = Callable[..., int]

MOST = 50
"""Findings that standard output shows in full without `-v`: who has more wants the numbers, and a page to search."""


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
    return click.option(*option.flags, option.key, cls=SettingOption, setting=option, **keywords)


class SettingOption(click.Option):
    """An option of the command line that is a setting, whose values and default its help tells."""

    def __init__(self, *args: Any, setting: Option, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.setting = setting

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how it is written, with what it means; a value that may be left out stands in brackets."""
        from linkcheck.run.settings import NAMES  # only the help needs all names

        record = super().get_help_record(ctx)
        if record is None:
            return None
        spelt, words = record
        if self.setting.kind is Kind.OPTIONAL:
            flag = self.setting.flags[-1]
            spelt = spelt.replace(f"{flag} {self.setting.metavar}", f"{flag}[={self.setting.metavar}]")
        notes = self.setting.flag_notes(NAMES)
        return spelt, f"{words}  {notes}" if notes else words


def _fitting(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return what may complete the value of an option, with what stands before its last comma."""
    from linkcheck.config.values import ALL
    from linkcheck.run.settings import NAMES

    words = next(option.reader(NAMES).known for option in OPTIONS if option.key == parameter.name)
    before, comma, last = incomplete.rpartition(",") if parameter.name != "format" else ("", "", incomplete)
    given = before.split(",")
    given += [ALL] if before else []  # with others it says no more than by itself
    return [f"{before}{comma}{word}" for word in words if word.startswith(last) and word not in given]


class Grouped(click.Command):
    """A command whose help has its options under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group of options with its heading."""
        for group in HelpGroup:
            options = [one for one in self.get_params(ctx) if isinstance(one, click.Option) and _group(one) is group]
            records = [record for one in options if (record := one.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(group.value):
                    formatter.write_dl(records)


def _group(option: click.Option) -> HelpGroup:
    return option.setting.group if isinstance(option, SettingOption) else HelpGroup.PROGRAM


class ValueAfterEquals(Grouped):
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
    cwd, address = Path.cwd(), editor_address(settings.editor)
    is_mine = bool(address) and not is_ci(os.environ)
    return replace(
        drawn,
        redact=redact,
        verbose=settings.verbose,
        fail_on=settings.fail_on,
        fixes_at_once=settings.fixes_at_once,
        editor=Editor(address, cwd.as_posix(), cache(lambda path: (cwd / path).is_file())) if is_mine else None,
        only_left=to_stdout and settings.quiet,
        most=MOST if to_stdout and not settings.verbose else None,
        notes=settings.notes,
    )
