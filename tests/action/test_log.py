"""The words of posts in the log of the scan: the runner takes none of them for a command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import paths

pytestmark = pytest.mark.needs_runner

SCRIPT = paths.ROOT / ".github" / "actions" / "linkcheck" / "scan.py"
COMMAND = re.compile(r"\s*::([^:\s]+)[^:]*::(.*)|.*?##\[([^\]\s]+)[^\]]*\](.*)")
"""`::name key=value::data` at the beginning of a line, or `##[name]data` anywhere in it, as the runner reads them."""
HOSTILE = """\
# ##[error]heading

[a](http://##[error]host) [b](##[add-mask]e) [c](::error::missing.md) [d](##[set-output-name=exit_code]0.md)
"""


def commands(log: str) -> list[str]:
    """Return the names of the commands that the runner would obey, `stop-commands` among them."""
    obeyed, stopped = [], ""
    for line in log.splitlines():
        found = COMMAND.match(line)
        name = found and (found[1] or found[3])
        if found and name and (not stopped or name == stopped):
            obeyed.append(name)
            stopped = found[2] if name == "stop-commands" else ""
    return obeyed


def test_no_words_of_a_post_are_commands(tmp_path: Path) -> None:
    """Where somebody has the report in the log, it stands between a stop and a start that nobody can guess."""
    (tmp_path / "::error::post.md").write_text(HOSTILE, "utf-8")
    environ = {
        "ARGS": "--offline --output -",
        "BASE_SHA": "",
        "FORMAT": "",
        "OUTPUT": "",
        "PATHS": ".",
        "REPAIR": "false",
        "SETTINGS": "",
        "STANDING": "true",
    }
    environ |= {"GITHUB_OUTPUT": str(tmp_path / "output"), "RUNNER_TEMP": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    stop, start = commands(done.stdout)
    assert stop == "stop-commands"
    assert len(start) == 32
    assert "##[error]host" in done.stdout
    assert commands(done.stdout.replace(f"::{stop}::", "")) != []  # the test knows a command when it sees one
    assert "exit_code=1\n" in (tmp_path / "output").read_text("utf-8")


def test_two_runs_have_two_tokens(tmp_path: Path) -> None:
    """A post that quotes the log of yesterday starts nothing."""
    lines = [
        subprocess.run(
            [sys.executable, "-c", f"import runpy; runpy.run_path({str(SCRIPT)!r})['run_inert'](['true'])"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert lines[0] != lines[1]
