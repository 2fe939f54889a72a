"""The reference of the commands, made from what the program itself says of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from linkcheck.cli import commands
from linkcheck.config import OPTIONS, Kind
from linkcheck.run.settings import NAMES
from tests.support.commands import every_command
from tests.support.reference import table, values_of, words_of

SHARED = "scan"
"""The command whose options others share; they are explained there."""

SETTINGS = {option.key: option for option in OPTIONS if option.flags}


def text() -> str:
    """Return a section for each command, in the order of `linkcheck --help`."""
    context = click.Context(commands, info_name="linkcheck")
    every = dict(every_command(context))
    shared = {one.name or "": one.help for one in _options(every[SHARED])}
    return "\n\n".join(
        "\n\n".join(_section(name, command, context, {} if name == SHARED else shared))
        for name, command in every.items()
    )


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def _section(name: str, command: click.Command, root: click.Context, shared: dict[str, str | None]) -> Iterator[str]:
    """Yield the heading, the usage, the help, the options of its own, and the names of those that `scan` explains."""
    yield f"## `linkcheck {name}` {{#{name.replace(' ', '-')}}}"
    context = click.Context(command, info_name=name, parent=root)
    yield f"```text\nlinkcheck {' '.join((name, *command.collect_usage_pieces(context)))}\n```"
    yield from (_paragraph(part) for part in inspect.cleandoc(command.help or "").split("\n\n"))
    borrowed = [one for one in _options(command) if shared.get(one.name or "", "") == one.help]
    own = [one for one in _options(command) if one not in borrowed]
    if own:
        yield table(("option", "default", "values", "meaning"), (_row(one, context) for one in own))
    if borrowed:
        names = ", ".join(f"`{one.opts[-1]}`" for one in borrowed)
        yield f"As for [`{SHARED}`](#{SHARED}): {names}."


def _paragraph(part: str) -> str:
    """Return a paragraph; one that begins with click's mark for it keeps its lines."""
    return f"```text\n{part.removeprefix(chr(8)).strip(chr(10))}\n```" if part.startswith("\b") else words_of(part)


def _row(one: click.Option, context: click.Context) -> tuple[str, str, str, str]:
    """Return an option; what is a setting is told by its declaration, the rest by click."""
    setting = SETTINGS.get(one.name or "")
    metavar = "" if one.is_flag or one.count else f" {one.make_metavar(context)}"
    if setting is not None and setting.kind is Kind.OPTIONAL:
        metavar = f"[={setting.metavar}]"
    flags = " ".join(f"`{flag}{metavar}`" for flag in (*one.opts, *one.secondary_opts))
    if setting is not None and one.opts == list(setting.flags):
        default, values, words = setting.flag_default(), values_of(setting), setting.flag_help()
        takes_words = bool(setting.reader(NAMES).known) or "number" in values or "seconds" in values
        return flags, f"`{default}`" if default else "", values if metavar and takes_words else "", words_of(words)
    default = one.get_help_extra(context).get("default", "")
    choices = ", ".join(f"`{each}`" for each in one.type.choices) if isinstance(one.type, click.Choice) else ""
    return flags, f"`{default}`" if default else "", choices, words_of(one.help or "")
