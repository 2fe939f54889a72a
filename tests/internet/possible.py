"""What this machine can run; light, since every start of pytest asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def why_no_namespace() -> str | None:
    """Return why no network namespace can be had here, or None."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root may make a network namespace"
    if shutil.which("unshare") is None:
        return "unshare (util-linux) is not installed"
    tried = subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True, check=False, text=True)
    return None if tried.returncode == 0 else f"this root may not: {tried.stderr.strip()}"
