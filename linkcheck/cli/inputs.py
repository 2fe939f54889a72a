"""Finds the input of a scan: paths on the command line, a list of files, or one document on standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from msgspec import Struct

from linkcheck.config import Settings
from linkcheck.model import LinkcheckError
from linkcheck.sources import files


class Inputs(Struct, frozen=True):
    """The input of `run.scan`."""

    paths: tuple[Path, ...]
    listed: tuple[Path, ...] = ()
    stdin: bytes | None = None


def inputs_of(paths: Sequence[str], settings: Settings, *, writes: bool = False) -> Inputs:
    """Return the input; raises LinkcheckError for options that exclude each other, click's own error for no input.

    A command that `writes` files takes the working directory for its input, and none through standard input.
    """
    if writes:
        if "-" in paths:
            raise LinkcheckError("-: files are written, so none can come through standard input; name them")
        paths = paths or (() if settings.files_from is not None else (".",))
    if settings.commit:
        _refuse_to_commit(paths, settings, writes=writes or bool(settings.fix))
    if "-" in paths:
        _refuse_beside_stdin(paths, settings)
        place = Path(settings.stdin_filename or ".")
        return Inputs((place,), stdin=sys.stdin.buffer.read(files.LARGEST + 1))
    if settings.stdin_filename is not None:
        raise LinkcheckError("--stdin-filename: nothing is read from standard input; PATH - does so")
    if settings.files_from is None:
        if not paths:
            raise click.UsageError("Missing argument 'PATH...'.", click.get_current_context())
        return Inputs(tuple(map(Path, paths)))
    return Inputs(tuple(map(Path, paths)), files.listed(_list(settings.files_from)))


def _refuse_beside_stdin(paths: Sequence[str], settings: Settings) -> None:
    if len(paths) > 1 or settings.files_from is not None:
        raise LinkcheckError("-: a document on standard input is read alone; leave out the other paths and lists")
    if settings.since is not None:
        raise LinkcheckError("--since: no git knows what came through standard input; name the file instead of -")
    if settings.fix and not settings.diff and "-" in settings.outputs:
        raise LinkcheckError("--fix: standard output is the document's; give the report a file with --output")


def _refuse_to_commit(paths: Sequence[str], settings: Settings, *, writes: bool) -> None:
    from linkcheck.run.committing import refuse_early  # seldom needed

    if settings.diff or not writes:
        raise LinkcheckError("--commit: nothing is written with --diff or without --fix, so there is nothing to commit")
    if "-" in paths:
        raise LinkcheckError("--commit: no git has what came through standard input; name the file instead of -")
    refuse_early(map(Path, paths), Path.cwd())


def _list(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"--files-from: {name} cannot be read: {error.strerror or error}") from error
