"""Shell completion, asked for as the shells themselves do."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from linkcheck.cli import COMMANDS
from linkcheck.report import FORMATS
from tests.support import paths
from tests.support.shells import installed

BASH = """
source "$SCRIPT"
COMP_WORDS=({words})
COMP_CWORD={last}
_linkcheck_completion linkcheck linkcheck 2>"$ERRORS"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
"""What bash does when the tab key is pressed, with the words as it splits them."""

ZSH = """
compdef() {{ :; }}
_path_files() {{ print -r -- "<files $*>"; }}
_describe() {{ local each; for each in ${{(P)3}}; print -r -- ${{each%%:*}}; }}
compadd() {{ print -rl -- ${{(P)@[-1]}}; }}
source "$SCRIPT"
words=({words})
CURRENT={number}
_linkcheck_completion 2>"$ERRORS"
"""
"""The completion system's functions as they are called, in place of the system itself, which wants a terminal."""

FISH = """
source "$SCRIPT"
complete --do-complete {line} 2>"$ERRORS" | string replace --regex '\\t.*' ''
"""


def bash(line: str) -> str:
    """Return a bash program that completes the end of a line; `=` breaks words there."""
    words = shlex.split(line.replace("=", " = ").replace("=  ", "= ")) + ([""] if line[-1] in " " else [])
    return BASH.format(words=shlex.join(words), last=len(words) - 1)


def zsh(line: str) -> str:
    """Return a zsh program that completes the end of a line."""
    words = shlex.split(line) + ([""] if line[-1] == " " else [])
    return ZSH.format(words=shlex.join(words), number=len(words))


def fish(line: str) -> str:
    """Return a fish program that completes the end of a line."""
    return FISH.format(line=shlex.quote(line))


PROGRAMS: dict[str, Callable[[str], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
SHELLS = [pytest.param(shell, id=shell) for shell in installed()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the program on a path of its own, and each shell's script."""
    folder = tmp_path_factory.mktemp("desk")
    program = folder / "linkcheck"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m linkcheck "$@"\n')
    program.chmod(0o755)
    for shell in PROGRAMS:
        command = [sys.executable, "-m", "linkcheck", "completion", shell]
        (folder / shell).write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    (folder / "home").mkdir()
    (folder / "content").mkdir()
    return folder


def complete(desk: Path, shell: str, line: str) -> list[str]:
    """Return what the shell would offer at the end of a line."""
    errors = desk / "errors"
    done = subprocess.run(
        [shell, *{"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell], "-c", PROGRAMS[shell](line)],
        cwd=desk,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {
            "PATH": f"{desk}:{os.environ['PATH']}",
            "SCRIPT": str(desk / shell),
            "ERRORS": str(errors),
            "HOME": str(desk / "home"),
            "PYTHONPATH": str(paths.ROOT),
        },
    )
    assert done.stderr == ""
    assert "Traceback" not in errors.read_text()
    return done.stdout.split()


CASES = {
    "linkcheck ": set(COMMANDS),
    "linkcheck ex": {"explain"},
    "linkcheck scan --max-re": {"--max-requests", "--max-retries", "--max-redirects"},
    "linkcheck scan content --format ": set(FORMATS),
    "linkcheck scan -f js": {"json"},
    "linkcheck scan --fail-on inv": {"invalid"},
    "linkcheck scan --fail-on dead,inv": {"dead,invalid"},
    "linkcheck scan --fail-on dead,de": set(),
    "linkcheck completion ": {"bash", "zsh", "fish"},
    "linkcheck init --no": {"--no-workflow"},
}


@pytest.mark.parametrize("line", CASES)
@pytest.mark.parametrize("shell", SHELLS)
def test_words_are_completed(desk: Path, shell: str, line: str) -> None:
    """Commands of the lazy group, their options, and the values of options."""
    assert set(complete(desk, shell, line)) == CASES[line]


WITH_EQUALS = {
    "linkcheck scan --format=js": {"json"},
    "linkcheck scan --fix=": {"all", "dead", "kept", "moved", "restored"},
    "linkcheck scan --fix=dead,": {"dead,kept", "dead,moved", "dead,restored"},
    "linkcheck scan --fail-on=dead,un": {"dead,unreachable", "dead,unsure", "dead,unchecked"},
}


@pytest.mark.parametrize("line", WITH_EQUALS)
@pytest.mark.parametrize("shell", SHELLS)
def test_values_after_equals_are_completed(desk: Path, shell: str, line: str) -> None:
    """bash replaces what stands behind `=`, the others the whole word."""
    name = "" if shell == "bash" else f"{line.split()[-1].partition('=')[0]}="
    assert set(complete(desk, shell, line)) == {f"{name}{value}" for value in WITH_EQUALS[line]}


@pytest.mark.parametrize("line", ["linkcheck scan con", "linkcheck scan --fix con", "linkcheck scan --config con"])
def test_files_are_left_to_the_shell(desk: Path, line: str) -> None:
    """Paths, also behind the `--fix` that needs no value: the program says only that a file is wanted."""
    words = line.split()
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {"_LINKCHECK_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
    )
    assert done.stdout == "file,con\n"


def test_an_unknown_shell_is_told() -> None:
    """With the shells that there are."""
    command = [sys.executable, "-m", "linkcheck", "completion", "tcsh"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'bash', 'zsh', 'fish'" in done.stderr
