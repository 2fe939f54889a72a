"""What a terminal is shown: by the conventions of the environment, and through a real pseudo-terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linkcheck.cli.terminal import wants_colour, wants_links

XTERM = {"TERM": "xterm-256color"}
KITTY = {"TERM": "xterm-kitty"}

COLOURS: dict[str, tuple[dict[str, str], bool, bool]] = {
    "usual": (XTERM, True, False),
    "no colour": (XTERM | {"NO_COLOR": "1"}, False, False),
    "no colour, but empty": (XTERM | {"NO_COLOR": ""}, True, False),
    "dumb": ({"TERM": "dumb"}, False, False),
    "forced": (XTERM | {"FORCE_COLOR": "1"}, True, True),
    "forced on a dumb one": ({"TERM": "dumb", "FORCE_COLOR": "3"}, True, True),
    "forced off": (XTERM | {"FORCE_COLOR": "0"}, False, False),
    "no colour beats force": (XTERM | {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    "clicolor off": (XTERM | {"CLICOLOR": "0"}, False, False),
    "clicolor on": (XTERM | {"CLICOLOR": "1"}, True, False),
    "clicolor forced": (XTERM | {"CLICOLOR_FORCE": "1"}, True, True),
    "clicolor not forced": (XTERM | {"CLICOLOR_FORCE": "0"}, False, False),
}
"""Environment → on a terminal, in a pipe."""


@pytest.mark.parametrize("name", COLOURS)
def test_colours(name: str) -> None:
    """The conventions of many programs, so that nobody has to learn ours."""
    environment, on_terminal, in_pipe = COLOURS[name]
    assert wants_colour(environment, is_terminal=True) is on_terminal
    assert wants_colour(environment, is_terminal=False) is in_pipe


LINKS: dict[str, tuple[dict[str, str], bool]] = {
    "unknown": (XTERM, False),
    "kitty": (KITTY, True),
    "alacritty": ({"TERM": "alacritty"}, True),
    "linux console": ({"TERM": "linux"}, False),
    "apple": (XTERM | {"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "453"}, False),
    "iterm": (XTERM | {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.5.0"}, True),
    "old iterm": (XTERM | {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.0.15"}, False),
    "vscode": (XTERM | {"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.104.2"}, True),
    "wezterm": (XTERM | {"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"}, True),
    "tmux": ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"}, True),
    "old tmux": ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"}, False),
    "old tmux in gnome": (
        XTERM | {"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.2", "VTE_VERSION": "7600"},
        False,
    ),
    "no version": (XTERM | {"TERM_PROGRAM": "iTerm.app"}, False),
    "gnome": (XTERM | {"VTE_VERSION": "7600"}, True),
    "vte that crashes": (XTERM | {"VTE_VERSION": "5000"}, False),
    "konsole": (XTERM | {"KONSOLE_VERSION": "230804"}, True),
    "old konsole": (XTERM | {"KONSOLE_VERSION": "200400"}, False),
    "windows": ({"WT_SESSION": "x"}, True),
    "in ci": (KITTY | {"CI": "true"}, False),
    "no colour": (KITTY | {"NO_COLOR": "1"}, False),
    "dumb": (KITTY | {"TERM": "dumb"}, False),
    "forced": (XTERM | {"FORCE_HYPERLINK": "1"}, True),
    "forced off": (KITTY | {"FORCE_HYPERLINK": "0"}, False),
}


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    """Only where they are known to be shown as links; never in a pipe, unless it is forced."""
    environment, wanted = LINKS[name]
    assert wants_links(environment, is_terminal=True) is wanted
    assert wants_links(environment, is_terminal=False) is (environment.get("FORCE_HYPERLINK") == "1")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """Write a post with an address that cannot be one, and an invalid one that could be opened."""
    (tmp_path / "my post.md").write_text("[a](http:/x.example/) and [b](http://x.example:99999/)\n")
    return tmp_path


def environment_with(**changes: str) -> dict[str, str]:
    """Return the environment without whatever this machine says of its terminal."""
    told = ("TERM", "COLOR", "CI", "VTE", "KONSOLE", "WT_", "DOMTERM", "FORCE", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not any(word in name for word in told)}
    return kept | changes


COMMAND = [sys.executable, "-m", "linkcheck", "scan", "--offline", "."]


def piped(blog: Path, *arguments: str, **environment: str) -> str:
    """Return what the program writes into a pipe."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=blog, capture_output=True, env=environment_with(**environment), check=False
    )
    assert done.returncode == 1, done.stderr
    return done.stdout.decode()


def test_a_pipe_gets_plain_text(blog: Path) -> None:
    """Whatever the terminal behind it can do."""
    assert "\x1b" not in piped(blog, TERM="xterm-kitty")


def test_colours_and_links_can_be_forced(blog: Path) -> None:
    """For logs that show them; an output file stays plain."""
    text = piped(blog, "-o", "report.txt", "-o", "-", FORCE_COLOR="1", FORCE_HYPERLINK="1")
    assert "\x1b[31minvalid\x1b[0m" in text
    assert "\x1b]8;id=" in text
    assert "\x1b" not in (blog / "report.txt").read_text()


def test_each_v_says_more(blog: Path) -> None:
    """A habit of the author is a number, a list of files, then every place."""
    (blog / "notes.md").write_text("".join(f"[{number}]: https://x.example/\n" for number in range(20)))
    usual, more, most = (piped(blog, *given).count("notes.md:") for given in ((), ("-v",), ("-vv",)))
    assert usual <= more < 10 < most


@pytest.mark.needs_linux
def test_a_terminal_gets_links_and_its_width(blog: Path) -> None:
    """A pseudo-terminal of 60 columns that says that it is kitty."""
    code, text = shown(blog, "--no-progress", TERM="xterm-kitty")
    assert code == 1
    place = f"file://{os.uname().nodename}{blog.as_posix()}/my%20post.md#1\x1b\\my post.md:1:5\x1b]8;;\x1b\\"
    assert place in text
    assert "\x1b[31minvalid\x1b[0m" in text
    words = [line for line in text.splitlines() if "://" not in line and ".md" not in line]
    assert max(map(len, words)) <= 60 + len("\x1b[1m\x1b[0m")


@pytest.mark.needs_linux
def test_a_terminal_gets_warnings_above_the_bar(blog: Path) -> None:
    """In words, of which no name of a file can make commands to the terminal."""
    (blog / "\x1b]0;x\x07.md").write_text("x\n")
    (blog / ".linkcheck").symlink_to("\x1b]0;x\x07")
    code, text = shown(blog, TERM="xterm")
    assert code == 1
    assert ".linkcheck is a link, and is not used: make it a folder" in text.replace("\n", " ")
    assert "\x1b]0" not in text
    assert "\x07" not in text


def shown(blog: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Return the exit code, and what the program writes to a terminal of 60 columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=blog,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment_with(**environment),
    ) as program:
        os.close(theirs)
        text = _all(ours).replace("\r\n", "\n")
    return program.returncode, text


def _all(terminal: int) -> str:
    """Return all that comes out of a pseudo-terminal; Linux tells its end as an error."""
    data = b""
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 4096):
            data += part
    os.close(terminal)
    return data.decode()
