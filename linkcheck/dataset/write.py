"""Writes a night, batch by batch: rows are streamed as JSON Lines, and made Parquet when the batch is finished.

A run that was killed finds the batches that are finished, and makes the others again. Memory is bounded by what
DuckDB may hold, however large a batch is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
from msgspec import structs

from linkcheck.dataset.duck import connected
from linkcheck.dataset.folder import (
    ABOUT,
    About,
    created,
    file_name,
    moved,
    night_name,
    night_of,
    placed,
)
from linkcheck.dataset.rows import KINDS, ReferenceRow, TargetRow, Whose, columns, nobody, reference_row, target_row
from linkcheck.model import LinkcheckError, Report, Row
from linkcheck.report.view import redacted
from linkcheck.verdict.outcome import place_of

LARGEST_GROUP, GROUP_BYTES = 61_440, 24 << 20
"""Rows of a row group at most, and bytes of JSON that it is made of: DuckDB holds the one that it writes."""

_MADE = """
COPY (FROM read_json($lines, columns = $columns, format = 'newline_delimited', hive_partitioning = false,
                     maximum_object_size = 1048576))
TO $file (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})
"""


class Night:
    """One night of a dataset on its way."""

    def __init__(self, folder: Path, night: date, plan: str = "") -> None:
        """Begin a night, or go on with one of the same plan that was not finished; raises LinkcheckError.

        Batches of another plan, and those of an earlier run of the same day that came to its end, are taken away.
        """
        self._dataset = created(folder)
        self._path = self._dataset / night_name(night)
        try:
            self._path.mkdir(exist_ok=True)
            found = night_of(self._path, self._dataset)
            if found is None:
                raise LinkcheckError(f"{self._path}: leads out of the dataset; nothing is written there")
            goes_on = found.about.plan == plan and not found.about.is_whole
            self._about = About(plan)
            if not goes_on:
                self._clear()
            placed(self._path / ABOUT, msgspec.json.encode(self._about))
        except OSError as error:
            raise LinkcheckError(f"{self._path}: cannot be written: {error.strerror or error}") from error
        self.finished = frozenset(found.batches) if goes_on else frozenset[int]()
        """The numbers of the batches that need not be made again."""

    def batch(self, number: int) -> Batch:
        """Return a batch to be filled inside `with`."""
        return Batch(self._path, number)

    def end(self, about: About) -> None:
        """Say that all batches are there, and what is known of the night."""
        about = structs.replace(about, plan=self._about.plan, is_whole=True)
        placed(self._path / ABOUT, msgspec.json.encode(about))

    def _clear(self) -> None:
        placed(self._path / ABOUT, msgspec.json.encode(self._about))  # from here on it is no whole night
        for kind in reversed(KINDS):
            for file in self._path.glob(f"{kind}-*.parquet"):
                file.unlink()


class Batch:
    """The rows of one batch: in place when the `with` ends well, gone when it does not.

    Each verdict has lines of its own, so that broken links lie side by side in the Parquet file, and a question about
    them passes over all other row groups unread. (DuckDB's own sorting takes more memory than all else.)
    """

    def __init__(self, folder: Path, number: int) -> None:
        """Take the real path of a night's folder."""
        self._folder = folder
        self._number = number
        self._open = contextlib.ExitStack()
        self._lines: dict[str, dict[str, BinaryIO]] = {kind: {} for kind in KINDS}
        self._rows = dict.fromkeys(KINDS, 0)
        self._encode: Callable[[object], bytes] = msgspec.json.Encoder().encode

    def __enter__(self) -> Self:
        """Begin with no rows; raises OSError."""
        self._clear()
        return self

    def target(self, row: TargetRow) -> None:
        """Add a target; raises OSError."""
        self._add("targets", row.verdict, row)

    def reference(self, row: ReferenceRow) -> None:
        """Add a reference; raises OSError."""
        self._add("references", row.verdict or "", row)

    def _add(self, kind: str, verdict: str, row: object) -> None:
        lines = self._lines[kind].get(verdict)
        if lines is None:
            lines = self._open.enter_context(self._spare(kind, f"{verdict}.jsonl").open("wb"))
            self._lines[kind][verdict] = lines
        lines.write(self._encode(row) + b"\n")
        self._rows[kind] += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put the batch in place, or leave nothing of it; raises LinkcheckError and OSError."""
        try:
            for kind_ in KINDS:  # a batch without a row is a batch
                self._lines[kind_].setdefault("", self._open.enter_context(self._spare(kind_, ".jsonl").open("ab")))
            self._open.close()
            if error is None:
                self._finish()
        finally:
            self._clear()

    def _finish(self) -> None:
        with connected([self._folder], in_order=True) as connection:
            for kind, rows in KINDS.items():
                lines = [self._spare(kind, f"{verdict}.jsonl") for verdict in sorted(self._lines[kind])]
                size = sum(file.stat().st_size for file in lines) // max(self._rows[kind], 1)
                made = _MADE.format(rows=max(2_048, min(LARGEST_GROUP, GROUP_BYTES // max(size, 1))))
                names = {"lines": [*map(str, lines)], "file": str(self._spare(kind, "parquet"))}
                connection.execute(made, {**names, "columns": columns(rows)})
        for kind in reversed(KINDS):  # the targets last: they say that the batch is there
            moved(self._spare(kind, "parquet"), self._folder / file_name(kind, self._number))

    def _clear(self) -> None:
        for kind in KINDS:
            for file in self._folder.glob(f".{kind}-{self._number:04d}.*"):
                file.unlink()

    def _spare(self, kind: str, suffix: str) -> Path:
        return self._folder / f".{kind}-{self._number:04d}.{suffix}"


def write_report(report: Report, folder: Path, redact: Callable[[str], str], whose: Whose = nobody) -> None:
    """Write a run as a night of one batch, in the place of an earlier run of that day; raises LinkcheckError."""
    if report.started_at is None:
        raise LinkcheckError("a report that does not say when its run began is of no night")
    told = redacted(report, redact)
    night = Night(folder, report.started_at.date(), plan=f"at {report.started_at.isoformat()}")
    try:
        with night.batch(0) as batch:
            fill(batch, told, whose)
        night.end(About(started_at=report.started_at, documents=report.documents, requests=report.requests))
    except OSError as error:
        raise LinkcheckError(f"{folder}: the dataset cannot be written: {error.strerror or error}") from error


def fill(batch: Batch, report: Report, whose: Whose) -> None:
    # By place, since redaction may have made one URL of two.
    rows = {place_of(row.reference): row for row in report.rows}
    days = {post.path: post.date for post in report.posts}
    for finding in report.findings:
        target = target_row(finding)
        batch.target(target)
        for one in finding.target.references:
            row = rows.pop(place_of(one), None) or Row(one, finding.target.url)
            day = days.get(one.path)
            batch.reference(reference_row(row, whose(one.path), day=day, finding=finding, target=target))
    for row in rows.values():
        batch.reference(reference_row(row, whose(row.reference.path)))
