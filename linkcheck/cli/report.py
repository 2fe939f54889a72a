"""`linkcheck report PATH…`: reports what the history knows, judged by today's rules; or converts a JSON report."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from linkcheck.cli.inputs import named_or_found
from linkcheck.cli.listening import Warner
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.scan import check_outputs, write_all
from linkcheck.config import OPTIONS, Settings
from linkcheck.model import LinkcheckError, Report
from linkcheck.report import exit_code
from linkcheck.report.reading import is_report, read
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end

SHOWING = frozenset({"config", "isolated", "format", "outputs", "editor", "fail_on", "verbose", "quiet", "notes"})
"""The options that apply to a report that exists already."""

TELLING = SHOWING | {"exclude", "include", "exclude_paths", "accept", "allow_networks", "no_archive", "baseline"}
"""The options that select what is reported, and how."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option(
    "--from",
    "dataset",
    metavar="DIR",
    type=click.Path(),
    help="Report what the newest night of a dataset came to, which --dataset made. Formats: text, json, html; and csv, "
    "jsonl, parquet with every place of a broken link.",
)
@options(only=TELLING)
def report(paths: tuple[str, ...], dataset: str | None, **parameters: object) -> int:
    """Report what the history knows about the links under PATH, without any request.

    Without PATH, that is what scan reads without one.

    If PATH is a JSON report (- reads it from standard input), convert it to another format:
    linkcheck report report.json -o report.html. Of many reports, one repository each, make an overview: what is new,
    who owns what, how links rot: linkcheck report */report.json -o overview.html. Formats: text, json, html.
    """
    if dataset is not None:
        return _tell_dataset(dataset, paths, parameters)
    settings = settings_of(parameters)
    if (number := _reports_named(paths)) > 1:
        _refuse_judging(parameters, "reports are told as they are")
        from linkcheck.cli.overview import tell_reports

        return tell_reports(paths, parameters)
    if number:
        return _tell_again(paths, parameters, settings)
    found = named_or_found(paths, settings)
    check_outputs(settings, parameters)
    scanned = run_to_end(pipeline.scan(found, settings, Path.cwd(), progress=Warner(), ask=False))
    return write_all(scanned, replace(settings, fix=frozenset(), diff=False))


def read_report(path: str) -> Report:
    """Read a JSON report from a file, or from standard input (`-`); raises LinkcheckError."""
    if path == "-":
        return read(sys.stdin.buffer.read(), "standard input")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"{path}: cannot be read: {error.strerror or error}") from error
    return read(data, path)


def _reports_named(paths: Sequence[str]) -> int:
    """Return how many paths are JSON reports, by their suffix or else by how they begin: all of them, or none."""
    named = [path for path in paths if path == "-" or _looks_like_one(Path(path))]
    if named and len(paths) > len(named):
        other = next(path for path in paths if path not in named)
        raise LinkcheckError(f"{named[0]}: a report is told without a folder beside it; leave out {other}")
    if "-" in named and len(named) > 1:
        raise LinkcheckError("-: a report on standard input is told alone; give the files of many")
    return len(named)


def _looks_like_one(path: Path) -> bool:
    if path.suffix.lower() == ".json" and not path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            return is_report(file.read(100))
    except OSError:
        return False  # a folder, or no such path, which the scan tells


def _tell_dataset(dataset: str, paths: Sequence[str], parameters: Mapping[str, object]) -> int:
    if paths:
        raise LinkcheckError(f"--from: a dataset is told alone; leave out {paths[0]}")
    _refuse_judging(parameters, "a dataset is told as it is")
    from linkcheck.cli.overview import tell_dataset  # most reports are of a folder

    return tell_dataset(Path(dataset), parameters)


def _refuse_judging(parameters: Mapping[str, object], why: str) -> None:
    """Raise LinkcheckError for an option that applies to no report that exists already."""
    given = {key for key, value in parameters.items() if value not in (None, (), False, 0)}
    for option in OPTIONS:
        if option.key in given - SHOWING:
            raise LinkcheckError(f"{option.flags[0]}: {why}")


def _tell_again(paths: Sequence[str], parameters: Mapping[str, object], settings: Settings) -> int:
    _refuse_judging(parameters, "a report is told as it is; give the blog's folder instead of it")
    told = read_report(paths[0])
    told = replace(told, exit_code=_judged_again(told, settings))
    # The settings' own outputs are those of a scan: an old report must not take the place of the newest.
    outputs = parameters["outputs"]
    settings = replace(settings, outputs=outputs if isinstance(outputs, tuple) else ())
    check_outputs(settings, parameters)
    return write_all(pipeline.Scanned(told), replace(settings, fix=frozenset(), diff=False))


def _judged_again(told: Report, settings: Settings) -> int:
    """Return the exit code by today's `--fail-on`; a run that was interrupted or at fault keeps its own."""
    if told.exit_code in {pipeline.EXIT_ENVIRONMENT, pipeline.EXIT_INTERRUPTED}:
        return told.exit_code
    return exit_code(told.findings, told.problems, told.edits, settings.fail_on, told.baseline)
