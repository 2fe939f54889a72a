"""`linkcheck diff OLD.json NEW.json`: what broke between two reports, and what was fixed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

import click

from linkcheck.cli.report import read_report
from linkcheck.cli.terminal import on_stdout, put
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.report import Context
from linkcheck.report.compare import FORMATS, SUFFIXES, compare
from linkcheck.report.view import redacted
from linkcheck.sources import files


@click.command(short_help="Compare two JSON reports: what is new, what was fixed.")
@click.argument("old", metavar="OLD.json", type=click.Path())
@click.argument("new", metavar="NEW.json", type=click.Path())
@click.option("-f", "--format", "style", type=click.Choice(list(FORMATS)), help="Format on stdout; text by default.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Write to this file instead; its suffix gives the format, else --format. '-' is stdout. Repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="List all, and links whose verdict changed otherwise.")
def diff(old: str, new: str, style: str | None, outputs: tuple[str, ...], *, verbose: bool) -> int:
    """Compare two JSON reports of one blog: what is newly broken, still broken, fixed, no longer linked to.

    Broken is what is dead or invalid, and a problem of level error. Exit codes: 0 nothing new is broken,
    1 something is, 2 a report cannot be read. One of the two may be - for standard input.
    """
    if old == new == "-":
        raise LinkcheckError("-: only one of the two reports can be standard input")
    before, now = (redacted(read_report(path), redact) for path in (old, new))
    comparison = compare(before, now)
    for output in outputs or ("-",):
        if output == "-":
            put(FORMATS[style or "text"](comparison, replace(on_stdout(), verbose=int(verbose))))
        else:
            render = FORMATS[SUFFIXES.get(PurePath(output).suffix.lower(), style or "text")]
            files.write_output(Path(output), render(comparison, Context(verbose=int(verbose))))
    return comparison.exit_code
