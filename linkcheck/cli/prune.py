"""`linkcheck prune [PATH…]`: takes definitions out that no link uses."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.rewritten import SHARED, diff_option, show
from linkcheck.cli.streams import tell
from linkcheck.run import pruning
from linkcheck.run.loop import run_to_end


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@diff_option
@options(only=SHARED)
def prune(paths: tuple[str, ...], **parameters: object) -> int:
    """Take the reference definitions out of the posts under PATH that no link of their post uses, and nothing else.

    Whole lines go, blank ones stay, and each post is proved to be the same page without them. What is not surely
    unused is left and listed. No request is made; linkcheck undo puts the lines back.

    Exit codes: 0 done, 1 something was left as it is, 2 nothing could be written.
    """
    settings = settings_of(parameters)
    given = inputs_of(paths, settings, writes=True)
    done = run_to_end(pruning.prune(given.paths, settings, Path.cwd(), warn=tell, listed=given.listed))
    return show(done, settings, noun="unused definition", verb="taken out")
