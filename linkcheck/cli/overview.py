"""`linkcheck report --from DIR`: what the newest night of a dataset came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from linkcheck.cli.options import context_of, settings_of
from linkcheck.cli.terminal import put
from linkcheck.model import Change, LinkcheckError, State
from linkcheck.report import refuse_suffix
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


def tell_dataset(folder: Path, parameters: Mapping[str, object]) -> int:
    """Write what a dataset's newest night came to, and return the exit code; raises LinkcheckError."""
    from linkcheck.dataset.questions import questions

    settings = settings_of({key: value for key, value in parameters.items() if key not in ("format", "outputs")})
    outputs, chosen = _outputs(parameters), parameters["format"]
    formats = {output: _format_of(output, str(chosen) if chosen else None) for output in outputs or ("-",)}
    for output in outputs:
        if output != "-":
            files.try_output(Path(output))
    folders = {Path(output).resolve().parent for output, name in formats.items() if name == "parquet"}
    with questions(folder, writes=sorted(folders)) as asked:
        told = asked.overview()
        for output, name in formats.items():
            _write(asked, told, output, name, settings)
    if outputs and "-" not in outputs and not settings.quiet:
        from linkcheck.report.overview import text

        put(text.short_summary(told, context_of(settings, to_stdout=True)))
    return int(_fails(told, settings))


def _outputs(parameters: Mapping[str, object]) -> tuple[str, ...]:
    outputs = parameters["outputs"]
    return outputs if isinstance(outputs, tuple) else ()


def _format_of(output: str, chosen: str | None) -> str:
    """Return what a file's suffix says, else what was chosen, else text; raises LinkcheckError."""
    if chosen is not None and chosen not in FORMATS:
        raise LinkcheckError(f"--format: a dataset is told as one of {', '.join(FORMATS)}, and not as {chosen}")
    suffix = PurePath(output).suffix.lower()
    if chosen is None:
        refuse_suffix(output, FORMATS.values())
    name = next((name for name, suffixes in FORMATS.items() if suffix in suffixes), chosen or "text")
    if name == "parquet" and (output == "-" or (Path(output).exists() and not Path(output).is_file())):
        raise LinkcheckError("--format: Parquet is no stream; give it a file with --output")
    return name


def _write(asked: Questions, told: Overview, output: str, name: str, settings: Settings) -> None:
    if name == "parquet":
        from linkcheck.dataset.listing import write_parquet

        write_parquet(asked, Path(output).resolve())
        return
    pieces = _pieces(asked, told, name, context_of(settings, to_stdout=output == "-"))
    if output != "-":
        files.write_output(Path(output), pieces)
        return
    for piece in pieces:
        put(piece)


def _pieces(asked: Questions, told: Overview, name: str, context: Context) -> Iterable[str]:
    if name in ("csv", "jsonl"):
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
        told.new if one is Change.NEW else states[one] if isinstance(one, State) else 0 for one in settings.fail_on
    )
