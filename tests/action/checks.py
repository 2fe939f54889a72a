"""zizmor and check-jsonschema on the Action and the workflows, offline.

`python -m tests.action.checks` writes what they say to reports/action-checks.md.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

ACTION = ".github/actions/linkcheck/action.yml"
WORKFLOWS = sorted(str(file.relative_to(ROOT).as_posix()) for file in (ROOT / ".github" / "workflows").glob("*.yml"))
COMMANDS = [
    ["check-jsonschema", "--verbose", "--builtin-schema", "vendor.github-actions", ACTION],
    ["check-jsonschema", "--verbose", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
    ["zizmor", "--offline", "--persona=pedantic", "--no-progress", "--color=never", ".github"],
]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the repository's root."""
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [str(program), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def main() -> None:
    """Write the report."""
    parts = [
        "# What the checkers say of the Action and the workflows\n",
        "Written by `python -m tests.action.checks`.\n",
    ]
    for command in [["check-jsonschema", "--version"], ["zizmor", "--version"], *COMMANDS]:
        done = run(command)
        parts.append(f"```console\n$ {' '.join(command)}\n{done.stdout.strip()}\n$ echo $?\n{done.returncode}\n```\n")
    (ROOT / "reports" / "action-checks.md").write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
