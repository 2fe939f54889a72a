"""The files of a commit in a folder of their own: the blog as it was before a change.

Blobs are read as they are, so no filter, hook or LFS server has a say. Pictures and the like stay empty, for only their
names count here. Ignored files, themes and submodules are links into the working tree.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from msgspec import Struct

from linkcheck.model import LinkcheckError
from linkcheck.sources.changes.since import Changes, ComparedRepository, git
from linkcheck.sources.files import suffix_of
from linkcheck.strangers import Boundary

SMALL = 64 * 1024
"""Bytes; settings and redirects are smaller, most pictures larger."""
LARGEST = 32 * 1024 * 1024
AT_ONCE = 32 * 1024 * 1024
"""Bytes that one call of git is asked for."""
LINK, ELSEWHERE = b"120000", b"160000"
"""Modes of a symbolic link and of a submodule."""


class _Entry(Struct, frozen=True):
    mode: bytes
    blob: bytes
    size: int
    path: Path


class Then(Struct, frozen=True):
    """A blog as it was before a change."""

    cwd: Path
    """The working directory of then."""
    root: Path
    """The site's root of then."""
    within: Boundary
    """What may be read of it: what git ignores lies where it always did."""
    paths: Mapping[str, str]
    """Path of a file then → its path now, both relative to the working directory of the time."""


@contextmanager
def lay_out(changes: Changes, paths: Iterable[str], root: Path, suffixes: Collection[str]) -> Iterator[Then]:
    """Lay out the blog as it was, for the files that were there of those at these paths.

    Raises LinkcheckError where the working directory is in none of the repositories, or git fails; OSError where the
    disk does.
    """
    here = os.path.realpath(changes.cwd)
    repository = next((one for one in changes.repositories if Path(here).is_relative_to(one.top)), None)
    if repository is None:
        raise LinkcheckError("the working directory is outside of the repository")
    with tree_of(repository, suffixes) as tree:
        cwd = tree / os.path.relpath(here, repository.top)
        known = {}
        for path in paths:
            real = os.path.realpath(changes.cwd / path)
            then = tree / os.path.relpath(changes.before.get(real, real), repository.top)
            if then.is_file():
                known[Path(os.path.relpath(then, cwd)).as_posix()] = path
        within = Boundary(tree, tree, also=repository.top)
        yield Then(cwd, tree / os.path.relpath(os.path.realpath(root), repository.top), within, known)


@contextmanager
def tree_of(repository: ComparedRepository, suffixes: Collection[str]) -> Iterator[Path]:
    """Lay out the files of the commit below a temporary folder; files of these suffixes with all their bytes.

    Raises LinkcheckError where git fails, OSError where the disk does.
    """
    with tempfile.TemporaryDirectory(prefix="linkcheck-", ignore_cleanup_errors=True) as folder:
        root = Path(os.path.realpath(folder))
        entries = list(_entries(repository))
        wanted = [one for one in entries if one.mode != ELSEWHERE and _is_read(one, suffixes)]
        texts = dict(_blobs(repository, wanted))
        files = [one for one in entries if one.mode not in (LINK, ELSEWHERE)]
        for one in files:
            (root / one.path).parent.mkdir(parents=True, exist_ok=True)
            (root / one.path).write_bytes(texts.get(one.blob, b""))
        # Links come last, so that nothing is ever written through one.
        for one in entries:
            if one.mode == LINK:
                _link(root / one.path, os.fsdecode(texts.get(one.blob, b"")))
        for path in (*(one.path for one in entries if one.mode == ELSEWHERE), *_ignored(repository)):
            _link(root / path, str(repository.top / path))
        yield root


def _is_read(entry: _Entry, suffixes: Collection[str]) -> bool:
    limit = LARGEST if suffix_of(entry.path, suffixes) in suffixes else SMALL
    return entry.size <= limit


def _entries(repository: ComparedRepository) -> Iterator[_Entry]:
    listing = git(repository.top, "ls-tree", "-r", "-l", "-z", "--full-tree", repository.commit)
    for line in listing.split(b"\0")[:-1]:
        head, _, name = line.partition(b"\t")
        mode, _, blob, size = head.split()
        if (path := _safe(name)) is not None:
            yield _Entry(mode, blob, int(size) if size.isdigit() else 0, path)


def _safe(name: bytes) -> Path | None:
    """Return a name as a path that stays inside; a tree made by hand can hold any."""
    path = PurePosixPath(os.fsdecode(name))
    return None if path.is_absolute() or {"..", ".git"} & set(path.parts) else Path(path)


def _blobs(repository: ComparedRepository, entries: Sequence[_Entry]) -> Iterator[tuple[bytes, bytes]]:
    """Yield blobs and their bytes, some millions of bytes at a time."""
    asked: dict[bytes, None] = {}
    size = 0
    for entry in entries:
        asked[entry.blob] = None
        size += entry.size
        if size >= AT_ONCE:
            yield from _read(repository, list(asked))
            asked, size = {}, 0
    yield from _read(repository, list(asked))


def _read(repository: ComparedRepository, blobs: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    output = (
        git(repository.top, "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs)) if blobs else b""
    )
    start = 0
    for blob in blobs:
        end = output.index(b"\n", start)
        head = output[start:end].split()
        size = int(head[2]) if len(head) == 3 else -1  # "missing", in a clone that has not all
        start = end + 1
        if size >= 0:
            yield blob, output[start : start + size]
            start += size + 1


def _ignored(repository: ComparedRepository) -> Iterator[Path]:
    """Yield files and folders that git ignores: themes that were fetched, generated pages."""
    names = git(repository.top, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    yield from (path for name in names.split(b"\0") if name and (path := _safe(name.rstrip(b"/"))) is not None)


def _link(path: Path, target: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    except (OSError, ValueError):  # something is there already, or this system makes no such links
        return
