"""`linkcheck report PATH…`: what is known already, judged by the rules of today."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck import run
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.scan import Warner, complain, write_reports

TELLING = frozenset(
    {"config", "format", "outputs", "exclude", "include", "exclude_paths", "accept", "allow_networks", "no_archive"}
    | {"fail_on", "baseline", "verbose", "quiet"}
)
"""The options that say what is told, and how."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options(only=TELLING)
def report(paths: tuple[str, ...], **parameters: object) -> int:
    """Report what the history knows of the links under PATH, without any request."""
    settings = settings_of(parameters)
    scanned = run.run_to_end(
        run.scan([Path(path) for path in paths], settings, Path.cwd(), listener=Warner(), ask=False)
    )
    write_reports(scanned.report, settings)
    complain(scanned, settings)
    return scanned.report.exit_code
