"""Prints what became of the edits of `prune` and `replace`: a diff or one line in all, and a line for each refusal."""

from __future__ import annotations

import sys
from functools import partial

import click

from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.links.urls import redact
from linkcheck.model import Edit, Position
from linkcheck.report.words import counted, visible
from linkcheck.run.rewriting import Rewritten

SHARED = frozenset({"files_from", "since", "commit", "config", "isolated", "exclude_paths", "quiet"})
"""The options of `scan` that hold for both."""

diff_option = click.option("--diff", is_flag=True, help="Print the changes as a unified diff, and write nothing.")


def show(done: Rewritten, settings: Settings, *, noun: str, verb: str) -> int:
    """Print all that is to be said, and return the exit code. With a diff, standard output has nothing else."""
    if settings.diff:
        sys.stdout.flush()
        sys.stdout.buffer.write(done.diff)
        sys.stdout.buffer.flush()
    out = partial(click.echo, err=settings.diff)
    for edit in done.edits:
        if edit.refused is not None:
            out(visible(redact(_refusal(edit, done.places.get((edit.path, edit.span.start))))))
    if not settings.quiet:
        out(_summary(done, settings, noun, verb))
    for message in done.messages:
        tell(message)
    return done.exit_code


def private_left_out(number: int) -> str:
    """Return the line on links that no request may be made for."""
    return f"{counted(number, 'link')} to private addresses left out; --allow-network CIDR lets them in"


def _refusal(edit: Edit, position: Position | None) -> str:
    place = f"{edit.path}:{position.line}:{position.column}" if position else edit.path
    return f"{place}: left as it is: {edit.refused}: {edit.old.decode(errors='replace').strip()}"


def _summary(done: Rewritten, settings: Settings, noun: str, verb: str) -> str:
    made = [edit for edit in done.edits if edit.applied or (settings.diff and not edit.refused)]
    left = len(done.edits) - len(made)
    words = f"{counted(len(made), noun)} in {counted(len({edit.path for edit in made}), 'post')}"
    words += f" to be {verb}" if settings.diff else f" {verb}"
    words += f", {left:,} left" if left else ""
    back = "it" if len(made) == 1 else "them"
    words += f", {counted(done.commits, 'commit')}" if done.commits else ""
    return words + ("" if settings.diff or not made else f"; linkcheck undo puts {back} back")
