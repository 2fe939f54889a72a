"""Writes a file wholly or not at all, and only in place of the bytes that were read.

A reader, or a machine that loses power, sees the old file or the new one. Reports may go to pipes and devices too,
which cannot be replaced.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from linkcheck.model import LinkcheckError
from linkcheck.strangers import read_regular


class FileChangedError(OSError):
    """The file no longer holds the bytes that an edit was planned for."""


def write_atomically(file: Path, data: bytes, expected: bytes | None) -> None:
    """Put `data` in place of `expected`, wholly or not at all; None expects no file.

    A temporary file in the same folder, fsync, os.replace, the file's mode kept; a link stays one and its file is
    replaced. Raises FileChangedError when the file holds other bytes by now, OSError when it cannot be written.
    """
    real = Path(os.path.realpath(file))
    _replace(real, (data,), lambda: _unchanged(real, expected))


def write_cache(file: Path, data: bytes) -> None:
    """Put `data` in place of a file that nobody misses, without waiting for the disk; raises OSError."""
    _replace(file, (data,), lambda: None, durable=False)


def _replace(real: Path, pieces: Iterable[bytes], unchanged: Callable[[], int | None], *, durable: bool = True) -> None:
    """Put the pieces in place of a file; `unchanged` gives its mode, None for no file, or raises FileChangedError."""
    mode = unchanged()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    except OSError as error:  # its own words would name a file that nobody has heard of
        raise OSError(error.errno, f"no file can be made in its folder: {error.strerror}", str(real)) from error
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.writelines(pieces)
            temporary.flush()
            if durable:
                os.fsync(temporary.fileno())
        if mode is not None:
            Path(name).chmod(mode)
        else:
            Path(name).chmod(0o666 & ~_umask())
        unchanged()
        Path(name).replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _unchanged(file: Path, expected: bytes | None) -> int | None:
    """Return the file's mode, None where there is no file; raises FileChangedError."""
    try:
        now = read_regular(file, len(expected or b""))
    except FileNotFoundError:
        if expected is None:
            return None
        raise FileChangedError(f"{file.name} is gone") from None
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        now = None
    if expected is None or now != expected:
        raise FileChangedError(f"{file.name} was {'made' if expected is None else 'changed'} meanwhile")
    return stat.S_IMODE(file.stat().st_mode)


def _of_same_age(file: Path, before: tuple[int, int] | None) -> int | None:
    """Do the same for a report, which may be too large to be read only to be replaced."""
    if _age(file) != before:
        raise FileChangedError(f"{file.name} was {'made' if before is None else 'changed'} meanwhile")
    return None if before is None else stat.S_IMODE(file.stat().st_mode)


def _age(file: Path) -> tuple[int, int] | None:
    try:
        now = file.stat()
    except FileNotFoundError:
        return None
    return now.st_ino, now.st_mtime_ns


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def try_output(path: Path) -> None:
    """Raise LinkcheckError where `write_output` could not write by now; nothing stays of the trial."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if path.exists() and not path.is_file():
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, "permission denied")
            return
        real = Path(os.path.realpath(path))
        folder = next(each for each in real.parents if each.exists())  # the others are made when there is a report
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=folder)
        try:
            os.close(handle)
        finally:
            Path(name).unlink()
    except (OSError, ValueError) as error:  # the latter: a NUL in its name
        raise _unwritable(path, error) from error


def write_output(path: Path, text: str | Iterable[str]) -> None:
    """Write a report, in pieces or whole; what is no regular file (a pipe, /dev/stdout) is written to directly.

    Raises LinkcheckError when it cannot be written.
    """
    texts = (text,) if isinstance(text, str) else text
    pieces = (piece.encode("utf-8", "backslashreplace") for piece in texts)
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as output:
                output.writelines(pieces)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            real = Path(os.path.realpath(path))
            before = _age(real)
            _replace(real, pieces, lambda: _of_same_age(real, before))
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError | ValueError) -> LinkcheckError:
    return LinkcheckError(f"{path}: cannot write the report: {getattr(error, 'strerror', None) or error}")
