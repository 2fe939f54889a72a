"""`linkcheck undo`: takes back the edits of a run of --fix."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck.cli.options import settings_of
from linkcheck.links.urls import redact
from linkcheck.report.words import visible
from linkcheck.run import undo as run_undo


@click.command()
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option(
    "--post", "posts", help="Undo those in this post alone; may be given again.", metavar="FILE", multiple=True
)
@click.option(
    "--url",
    "urls",
    help="Undo those of this address alone, old or new; may be given again.",
    metavar="URL",
    multiple=True,
)
@click.option("--list", "listing", is_flag=True, help="List the runs that can be undone.")
@click.option(
    "-c", "--config", help="The settings file whose folder holds the journal.", metavar="FILE", type=click.Path()
)
def undo(
    run_id: str | None, config: str | None, posts: tuple[str, ...], urls: tuple[str, ...], *, listing: bool
) -> int:
    """Undo the edits of the latest run of --fix, or those of RUN."""
    settings = settings_of({"config": config})
    outcome = run_undo.undo(run_id, settings, Path.cwd(), listing=listing, posts=posts, urls=urls)
    for line in outcome.lines:
        click.echo(visible(redact(line)))
    return outcome.exit_code
