"""A dataset as a folder: `night=2026-11-29/targets-0007.parquet` and `references-0007.parquet`, which any tool reads.

A file says that it is a dataset, so that nothing is written into any other folder. A batch is there when its targets
are: they are put in place last. What a stranger laid out is read inside of the folder alone.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from linkcheck.model import LinkcheckError
from linkcheck.strangers import Boundary

MARK = "linkcheck-dataset.json"
FORMAT = "linkcheck-dataset/1"
ABOUT = "night.json"
LARGEST = 1 << 20
"""Bytes of those two files, many times over."""

_NIGHT = re.compile(r"night=([0-9]{4}-[0-9]{2}-[0-9]{2})")
_BATCH = re.compile(r"targets-([0-9]{4,9})\.parquet")


class _Mark(Struct):
    format: str


class About(Struct, frozen=True):
    """What is known of a night as a whole."""

    plan: str = ""
    """Names the division into batches: those of another one do not fit beside them."""
    is_whole: bool = False
    """All its batches are there."""
    started_at: datetime | None = None
    documents: int | None = None
    requests: int | None = None


class NightFolder(Struct, frozen=True):
    """The files of one night."""

    night: date
    path: Path
    about: About
    batches: tuple[int, ...]
    """The numbers of those that are finished."""

    def files(self, kind: str) -> list[str]:
        """Return the files of a kind of rows."""
        return [str(self.path / file_name(kind, number)) for number in self.batches]


def file_name(kind: str, number: int) -> str:
    """Return the name of a file of a batch: `targets-0007.parquet`."""
    return f"{kind}-{number:04d}.parquet"


def night_name(night: date) -> str:
    """Return the name of a night's folder, as Hive names partitions."""
    return f"night={night.isoformat()}"


def created(folder: Path) -> Path:
    """Make a dataset of a folder that is none yet, and return its real path.

    Raises LinkcheckError for a folder that holds anything else, and for a dataset of a newer version.
    """
    real = Path(os.path.realpath(folder))
    try:
        real.mkdir(parents=True, exist_ok=True)
        if any(real.iterdir()):
            _refuse_others(folder, real, "; it is left as it is, so name a new folder")
        else:
            placed(real / MARK, msgspec.json.encode(_Mark(FORMAT)) + b"\n")
    except OSError as error:
        raise LinkcheckError(f"{folder}: no dataset can be written there: {error.strerror or error}") from error
    return real


def nights_of(folder: Path) -> tuple[NightFolder, ...]:
    """Return the nights of a dataset that hold anything, oldest first; raises LinkcheckError for what is no dataset."""
    real = Path(os.path.realpath(folder))
    try:
        _refuse_others(folder, real)
        found = sorted(real.iterdir())
    except OSError as error:
        raise LinkcheckError(f"{folder}: cannot be read: {error.strerror or error}") from error
    nights = (night_of(path, real) for path in found)
    return tuple(night for night in nights if night is not None and night.batches)


def night_of(path: Path, dataset: Path) -> NightFolder | None:
    """Return a night of a dataset, whose real path is given; None for what is no night, or leads outside."""
    named = _NIGHT.fullmatch(path.name)
    boundary = Boundary(dataset, dataset)
    if named is None or not boundary.holds(path):
        return None
    with contextlib.suppress(ValueError, OSError):  # no such day, no folder
        return NightFolder(date.fromisoformat(named[1]), path, _about(path, boundary), tuple(_batches(path, boundary)))
    return None


def placed(file: Path, data: bytes) -> None:
    """Put bytes in place of a file, wholly or not at all; raises OSError."""
    spare = file.with_name(f".{file.name}.part")
    spare.write_bytes(data)
    moved(spare, file)


def moved(spare: Path, file: Path) -> None:
    """Put a file that is written in the place of another one, so that it outlasts a loss of power."""
    for path, change in ((spare, None), (file.parent, spare)):
        if change is not None:
            change.replace(file)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_others(folder: Path, real: Path, advice: str = "") -> None:
    """Raise LinkcheckError for a folder that is no dataset of a version that is known here."""
    try:
        mark = msgspec.json.decode(Boundary(real, real).read(real / MARK, LARGEST), type=_Mark)
    except (OSError, msgspec.DecodeError):
        raise LinkcheckError(f"{folder} is no dataset of linkcheck, for it has no {MARK}{advice}") from None
    if mark.format != FORMAT:
        raise LinkcheckError(f"{folder} is a dataset of another version of linkcheck, which this one cannot read")


def _about(path: Path, boundary: Boundary) -> About:
    try:
        return msgspec.json.decode(boundary.read(path / ABOUT, LARGEST), type=About)
    except (OSError, msgspec.DecodeError):
        return About()


def _batches(path: Path, boundary: Boundary) -> Iterator[int]:
    """Yield the numbers of the batches of which both files are there, and are files."""
    for file in sorted(path.iterdir()):
        found = _BATCH.fullmatch(file.name)
        if found is None:
            continue
        both = (file, path / file_name("references", int(found[1])))
        if file.name == file_name("targets", int(found[1])) and all(
            each.is_file() and boundary.holds(each) for each in both
        ):
            yield int(found[1])
