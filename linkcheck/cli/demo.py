"""`linkcheck demo`: shows the whole job on a sample blog and a small internet, both on this machine."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import click

from linkcheck.cli.terminal import on_terminal, wants_colour
from linkcheck.demo import walkthrough


@click.command()
@click.argument("directory", default="linkcheck-demo", metavar="[DIRECTORY]", type=click.Path(file_okay=False))
def demo(directory: str) -> int:
    """Show the whole job on a sample blog and a small internet, both on this machine."""
    colour = wants_colour(os.environ, is_terminal=on_terminal())
    return walkthrough.show(Path(directory), say=functools.partial(click.echo, color=True), colour=colour)
