"""Which shells this machine has that can complete with the scripts of click."""

from __future__ import annotations

import shutil
import subprocess
import sys


def installed() -> tuple[str, ...]:
    """Return the names of the shells that are here; bash only from 4.4 on, which macOS does not bring."""
    if sys.platform == "win32":
        return ()
    return tuple(shell for shell in ("bash", "zsh", "fish") if shutil.which(shell) and (shell != "bash" or _is_new()))


def _is_new() -> bool:
    program = "(( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404 ))"
    return subprocess.run(["bash", "--norc", "-c", program], check=False).returncode == 0
