"""Finds the input of a scan: paths on the command line, a list of files, or one document on standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from linkcheck.config import Settings
from linkcheck.config.values import ALL
from linkcheck.model import LinkcheckError
from linkcheck.sources import files
from linkcheck.sources.files import is_remote

if TYPE_CHECKING:
    from linkcheck.run.elsewhere import OtherInputs


class Inputs(Struct, frozen=True):
    """The input of `run.scan`."""

    paths: tuple[Path, ...]
    listed: tuple[Path, ...] = ()
    stdin: bytes | None = None
    remotes: tuple[str, ...] = ()
    """Addresses of documents on other machines: `s3://bucket/content`."""


@contextmanager
def elsewhere_of(given: Inputs, settings: Settings) -> Iterator[OtherInputs | None]:
    """Tell what is read that is on no path of this disk, while a run lasts; raises LinkcheckError."""
    if not (given.remotes or settings.urls or settings.repositories):
        yield None
        return
    from linkcheck.run.elsewhere import OtherInputs  # most blogs are on this disk

    with TemporaryDirectory(prefix="linkcheck-", ignore_cleanup_errors=True) as spare:
        yield OtherInputs(given.remotes, settings.urls, settings.repositories, Path(spare))


def inputs_of(paths: Sequence[str], settings: Settings, *, writes: bool = False) -> Inputs:
    """Return the input; raises LinkcheckError for options that exclude each other, click's own error for no input.

    A command that `writes` files takes the working directory for its input, and none through standard input.
    """
    if writes:
        if "-" in paths:
            raise LinkcheckError("-: files are written, so none can come through standard input; name them")
        paths = paths or (() if settings.files_from is not None else _of_settings(settings, Path.cwd()) or (".",))
    if settings.commit:
        _refuse_to_commit(paths, settings, writes=writes or bool(settings.fix))
    if "-" in paths:
        _refuse_beside_stdin(paths, settings)
        place = Path(settings.stdin_filename or ".")
        return Inputs((place,), stdin=sys.stdin.buffer.read(files.LARGEST + 1))
    if settings.stdin_filename is not None:
        raise LinkcheckError("--stdin-filename: nothing is read from standard input; PATH - does so")
    remotes = tuple(path for path in paths if is_remote(path))
    _refuse_elsewhere(remotes, settings, writes=writes)
    local = tuple(Path(path) for path in paths if not is_remote(path))
    if settings.files_from is None:
        if not (paths or settings.urls or settings.repositories):
            local = named_or_found((), settings)
        _refuse_a_kind(local, settings)
        return Inputs(local, remotes=remotes)
    return Inputs(local, files.listed(_list(settings.files_from)), remotes=remotes)


def named_or_found(paths: Sequence[str], settings: Settings) -> tuple[Path, ...]:
    """Return the paths, or where none are named those of the settings, else where the site has its posts.

    Raises LinkcheckError for a site's configuration that cannot be read, click's own error where there is nothing.
    """
    found = tuple(paths) or found_paths(settings, Path.cwd())
    if not found:
        words = "Missing argument 'PATH...'. There is no site here, and no `paths` in the settings."
        raise click.UsageError(f"{words} To read this folder: linkcheck scan .", click.get_current_context())
    return tuple(map(Path, found))


def found_paths(settings: Settings, cwd: Path) -> tuple[str, ...]:
    """Return what is read where nobody names a path; empty where neither settings nor a site say it."""
    if named := _of_settings(settings, cwd):
        return named
    from linkcheck.cli.scaffold import posts_of  # whoever names a path needs no survey

    folders = posts_of(cwd)
    if any(cwd.resolve().is_relative_to(folder) for folder in folders):
        return (".",)
    return tuple(_from(cwd.resolve(), folder) for folder in folders)


def _of_settings(settings: Settings, cwd: Path) -> tuple[str, ...]:
    folder = settings.file.parent if settings.file is not None else cwd
    return tuple(_from(cwd, folder / path) for path in settings.paths)


def _from(cwd: Path, path: Path) -> str:
    return Path(os.path.relpath(path, cwd)).as_posix()


def _refuse_a_kind(paths: Sequence[Path], settings: Settings) -> None:
    """Raise LinkcheckError for `--fix moved`: what follows a blank is a path, and there is none of this name."""
    for path in paths if settings.fix else ():
        from linkcheck.run.settings import NAMES  # seldom needed

        if set(str(path).split(",")) <= {*NAMES.fixes(), ALL} and not path.exists():
            words = "there is no such file or folder, and the kinds of repair follow an equals sign"
            raise LinkcheckError(f"--fix {path}: {words}: --fix={path}")


def _refuse_elsewhere(remotes: Sequence[str], settings: Settings, *, writes: bool) -> None:
    """Raise LinkcheckError for what cannot be done with documents that are not on this disk."""
    lists = (*settings.urls, *filter(None, [settings.repositories, settings.files_from]))
    if lists.count("-") > 1:
        raise LinkcheckError("-: standard input can be one list only")
    if settings.url_column is not None and not settings.urls:
        raise LinkcheckError("--url-column: there is no list with columns; name one with --urls")
    named = [*remotes, *(["--urls"] if settings.urls else []), *(["--repositories"] if settings.repositories else [])]
    if not named:
        return
    for flag, given in {"--fix": settings.fix or writes, "--diff": settings.diff, "--since": settings.since}.items():
        if given:
            what = "this command" if flag == "--fix" and writes else flag
            raise LinkcheckError(f"{named[0]}: this is read, and never edited; leave out {what}, or name posts here")
    if remotes and settings.offline:
        raise LinkcheckError(f"{remotes[0]}: it is on another machine, and --offline makes no connection")


def _refuse_beside_stdin(paths: Sequence[str], settings: Settings) -> None:
    if len(paths) > 1 or settings.files_from is not None or settings.urls or settings.repositories is not None:
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
