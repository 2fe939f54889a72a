"""`linkcheck report --from DIR` and `linkcheck report A.json B.json …`: what a dataset, or many reports, came to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from linkcheck.cli.options import context_of, settings_of
from linkcheck.cli.terminal import put
from linkcheck.links.urls import redact
from linkcheck.model import Change, LinkcheckError, State
from linkcheck.report import refuse_suffix
from linkcheck.report.reading import decode
from linkcheck.sources import files

if TYPE_CHECKING:
    from linkcheck.config import Settings
    from linkcheck.dataset.questions import Questions
    from linkcheck.report import Context
    from linkcheck.report.overview import Overview

FORMATS: Mapping[str, tuple[str, ...]] = {
    "text": (".txt",),
    "json": (".json",),
    "html": (".html", ".htm"),
    "csv": (".csv",),
    "jsonl": (".jsonl", ".ndjson"),
    "parquet": (".parquet",),
}
"""Format → the suffixes of its files; the last three have every place of a broken link."""


OF_REPORTS = ("text", "json", "html")
"""The formats of an overview of reports."""


def tell_dataset(folder: Path, parameters: Mapping[str, object]) -> int:
    """Write what a dataset's newest night came to, and return the exit code; raises LinkcheckError."""
    from linkcheck.dataset.questions import questions

    settings, formats = _wanted(parameters, FORMATS, "a dataset")
    folders = {Path(output).resolve().parent for output, name in formats.items() if name == "parquet"}
    with questions(folder, writes=sorted(folders)) as asked:
        told = asked.overview()
        for output, name in formats.items():
            _write(asked, told, output, name, settings)
    return _ended(told, parameters, settings)


def tell_reports(paths: Sequence[str], parameters: Mapping[str, object]) -> int:
    """Write what many reports came to, one repository each, and return the exit code; raises LinkcheckError."""
    from linkcheck.report.overview.gathering import gathered_report
    from linkcheck.report.overview.joining import overview_of

    settings, formats = _wanted(parameters, OF_REPORTS, "an overview of reports")
    told = overview_of((gathered_report(decode(read_bytes(path), path), _name(path)) for path in paths), redact)
    for output, name in formats.items():
        _write(None, told, output, name, settings)
    return _ended(told, parameters, settings)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a report; raises LinkcheckError."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"{path}: cannot be read: {error.strerror or error}") from error


def _name(path: str) -> str:
    """Return what a report is called that tells of no repository: its file, with its folder."""
    return PurePath(path).with_suffix("").as_posix()


def _wanted(parameters: Mapping[str, object], known: Collection[str], what: str) -> tuple[Settings, Mapping[str, str]]:
    """Return the settings, and the format of each output, which is tried; raises LinkcheckError."""
    settings = settings_of({key: value for key, value in parameters.items() if key not in ("format", "outputs")})
    outputs, chosen = _outputs(parameters), parameters["format"]
    formats = {output: _format_of(output, str(chosen) if chosen else None, known, what) for output in outputs or ("-",)}
    for output in outputs:
        if output != "-":
            files.try_output(Path(output))
    return settings, formats


def _ended(told: Overview, parameters: Mapping[str, object], settings: Settings) -> int:
    outputs = _outputs(parameters)
    if outputs and "-" not in outputs and not settings.quiet:
        from linkcheck.report.overview import text

        put(text.short_summary(told, context_of(settings, to_stdout=True)))
    return int(_fails(told, settings))


def _outputs(parameters: Mapping[str, object]) -> tuple[str, ...]:
    outputs = parameters["outputs"]
    return outputs if isinstance(outputs, tuple) else ()


def _format_of(output: str, chosen: str | None, known: Collection[str], what: str) -> str:
    """Return what a file's suffix says, else what was chosen, else text; raises LinkcheckError."""
    suffix = PurePath(output).suffix.lower()
    if chosen is None:
        refuse_suffix(output, FORMATS.values())
    name = next((name for name, suffixes in FORMATS.items() if suffix in suffixes), chosen or "text")
    if wrong := [one for one in (chosen, name) if one is not None and one not in known]:
        raise LinkcheckError(f"--format: {what} is told as one of {', '.join(known)}, and not as {wrong[0]}")
    if name == "parquet" and (output == "-" or (Path(output).exists() and not Path(output).is_file())):
        raise LinkcheckError("--format: Parquet is no stream; give it a file with --output")
    return name


def _write(asked: Questions | None, told: Overview, output: str, name: str, settings: Settings) -> None:
    if asked is not None and name == "parquet":
        from linkcheck.dataset.listing import write_parquet

        write_parquet(asked, Path(output).resolve())
        return
    pieces = _pieces(asked, told, name, context_of(settings, to_stdout=output == "-"))
    if output != "-":
        files.write_output(Path(output), pieces)
        return
    for piece in pieces:
        put(piece)


def _pieces(asked: Questions | None, told: Overview, name: str, context: Context) -> Iterable[str]:
    if asked is not None and name in ("csv", "jsonl"):
        from linkcheck.dataset import listing

        return listing.csv_pieces(asked) if name == "csv" else listing.json_lines(asked)
    if name == "json":
        from linkcheck.report.encoding import document

        return (document(told),)
    if name == "html":
        from linkcheck.report.html import overview

        return (overview.render(told, context),)
    from linkcheck.report.overview import text

    return (text.render(told, context),)


def _fails(told: Overview, settings: Settings) -> bool:
    """Tell whether something of --fail-on is there; a dataset knows no baseline, so new is what a night brought."""
    states = told.states()
    return any(
        told.new
        if one is Change.NEW
        else states[one]
        if isinstance(one, State)
        else sum(each.problems.get(one.value, 0) for each in told.by_repository)
        for one in settings.fail_on
    )
