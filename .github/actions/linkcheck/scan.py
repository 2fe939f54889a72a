"""Runs `linkcheck scan` with what the action was given, and tells the later steps what came of it.

The exit code is an output and not this step's own: a night that finds dead links still saves its history and tells.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NEW = "new"
DEAD = "dead"
BROKEN = {DEAD, "invalid"}
PROGRAM = (sys.executable, "-I", "-m", "linkcheck")
"""-I: no module is taken from the working directory, nor from where the job's environment says."""


def arguments(environ: Mapping[str, str], folder: Path) -> list[str]:
    """Return the arguments of `linkcheck`; raises ValueError for quotes that do not close."""
    found = ["scan", "--no-progress"]
    for suffix in ("json", "html", "md"):
        found += ["--output", str(folder / f"report.{suffix}")]
    if environ["BASE_SHA"]:
        found += ["--since", environ["BASE_SHA"]]
    elif environ["REPAIR"] == environ["STANDING"] == "true":
        found += ["--fix"]
    more = shlex.split(environ["ARGS"])
    if "--" in more:
        raise ValueError("paths belong into the input `paths`, not behind --")
    paths = [path for line in environ["PATHS"].splitlines() for path in paths_of(line.strip())]
    return [*found, *more, *isolation(environ), "--", *paths]


def paths_of(line: str) -> list[str]:
    """Return the paths of a line: one, spaces and all; or several, quoted or with patterns, as lychee-action has them.

    Raises ValueError for quotes that do not close.
    """
    if {"'", '"'} & set(line) and not Path(line).exists():
        return shlex.split(line)
    parts = line.split()
    is_list = len(parts) > 1 and not Path(line).exists() and all(Path(each).exists() or "*" in each for each in parts)
    return parts if is_list else [line] if line else []


def isolation(environ: Mapping[str, str]) -> list[str]:
    """Return the arguments by which a pull request is checked with its base's settings; the last ones win."""
    return ["--isolated", "--config", environ["SETTINGS"]] if environ["SETTINGS"] else []


def outputs(code: int, report: Path) -> dict[str, str]:
    """Return what later steps and the caller may ask; of a pull request, what the change adds or touches."""
    told = {"exit_code": str(code)}
    try:
        whole: dict[str, Any] = json.loads(report.read_bytes())
    except OSError:  # an exit code above 1 has said why
        return told
    judged = [one for one in whole["targets"] if one.get("touched", True)]
    broken = [one for one in judged if one["verdict"] in BROKEN]
    is_empty = not whole["summary"]["references"] and not whole["run"]["since"]
    return told | {
        "json": str(report),
        "dead": str(sum(one["verdict"] == DEAD for one in judged)),
        "new": str(sum(one["change"] == NEW for one in broken)),
        "empty": str(is_empty).lower(),
    }


def keeps_artifacts(server: str) -> bool:
    """Tell whether the server takes artifacts as github.com does: itself, and enterprises' own part of it."""
    host = (urlsplit(server).hostname or "").lower()
    return host == "github.com" or host.endswith(".ghe.com")


def run_inert(command: list[str]) -> int:
    """Run a program whose words are only shown, and return its exit code.

    The runner takes `##[error]` anywhere in a line for a command, and the words of a stranger's pull request are in it.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)  # noqa: T201 - a workflow command
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - no shell
    finally:
        print(f"::{token}::", flush=True)  # noqa: T201


def main() -> int:
    """Run the program, and write the step's outputs."""
    environ = os.environ
    folder = Path(environ["RUNNER_TEMP"], "linkcheck")
    report = folder / "report.json"
    report.unlink(missing_ok=True)  # of a run before, in the same job
    try:
        given = arguments(environ, folder)
    except ValueError as error:
        print(f"::error::linkcheck: the inputs `paths` and `args` cannot be read: {error}")  # noqa: T201 - a workflow command
        return 2
    code = run_inert([*PROGRAM, *given])
    told = outputs(code, report) | {"standing": environ["STANDING"]}
    told["keeps_artifacts"] = str(keeps_artifacts(environ.get("GITHUB_SERVER_URL", ""))).lower()
    if "json" in told:
        told["report"] = str(folder / "report.md")
        if environ["OUTPUT"]:
            told["report"] = str(Path.cwd() / environ["OUTPUT"])
            again = ["report", str(report), "--format", environ["FORMAT"], "--output", environ["OUTPUT"]]
            written = subprocess.run([*PROGRAM, *again, *isolation(environ)], check=False).returncode  # noqa: S603
            if written:
                return written
    with Path(environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in told.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
