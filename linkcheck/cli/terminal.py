"""Finds out what standard output can show: colours, and links that a terminal opens.

The conventions are those of no-color.org, force-color.org and bixense.com/clicolors. Links are written only for
terminals that are known to support them; FORCE_HYPERLINK, as in other programs, decides for the rest.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import click

from linkcheck import report

OFF = frozenset({"0", "false", "no", "off"})

FIRST_VERSIONS: Mapping[str, tuple[int, ...]] = {
    "iTerm.app": (3, 1),
    "WezTerm": (20200620,),
    "vscode": (1, 72),
    "tmux": (3, 4),
    "ghostty": (0,),
    "Hyper": (2,),
    "rio": (0,),
    "zed": (0,),
}
"""TERM_PROGRAM → its first version that shows links."""

VTE_THAT_CRASHES = 5000
"""VTE_VERSION of 0.50.0; GNOME Terminal and others are made of VTE."""

KONSOLE = (201200,)
"""KONSOLE_VERSION of 20.12."""

TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm")
"""Terminals that name themselves in TERM, and have always shown links, or ignored them without harm."""


def put(text: str) -> None:
    """Write text to standard output with its escapes, which click would remove before a pipe."""
    click.echo(text, nl=False, color=True)


def on_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return sys.stdout.isatty()


def on_stdout() -> report.Context:
    """Return how to draw a report on standard output."""
    is_terminal = on_terminal()
    links = wants_links(os.environ, is_terminal=is_terminal)
    return report.Context(
        width=shutil.get_terminal_size().columns if is_terminal else 100,
        colour=wants_colour(os.environ, is_terminal=is_terminal),
        link_base=_here() if links else None,
    )


def _here() -> str:
    """Return the working directory as a URL; it names the machine, so that no other machine opens a file of its own."""
    url = f"{Path.cwd().as_uri()}/"
    return url if os.name == "nt" else url.replace("file:///", f"file://{quote(platform.node())}/", 1)


def wants_colour(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Tell whether to write colours."""
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name):
            return environment[name].lower() not in OFF
    return is_terminal and environment.get("TERM") != "dumb" and environment.get("CLICOLOR") != "0"


def wants_links(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Tell whether to write links."""
    forced = environment.get("FORCE_HYPERLINK")
    if forced:
        return forced.lower() not in OFF
    if not is_terminal or environment.get("CI") or not wants_colour(environment, is_terminal=True):
        return False
    program = environment.get("TERM_PROGRAM", "")
    if program in FIRST_VERSIONS:
        return _numbers(environment.get("TERM_PROGRAM_VERSION", "")) >= FIRST_VERSIONS[program]
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM", "").startswith(TERMS)
        or "WT_SESSION" in environment
        or "DOMTERM" in environment
        or (vte.isdecimal() and int(vte) > VTE_THAT_CRASHES)
        or _numbers(environment.get("KONSOLE_VERSION", "")) >= KONSOLE
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
