"""However a run with workers ends, its report is written where it can be, and no worker outlives it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.pages import Pages, serving
from tests.support.patience import patience
from tests.support.program import LOOPBACK, interruptible

pytestmark = pytest.mark.needs_linux  # /proc tells whose child a process is


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Pages, set[int]]]:
    """Run the program until one page is known and another hangs; give its workers, too."""
    with serving() as server, interruptible():
        (folder / "post.md").write_text(f"<{server.url}/good>\n\n<{server.url}/hang>\n")
        arguments = ("scan", "post.md", *LOOPBACK, "--engine", "processes", "-f", "json")
        with subprocess.Popen(
            [sys.executable, "-m", "linkcheck", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_PROXY": "*"},
        ) as process:
            assert server.hung.wait(60)
            while "/good" not in server.asked:
                assert not server.released.wait(0.05)
            workers = children(process.pid)
            assert workers
            yield process, server, workers


def children(parent: int) -> set[int]:
    """Return the children of a process."""
    return {int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}


def is_there(pid: int) -> bool:
    """Tell whether a process still does anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: set[int], server: Pages) -> bool:
    """Wait until these processes have ended, and tell whether they have."""
    end = time.monotonic() + patience(10)
    while any(map(is_there, pids)) and time.monotonic() < end:
        server.released.wait(0.05)
    return not any(map(is_there, pids))


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_go_says_what_it_knows(told: signal.Signals, tmp_path: Path) -> None:
    """Though it is the workers that know it; the signal is for the run alone."""
    with running(tmp_path) as (process, server, workers):
        assert not server.released.wait(patience(1))  # what is known is judged and travels; the network is well
        process.send_signal(told)
        printed, complaints = process.communicate(timeout=60)
        assert gone(workers, server)
    assert process.returncode == 130, complaints
    assert b"Traceback" not in complaints
    assert b"worker" not in complaints
    verdicts = {target["url"].rpartition("/")[2]: target["verdict"] for target in json.loads(printed)["targets"]}
    assert verdicts == {"good": "alive", "hang": "unchecked"}
    assert (tmp_path / ".linkcheck" / "history.sqlite").exists()


def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    """Nor does Ctrl-C reach them: they are in no group of the terminal's."""
    with running(tmp_path) as (process, server, workers):
        assert all(os.getpgid(pid) == pid != os.getpgid(process.pid) for pid in workers)
        process.kill()
        assert gone(workers, server)
