"""Finding, reading and writing files: the only module beside `history` that touches the disk.

A file found by walking that cannot be read is a problem in the report; a path that the user named and that does
not exist is an error. Bytes are never changed on their way in or out.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pathspec

from linkcheck.errors import LinkcheckError
from linkcheck.model import Document, Level, Position, Problem, Rule, Span

SKIPPED = frozenset({"public", "_site", "resources", "node_modules", "themes", "vendor", "venv", "__pycache__"})
"""Folders of generated or foreign files; read only when named. Hidden ones are skipped too."""
LARGEST = 32 * 1024 * 1024
"""Bytes; no post is larger, and what is so large is no post."""

UTF16_AND_32 = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class FileChangedError(OSError):
    """The file no longer holds the bytes that an edit was planned for."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, sorted, each once; and what could not be looked into."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def display(file: Path, cwd: Path) -> str:
    """Return a path for people and reports: relative to the working directory, with `/`."""
    try:
        return Path(os.path.relpath(file, cwd)).as_posix()
    except ValueError:  # another drive of Windows
        return file.as_posix()


def find(paths: Sequence[Path], *, cwd: Path, exclude: Sequence[str], suffixes: frozenset[str]) -> Found:
    """Return the files of known suffixes under `paths`; what is named is read, what .gitignore has is not walked.

    Raises LinkcheckError for a path that does not exist, or a file whose suffix says nothing.
    """
    walk = _Walk(cwd, pathspec.GitIgnoreSpec.from_lines(exclude), suffixes)
    for path in paths:
        walk.start(cwd / path)
    return Found(tuple(sorted(walk.found.values())), tuple(walk.problems))


class _Walk:
    def __init__(self, cwd: Path, exclude: pathspec.GitIgnoreSpec, suffixes: frozenset[str]) -> None:
        self._cwd = cwd
        self._exclude = exclude
        self._suffixes = suffixes
        self._visited: set[Path] = set()
        self.found: dict[Path, Path] = {}
        self.problems: list[Problem] = []

    def start(self, path: Path) -> None:
        """Take a path that the user named."""
        if path.is_dir():
            self._folder(Path(os.path.normpath(path)), _ignores_above(path))
        elif not path.exists():
            raise LinkcheckError(f"{display(path, self._cwd)}: no such file or folder")
        elif path.suffix.lower() not in self._suffixes:
            known = ", ".join(sorted(self._suffixes))
            raise LinkcheckError(
                f"{display(path, self._cwd)}: cannot read this kind of file; the known ones are {known}"
            )
        else:
            self._file(Path(os.path.normpath(path)))

    def _file(self, path: Path) -> None:
        self.found.setdefault(Path(os.path.realpath(path)), path)

    def _folder(self, folder: Path, ignores: tuple[_Ignore, ...]) -> None:
        real = Path(os.path.realpath(folder))
        if real in self._visited:
            return  # a loop of links, or named twice
        self._visited.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(unreadable(display(folder, self._cwd), error.strerror or str(error)))
            return
        ignores = (*ignores, *_ignore_file(folder))
        for entry in entries:
            path = folder / entry.name
            try:
                is_folder = entry.is_dir()
            except OSError as error:
                self.problems.append(unreadable(display(path, self._cwd), error.strerror or str(error)))
                continue
            if self._left_out(path, ignores, is_folder=is_folder):
                continue
            if is_folder:
                self._folder(path, ignores)
            elif path.suffix.lower() in self._suffixes:
                self._file(path)

    def _left_out(self, path: Path, ignores: tuple[_Ignore, ...], *, is_folder: bool) -> bool:
        if path.name.startswith(".") or (is_folder and path.name in SKIPPED):
            return True
        if self._exclude.match_file(display(path, self._cwd) + ("/" if is_folder else "")):
            return True
        for ignore in reversed(ignores):  # the nearest file that speaks decides, as in git
            said = ignore.says(path, is_folder=is_folder)
            if said is not None:
                return said
        return False


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One .gitignore and the folder that it speaks for."""

    folder: Path
    spec: pathspec.GitIgnoreSpec

    def says(self, path: Path, *, is_folder: bool) -> bool | None:
        """True: ignored, False: brought back by `!`, None: not spoken of."""
        relative = path.relative_to(self.folder).as_posix() + ("/" if is_folder else "")
        return self.spec.check_file(relative).include


def _ignore_file(folder: Path) -> Iterator[_Ignore]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        lines = (folder / ".gitignore").read_text("utf-8").splitlines()
        yield _Ignore(folder, pathspec.GitIgnoreSpec.from_lines(lines))


def _ignores_above(path: Path) -> tuple[_Ignore, ...]:
    """Return the ignore files above a named folder, up to the repository's root; none outside a repository.

    They speak of what lies below the folder, not of the folder itself: it was named.
    """
    above = []
    folder = Path(os.path.normpath(path))
    for parent in (folder, *folder.parents):
        if parent != folder:
            above.append(parent)
        if (parent / ".git").exists():
            return tuple(ignore for each in reversed(above) for ignore in _ignore_file(each))
    return ()


def read(file: Path, path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read a file as bytes; `path` is what people call it.

    Problems: not readable, too large or UTF-16 (then there is no document); bytes that are not UTF-8, NUL or a
    lone carriage return (then there is).
    """
    try:
        if file.stat().st_size > LARGEST:
            return None, (unreadable(path, f"larger than {LARGEST // 2**20} MiB; it was left out"),)
        data = file.read_bytes()
    except OSError as error:
        return None, (unreadable(path, error.strerror or str(error)),)
    for mark, name in UTF16_AND_32:
        if data.startswith(mark):
            words = f"this file is {name}; it was left alone. Save it as UTF-8 to have it checked"
            return None, (Problem(Rule.BAD_ENCODING, Level.WARNING, path, Position(1, 1), Span(0, len(mark)), words),)
    return Document(path, data), tuple(_encoding_problems(path, data))


