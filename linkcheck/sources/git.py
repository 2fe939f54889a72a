"""The only place that starts git: it asks the repository of a folder, and leaves that repository as it is.

A hook of git hands down where its own repository is, by variables that win over the folder; they are dropped. The file
`.git/index` is not refreshed. No file monitor, hook, pager or signature check that a repository's settings name is run;
callers of diff and blame add `--no-ext-diff` and `--no-textconv`. Clean filters are run: they say what git takes for
the text of a file. What people set for themselves (`GIT_CONFIG_GLOBAL`, `GIT_CONFIG_COUNT`, `GIT_SSH_COMMAND` …) stays
in force.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

SECONDS = 300.0

_DROPPED = frozenset({
    # `git rev-parse --local-env-vars`, without the two that hold settings given with -c
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    # what would change the output, or the meaning of patterns
    "GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE", "GIT_NOGLOB_PATHSPECS",
})  # fmt: skip
_FIXED = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_SETTINGS = (
    "core.fsmonitor=false",
    "diff.autoRefreshIndex=false",  # `git diff` writes the index in spite of GIT_OPTIONAL_LOCKS
    f"core.hooksPath={os.devnull}",
    "core.quotePath=true",
    "log.showSignature=false",
)


def run_git(
    folder: Path,
    *arguments: str | bytes,
    given: bytes = b"",
    seconds: float = SECONDS,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, with `given` as its input, and return its exit code and output, in English.

    `environment` is added to what git gets. Raises FileNotFoundError where there is no git (or no such folder),
    subprocess.TimeoutExpired where it takes longer than `seconds`.
    """
    import subprocess  # most runs ask nothing

    inherited = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return subprocess.run(  # noqa: S603 -- no shell; callers put names of files behind `--`
        ["git", "--no-pager", *settings, *arguments],  # noqa: S607 -- git is found on PATH, as everywhere
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        timeout=seconds,
        env={**inherited, **_FIXED, **(environment or {})},
    )


def ask_git(folder: Path, *arguments: str, seconds: float = SECONDS) -> bytes | None:
    """Return what git prints; None where it fails, takes too long or is not there."""
    from subprocess import TimeoutExpired

    try:
        done = run_git(folder, *arguments, seconds=seconds)
    except (OSError, TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
