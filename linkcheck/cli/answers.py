"""Reads what a person answers: single keys on a terminal, lines where something is piped in.

click reads keys too, and throws away what was typed before it asked.
"""

from __future__ import annotations

import os
import select
import sys
from types import TracebackType
from typing import Any, Self

import click

if sys.platform != "win32":
    import termios
    import tty

END = ""
"""The answer where nothing more comes."""
CTRL_D = "\x04"
ESCAPE = b"\x1b"


class Answers:
    """`with Answers() as answers`: reads from standard input. Ctrl-C raises KeyboardInterrupt wherever it waits."""

    def __init__(self) -> None:
        self._keys = sys.stdin.isatty()
        self._rest = ""
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        if self._keys and sys.platform != "win32":
            self._before = termios.tcgetattr(0)
            tty.setcbreak(0, termios.TCSADRAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before and sys.platform != "win32":
            termios.tcsetattr(0, termios.TCSADRAIN, self._before)

    def key(self, prompt: str) -> str:
        """Return one letter in lower case, or `END`; what follows it on a line is the next `line`."""
        click.echo(prompt, nl=False)
        if self._keys:
            letter = _key()
            click.echo(letter if letter.isprintable() else "")
            return END if letter == CTRL_D else letter.lower()
        text = sys.stdin.readline()
        click.echo()
        if not text:
            return END
        letter, _, self._rest = text.strip().partition(" ")
        return letter[:1].lower() or "\n"

    def line(self, prompt: str) -> str:
        """Return one line, without the blanks around it."""
        if self._rest:
            text, self._rest = self._rest, ""
            return text.strip()
        click.echo(prompt, nl=False)
        self.__exit__(None, None, None)  # who writes a line may want to mend it
        text = sys.stdin.readline()
        self.__enter__()
        if not self._keys:
            click.echo()
        return text.strip()


def _key() -> str:
    """Return one key: a letter, or something unprintable."""
    if sys.platform == "win32":
        return click.getchar()
    key = os.read(0, 1)
    if key == ESCAPE:  # an arrow is three bytes, and one key
        while select.select([0], [], [], 0)[0]:
            os.read(0, 1)
    return key.decode("latin-1")