def unreadable(path: str, why: str) -> Problem:
    """Return the problem of a file or folder that could not be read."""
    return Problem(Rule.UNREADABLE_FILE, Level.WARNING, path, Position(1, 1), Span(0, 0), f"cannot be read: {why}")


def _encoding_problems(path: str, data: bytes) -> Iterator[Problem]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield _at(path, data, error.start, Level.WARNING, f"byte 0x{data[error.start]:02x} is not UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        yield _at(path, data, nul, Level.WARNING, "a NUL byte stands in this file")
    if b"\r" in data:
        lone = data.replace(b"\r\n", b"\n\n").find(b"\r")
        if lone >= 0:
            yield _at(path, data, lone, Level.NOTE, "a carriage return without a line feed ends this line")


def _at(path: str, data: bytes, offset: int, level: Level, words: str) -> Problem:
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8", "replace")) + 1
    position = Position(data.count(b"\n", 0, offset) + 1, column)
    return Problem(Rule.BAD_ENCODING, level, path, position, Span(offset, offset + 1), words)


def write_atomically(file: Path, data: bytes, expected: bytes | None) -> None:
    """Put `data` in place of `expected`, wholly or not at all; None expects no file.

    A temporary file in the same folder, fsync, os.replace, the file's mode kept; a link stays one and its file is
    replaced. Raises FileChangedError when the file holds other bytes by now, OSError when it cannot be written.
    """
    real = Path(os.path.realpath(file))
    mode = _unchanged(real, expected)
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
        if mode is not None:
            Path(name).chmod(mode)
        else:
            Path(name).chmod(0o666 & ~_umask())
        _unchanged(real, expected)
        Path(name).replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _unchanged(file: Path, expected: bytes | None) -> int | None:
    """Return the file's mode, None where there is no file; raises FileChangedError."""
    try:
        now = file.read_bytes()
    except FileNotFoundError:
        if expected is None:
            return None
        raise FileChangedError(f"{file.name} is gone") from None
    if expected is not None and now != expected:
        raise FileChangedError(f"{file.name} was changed meanwhile")
    return stat.S_IMODE(file.stat().st_mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_output(path: Path, text: str) -> None:
    """Write a report; what is no regular file (a pipe, /dev/stdout) is written to directly.

    Raises LinkcheckError when it cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as output:
                output.write(data)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, data, path.read_bytes() if path.exists() else None)
    except OSError as error:
        raise LinkcheckError(f"{path}: cannot write the report: {error.strerror or error}") from error
