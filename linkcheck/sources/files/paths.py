"""Paths as people see them and other programs list them, and the problem of a path that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path, PurePath

from linkcheck.model import Position, Problem, Rule, Span


def display(file: Path, cwd: Path) -> str:
    """Return a path for people and reports: relative to the working directory, with `/`."""
    try:
        return Path(os.path.relpath(file, cwd)).as_posix()
    except ValueError:  # another drive of Windows
        return file.as_posix()


def suffix_of(path: PurePath, suffixes: Collection[str]) -> str:
    """Return by what a file is known: its whole name where that is one of the suffixes, else its suffix, lower case."""
    name = path.name.lower()
    return name if name in suffixes else path.suffix.lower()


def is_remote(path: str) -> bool:
    """Tell whether a path is an address with a protocol: `s3://bucket`, `zip://::blog.zip`."""
    protocol, mark, _ = path.partition("://")
    return bool(mark) and protocol.replace("::", "").replace("+", "").isalnum()


def listed(data: bytes) -> tuple[Path, ...]:
    """Return the files of a list: one a line, or between NULs where there are any. Blank lines name none.

    Other programs write them so: `git ls-files`, `git diff --name-only -z`, `find -print0`.
    """
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return tuple(Path(os.fsdecode(name)) for name in names if name.strip())


def unreadable(path: str, why: str, line: int = 1, column: int = 1) -> Problem:
    """Return the problem of a file or folder that could not be read, beyond a place in it where one is known."""
    position = Position(line, column)
    return Problem.of(Rule.UNREADABLE_FILE, path, position, Span(0, 0), f"cannot be read: {why}")
