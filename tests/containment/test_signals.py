"""SIGTERM and SIGHUP as Ctrl-C: what is known is told, and kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pages import serving
from tests.support.patience import patience
from tests.support.program import LOOPBACK, interruptible

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("told", SIGNALS)
def test_a_run_that_is_told_to_go_says_what_it_knows(told: signal.Signals, tmp_path: Path) -> None:
    """The report is written, on stdout and to files, the history is kept, and the exit code is 130.

    What hangs is not waited for: it would be called unreachable then.
    """
    with serving() as server, interruptible():
        links = f"<{server.url}/gone>\n<{server.url}/good>\n\n<{server.url}/hang>\n"
        (tmp_path / "post.md").write_text(links)
        arguments = ("scan", "post.md", *LOOPBACK, "-t", "600", "-f", "json", "-o", "r.html", "-o", "-")
        with subprocess.Popen(
            [sys.executable, "-m", "linkcheck", *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_PROXY": "*"},
        ) as running:
            assert server.hung.wait(patience(60))
            while server.asked.count("/gone") < 2:  # asked twice, it is dead
                assert not server.released.wait(0.05)
            running.send_signal(told)
            printed, complaints = running.communicate(timeout=patience(60))
    assert running.returncode == 130, complaints
    verdicts = {target["url"].rpartition("/")[2]: target["verdict"] for target in json.loads(printed)["targets"]}
    assert verdicts["good"] == "alive"
    assert verdicts["hang"] == "unchecked"
    assert b"Traceback" not in complaints
    assert (tmp_path / "r.html").exists()
    assert (tmp_path / ".linkcheck" / "history.sqlite").exists()


@pytest.mark.parametrize("told", SIGNALS)
def test_a_command_that_is_told_to_go_goes(told: signal.Signals, tmp_path: Path) -> None:
    """What has no report of its own says so, and leaves no traceback."""
    with (
        serving() as server,
        interruptible(),
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "linkcheck",
                "explain",
                f"{server.url}/hang",
                "-t",
                "600",
                "--allow-network",
                "127.0.0.0/8",
            ],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_PROXY": "*"},
        ) as running,
    ):
        assert server.hung.wait(patience(60))
        running.send_signal(told)
        _, complaints = running.communicate(timeout=patience(60))
    assert (running.returncode, complaints.strip()) == (130, b"linkcheck: interrupted")


def test_nohup_stays_in_force(tmp_path: Path) -> None:
    """A signal that is ignored when the program begins is ignored to its end."""
    with serving() as server:
        (tmp_path / "post.md").write_text(f"<{server.url}/hang>\n")
        with subprocess.Popen(
            [sys.executable, "-m", "linkcheck", "scan", "post.md", *LOOPBACK, "-t", "600", "-f", "json"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            env={**os.environ, "NO_PROXY": "*"},
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
        ) as running:
            assert server.hung.wait(patience(60))
            running.send_signal(signal.SIGHUP)
            server.released.set()
            printed, _ = running.communicate(timeout=patience(60))
    assert json.loads(printed)["run"]["exit_code"] != 130
