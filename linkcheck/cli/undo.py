"""`linkcheck undo`: put the edits of a fix back."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck.cli.options import settings_of
from linkcheck.links.urls import redact
from linkcheck.run import undo as run_undo


@click.command(short_help="Put back the edits of a run of --fix.")
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--list", "listing", is_flag=True, help="List the runs that can be undone.")
@click.option(
    "-c", "--config", help="The settings file beside which the journal lies.", metavar="FILE", type=click.Path()
)
def undo(run_id: str | None, config: str | None, *, listing: bool) -> int:
    """Put back the edits of the latest run of --fix, or of RUN."""
    outcome = run_undo.undo(run_id, settings_of({"config": config}), Path.cwd(), listing=listing)
    for line in outcome.lines:
        click.echo(redact(line))
    return outcome.exit_code
