"""git, as the tests run it: without the settings and the hooks of whoever runs them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def run_git(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> bytes:
    """Run git in a folder and return what it printed; `environment` is added."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    people = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        env=inherited | clean | people | environment,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout
