"""Reads what a person answers: single keys on a terminal, lines where something is piped in."""

from __future__ import annotations

import sys

import click

END = ""
"""The answer where nothing more comes."""


class Answers:
    """Reads from standard input. Ctrl-C raises KeyboardInterrupt, at a key as at a line."""

    def __init__(self) -> None:
        self._keys = sys.stdin.isatty()
        self._rest = ""

    def key(self, prompt: str) -> str:
        """Return one letter in lower case, or `END`; what follows it on a line is the next `line`."""
        click.echo(prompt, nl=False)
        if self._keys:
            try:
                letter = click.getchar()
            except EOFError:  # Ctrl-D
                letter = END
            click.echo("" if letter.isspace() or not letter.isprintable() else letter)
            return letter.lower()
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
        text = sys.stdin.readline()
        if not self._keys:
            click.echo()
        return text.strip()
