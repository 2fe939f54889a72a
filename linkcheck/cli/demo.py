"""`linkcheck demo`: the whole job on a sample blog and a small internet, both on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from linkcheck import tour
from linkcheck.cli.options import on_terminal


@click.command()
@click.argument("directory", default="linkcheck-demo", metavar="[DIRECTORY]", type=click.Path(file_okay=False))
def demo(directory: str) -> int:
    """Show everything on a sample blog and a small internet, both on this machine."""
    colour = on_terminal() and not os.environ.get("NO_COLOR")
    return tour.show(Path(directory), say=click.echo, colour=colour)
