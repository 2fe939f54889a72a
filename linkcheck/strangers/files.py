"""Reads a regular file of bounded size that lies, links resolved, where it seems to lie.

A pipe would wait for ever, `/dev/zero` has no end, and a link may lead to anybody's files. Each is an OSError whose
words can stand in a report.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

from msgspec import Struct

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Nothing waits for the other end of a pipe, and a link that was put in place meanwhile is not followed."""

_PIECE = 64 * 1024


class Boundary(Struct, frozen=True):
    """The repository that a folder is in, or else the folder itself: what lies in it is the business of a run."""

    name: Path
    """As whoever named it wrote it; absolute."""
    top: Path
    """The same with all links resolved."""
    also: Path | None = None
    """Another folder that may be read, links resolved."""

    @classmethod
    def around(cls, path: Path, root: Path | None = None) -> Boundary:
        """Return the boundary for an absolute path: the nearest folder above it with `.git`, by the path as written.

        Without one it is `root`, a site's, if the path is written as one in it; else the folder, or that of the file.
        """
        path = Path(os.path.normpath(path))
        above = (path, *path.parents)
        name = next((folder for folder in above if (folder / ".git").exists()), None)
        if name is None and root is not None:
            top = os.path.realpath(root)
            name = next((folder for folder in above if os.path.realpath(folder) == top), None)
        name = name or (path if path.is_dir() else path.parent)
        return cls(name, Path(os.path.realpath(name)))

    def resolved(self, path: Path) -> Path | None:
        """Return a path with its links resolved; None where it leads outside, or into what git keeps for itself."""
        try:
            real = Path(os.path.realpath(path))
        except ValueError:  # a NUL in it
            return None
        for top in (self.top, self.also):
            if top is not None and real.parts[: len(top.parts)] == top.parts:
                return None if any(part.lower() == ".git" for part in real.parts[len(top.parts) :]) else real
        return None

    def holds(self, path: Path) -> bool:
        """Tell whether a path leads into it, links resolved, and not into what git keeps there for itself."""
        return self.resolved(path) is not None

    def own_name(self, real: Path) -> Path:
        """Return the name that a path of it, links resolved, has when no link below `name` is used."""
        return self.name / real.relative_to(self.top)

    def read(self, file: Path, most: int) -> bytes:
        """Return the bytes of a file in it; raises OSError for one that leads outside, and as `read_regular` does."""
        with self.open(file) as opened:
            return _all(opened, most, file)

    def open(self, file: Path) -> io.FileIO:
        """Open a file in it for reading; raises OSError for one that leads outside, and as `read_regular` does."""
        real = self.resolved(file)
        if real is None:
            raise OSError(errno.EXDEV, f"it leads outside of {self.top}", str(file))
        return _opened(real, file)

    def read_text(self, file: Path, most: int) -> str:
        """Return the text of a file as `read` does; raises UnicodeDecodeError for bytes that are not UTF-8."""
        return self.read(file, most).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def read_regular(file: Path, most: int) -> bytes:
    """Return the bytes of a regular file of at most `most` bytes; raises OSError for any other, without waiting."""
    try:
        real = Path(os.path.realpath(file))
    except ValueError:  # a NUL in its name
        raise FileNotFoundError(errno.ENOENT, "no file can have this name", str(file)) from None
    with _opened(real, file) as opened:
        return _all(opened, most, file)


def _opened(real: Path, file: Path) -> io.FileIO:
    _refuse_irregular(real.stat(), file)  # to open a device may do something already
    opened = io.FileIO(os.open(real, _FLAGS))
    try:
        _refuse_irregular(os.fstat(opened.fileno()), file)
    except OSError:
        opened.close()
        raise
    return opened


def _all(opened: io.FileIO, most: int, file: Path) -> bytes:
    pieces, left = [], most + 1
    size = os.fstat(opened.fileno()).st_size + 1  # only a hint: room for `most` would be made for each file
    while left and (piece := opened.read(min(left, max(size, _PIECE)))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise OSError(errno.EFBIG, f"larger than {_size(most)}", str(file))
    return b"".join(pieces)


def _refuse_irregular(status: os.stat_result, file: Path) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(file))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(file))


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count // 2**10} KiB"
