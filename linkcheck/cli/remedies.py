"""What to type instead of a command or an option that there is none of."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

import click

SCANNING = frozenset({"check", "lint", "run", "test", "validate", "verify"})
"""What other checkers call `scan`."""


def for_command(name: str, rest: Sequence[str], known: Collection[str]) -> str:
    """Return what to type instead of an unknown command, to follow what is wrong; empty where nobody can tell."""
    if re.match(r"(?i)https?://", name):
        return f" To check one URL: {_typed('explain', name, *rest)}"
    near = get_close_matches(name, known, n=1)
    if name in SCANNING:
        return f" To check links: {_typed('scan', *rest)}"
    if _exists(name):
        return f" To check that {'folder' if Path(name).is_dir() else 'file'}: {_typed('scan', name, *rest)}"
    return f" Did you mean {_typed(near[0], *rest)}?" if near else ""


def for_option(name: str, given: Sequence[str]) -> str:
    """Return what to type where an option of `scan` is given without it; empty for any other."""
    from linkcheck.config import OPTIONS  # seldom needed

    own = {flag for option in OPTIONS for flag in option.flags}
    return f" It is one of scan: {_typed('scan', *given)}" if name in own else ""


def _typed(*words: str) -> str:
    return shlex.join(["linkcheck", *words])


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # longer than a name may be, a NUL in it
        return False


def unknown_command(context: click.Context, args: Sequence[str], known: Collection[str]) -> click.UsageError:
    """Return the error for a first word that is no command."""
    return click.UsageError(f"No such command {args[0]!r}.{for_command(args[0], args[1:], known)}", context)


def unknown_option(error: click.NoSuchOption, given: Sequence[str]) -> click.UsageError:
    """Return the error for an option that the program itself has not."""
    return click.UsageError(f"{error.format_message()}{for_option(error.option_name, given)}", error.ctx)
