"""`linkcheck diff OLD.json NEW.json`: tells what broke between two reports, and what was fixed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

import click

from linkcheck.cli.report import read_report
from linkcheck.cli.terminal import on_stdout, put
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.report import Context, refuse_suffix
from linkcheck.report.compare import FORMATS, SUFFIXES, compare
from linkcheck.report.view import redacted
from linkcheck.sources import files


@click.command()
@click.argument("old", metavar="OLD.json", type=click.Path())
@click.argument("new", metavar="NEW.json", type=click.Path())
@click.option(
    "-f", "--format", "style", type=click.Choice(list(FORMATS)), help="Format on stdout; the default is text."
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Write to this file instead; its suffix gives the format, else --format does. '-' means stdout. Repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="List everything, also links whose verdict changed in another way.")
def diff(old: str, new: str, style: str | None, outputs: tuple[str, ...], *, verbose: bool) -> int:
    """Compare two JSON reports of one blog: what is newly broken, still broken, fixed, or no longer linked to.

    A link is broken if it is dead or invalid, a problem if its level is error. Exit codes: 0 nothing new is broken,
    1 something new is broken, 2 a report cannot be read. One of the two reports may be -, which is standard input.
    """
    if old == new == "-":
        raise LinkcheckError("-: only one of the two reports can be standard input")
    for output in outputs:
        if output != "-":
            if style is None:
                refuse_suffix(output, [(suffix,) for suffix in SUFFIXES])
            files.try_output(Path(output))
    before, now = (redacted(read_report(path), redact) for path in (old, new))
    comparison = compare(before, now)
    for output in outputs or ("-",):
        if output == "-":
            put(FORMATS[style or "text"](comparison, replace(on_stdout(), verbose=int(verbose))))
        else:
            render = FORMATS[SUFFIXES.get(PurePath(output).suffix.lower(), style or "text")]
            files.write_output(Path(output), render(comparison, Context(verbose=int(verbose))))
    return comparison.exit_code
