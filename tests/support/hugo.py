"""The real Hugo, which the dev extra brings: what it builds is the truth that our site model is held against."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def run_hugo(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Have Hugo build the site in a folder into its `public`; the exit code is the caller's to look at."""
    hugo = shutil.which("hugo", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    assert hugo, "the dev extra brings hugo"
    return subprocess.run([hugo, "--noBuildLock", *options], cwd=root, capture_output=True, text=True, check=False)
