"""The fake GitHub as a process, as other tests start it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.github.scene import attempt
from tests.support.nights_at_forges import link, night


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    """One line says where it is; what it keeps is told as JSON."""
    (tmp_path / "blog").mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.fake_github", "--port", "0"], stdout=subprocess.PIPE
    ) as fake:
        assert fake.stdout is not None
        known = json.loads(fake.stdout.readline())
        environment = {
            "GITHUB_API_URL": known["url"],
            "GITHUB_TOKEN": known["token"],
            "GITHUB_REPOSITORY": known["repository"],
        }
        done = attempt(tmp_path / "blog", night(link("http://gone.example/")), "issue", **environment)
        with urllib.request.urlopen(known["url"] + "/_state") as answer:  # noqa: S310 - on loopback
            state = json.load(answer)
        fake.terminate()
    assert (done.returncode, done.stderr) == (0, "")
    assert state["issues"]["1"]["state"] == "open"
    assert state["events"] == ["github-actions[bot] opened issue #1"]
    assert "201 POST /repos/me/blog/issues" in state["requests"]
