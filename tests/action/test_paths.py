"""The input `paths`, as people bring it from lychee-action: patterns in quotes, several on a line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.action.blog import ACTION

POSTS = ("README.md", "content/tea.md", "content/deep/ships.md", "my posts/lamps.md", "node_modules/x/README.md")
ALL = set(POSTS[:4])
GIVEN = {
    "./**/*.md": ALL,
    "'./**/*.md' './**/*.html' './**/*.rst'": ALL,
    '"./content/**/*.md"': {"content/tea.md", "content/deep/ships.md"},
    "./content/*.md ./*.md": {"content/tea.md", "README.md"},
    "content README.md": {"content/tea.md", "content/deep/ships.md", "README.md"},
    "my posts": {"my posts/lamps.md"},
    "'my posts'\ncontent/deep": {"my posts/lamps.md", "content/deep/ships.md"},
    "content\n\n  README.md  ": {"content/tea.md", "content/deep/ships.md", "README.md"},
    "**/*.html": set(),
}


@pytest.mark.needs_runner
@pytest.mark.parametrize("given", GIVEN)
def test_patterns_mean_what_they_mean_elsewhere(tmp_path: Path, given: str) -> None:
    """The files that they name, and none of node_modules."""
    workspace, temp = tmp_path / "work", tmp_path / "temp"
    for path in POSTS:
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace / path).write_text("A [link](https://a.example/).\n")
    temp.mkdir()
    variables = ("ARGS", "BASE_SHA", "OUTPUT", "REPAIR", "SETTINGS", "STANDING")
    environ = dict.fromkeys(variables, "") | {"ARGS": "--offline -f csv", "PATHS": given, "RUNNER_TEMP": str(temp)}
    environ |= {"GITHUB_OUTPUT": str(temp / "output"), "GITHUB_SERVER_URL": "", "FORMAT": "csv", "OUTPUT": "found.csv"}
    done = subprocess.run(
        [sys.executable, str(ACTION / "scan.py")], cwd=workspace, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = (workspace / "found.csv").read_text("utf-8").splitlines()[1:]
    assert {line.split(",")[0].strip('"') for line in lines} == GIVEN[given]
