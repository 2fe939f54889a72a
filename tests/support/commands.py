"""The commands of the command line."""

from __future__ import annotations

from collections.abc import Iterator

import click


def every_command(context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its whole name; a group stands for its commands."""
    assert isinstance(context.command, click.Group)
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=name, parent=context)
            yield from ((f"{name} {each}", member) for each, member in every_command(inner))
        else:
            yield name, command
