"""The program as a process, as a user would run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import paths, zygote

SCHEMA = paths.PACKAGE / "report" / "schema.json"
LOOPBACK = ("--allow-network", "127.0.0.0/8", "--no-archive", "--host-request-interval", "0")
"""Flags of a scan of servers on this machine."""


def linkcheck(*arguments: str, cwd: Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program, and check its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "NO_PROXY": "*"},
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def forked(*arguments: str, cwd: Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    """Do the same as `linkcheck` as a fork of one process, where there are such; seconds of sleep are skipped."""
    if not hasattr(os, "fork"):
        return linkcheck(*arguments, cwd=cwd, code=code)
    environ = {**os.environ, "NO_COLOR": "1", "NO_PROXY": "*"}
    told = zygote.warm().run({"arguments": arguments, "cwd": str(cwd), "environ": environ})
    done = subprocess.CompletedProcess(arguments, told.returncode, told.stdout.decode(), told.stderr.decode())
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach the processes that the block starts: a background job of a script hands on that it is deaf."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
