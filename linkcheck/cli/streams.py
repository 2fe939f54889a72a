"""Standard streams that may be full, closed, or read by nobody: one line and exit code 2, and never a traceback.

`linkcheck scan > /dev/full`, `… >&-` and `… | head` fail at the first write, at the last, or when the interpreter
flushes at its end. So the streams are made anew over a file that tells its fault once, in words, and is silent then.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO

import click


class _Output(io.FileIO):
    """A standard stream; what cannot be written is told once, by LinkcheckError, or not at all without a `name`."""

    def __init__(self, descriptor: int, name: str | None) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._name = name
        self._failed = False

    def write(self, data: Any, /) -> int:
        """Write, or take it without writing where an earlier write has failed."""
        try:
            return super().write(data) or 0 if not self._failed else memoryview(data).nbytes
        except OSError as error:
            self._failed = True
            if self._name is not None:
                from linkcheck.model import LinkcheckError  # `--version` has no time for the model

                raise LinkcheckError(f"{self._name}: cannot be written: {error.strerror or error}") from error
            return memoryview(data).nbytes


def tell(message: str) -> None:
    """Print one line on standard error, in which nothing of a name or an answer can steer a terminal or a runner."""
    from linkcheck.report.words import visible  # `--version` has no time for it

    click.echo(f"linkcheck: {visible(message)}", err=True)


def tell_traceback(text: str) -> None:
    """Print a traceback on standard error, whose messages may quote anything."""
    from linkcheck.report.words import visible

    for line in text.splitlines():
        click.echo(f"  {visible(line)}", err=True)  # no line begins as a command of GitHub's runner does


def guard() -> None:
    """Replace the standard streams; those that are closed get their descriptors back, or the history would get them."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # the lowest that is free; writing to it fails
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 -- a descriptor
    sys.stdout = _text(1, "standard output", sys.stdout)
    sys.stderr = _text(2, None, sys.stderr)


def _text(descriptor: int, name: str | None, like: TextIO | None) -> io.TextIOWrapper:
    raw = _Output(descriptor, name)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(like, "encoding", None) or "utf-8",
        errors=getattr(like, "errors", None) or "backslashreplace",
        line_buffering=raw.isatty() or name is None,
        write_through=name is None,
    )
