"""The report that a command publishes, and what it says of its work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError, Report
from linkcheck.report.reading import read
from linkcheck.report.view import redacted
from linkcheck.report.words import visible

REPORT = click.argument("report", metavar="REPORT.json")


def read_published(path: str) -> Report:
    """Read a JSON report, and take its secrets out; raises LinkcheckError."""
    # Not cli.report.read_report: that module brings the whole pipeline with it, and a job runs several of these steps.
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"{path}: cannot be read: {error.strerror or error}") from error
    return redacted(read(data, path), redact)


def say(lines: Iterable[str]) -> None:
    """Print what was done."""
    for line in lines:
        click.echo(f"linkcheck: {visible(line)}")
