"""What the Action installs, pinned by hashes: `python -m tests.action.requirements` asks PyPI and writes it anew.

uv resolves for every platform and every Python from 3.11 on at once; pip, which the Action has, installs it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

FILE = ROOT / ".github" / "actions" / "linkcheck" / "requirements.txt"
HEAD = """\
# Made by `python -m tests.action.requirements`: all that the Action installs beside the program itself.
"""


def main() -> None:
    """Write the file with the newest versions that fit."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = ["pip", "compile", "--universal", "--python-version=3.11", "--generate-hashes", "--upgrade"]
    quiet = ["--no-header", "--no-annotate", "--quiet", "--no-config"]
    made = subprocess.run(
        [uv, *command, *quiet, "pyproject.toml"], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    FILE.write_text(HEAD + made.stdout, "utf-8")


if __name__ == "__main__":
    main()
