"""A run in shards finds what a run in one part finds; killed, it goes on where it was, here and on a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from linkcheck.dataset.duck import connected
from linkcheck.dataset.folder import nights_of
from tests.support.dask_cluster import DaskCluster
from tests.support.pages import Pages, serving
from tests.support.patience import patience
from tests.support.program import LOOPBACK, linkcheck

HOSTS = [f"127.0.{number}.1" for number in range(1, 13)]
PATHS = ("good", "slow", "gone", "moved")
SHARDED = ("--shards", "4", "--dataset", "nights")
SCAN = ("scan", "posts", *LOOPBACK, "-n")


@contextmanager
def blog(folder: Path) -> Iterator[Pages]:
    """Write posts about pages of many hosts, which are all one server."""
    with serving("0.0.0.0") as server:  # noqa: S104 -- many addresses of the loopback are hosts
        port = server.url.rpartition(":")[2]
        (folder / "posts").mkdir()
        for host in HOSTS:
            text = "".join(f"<http://{host}:{port}/{path}>\n\n" for path in PATHS)
            (folder / "posts" / f"{host}.md").write_text(f"{text}[again](http://{HOSTS[0]}:{port}/good)\n")
        yield server


def verdicts(folder: Path) -> dict[str, tuple[str, int]]:
    """Return URL → verdict and number of places in the newest night."""
    (night,) = nights_of(folder / "nights")
    with connected([night.path]) as connection:
        sql = "SELECT url, verdict, places FROM read_parquet($files)"
        rows = connection.execute(sql, {"files": night.files("targets")}).fetchall()
    return {url: (verdict, places) for url, verdict, places in rows}


def known(server: Pages) -> Counter[str]:
    """Return how often each page was asked for, without those of made-up names."""
    return Counter(path for path in server.asked if path[1:] in PATHS)


def killed(folder: Path, server: Pages, *options: str) -> None:
    """Begin a run and kill it when a third of the links is asked."""
    command = [sys.executable, "-m", "linkcheck", *SCAN, *SHARDED, *options]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "NO_PROXY": "*"}) as process:
        end = time.monotonic() + patience(60)
        while len(server.asked) < len(HOSTS) * len(PATHS) / 3:
            assert process.poll() is None
            assert time.monotonic() < end
            server.released.wait(0.01)
        process.kill()


def test_shards_find_what_one_run_finds(tmp_path: Path) -> None:
    """Each link with the same verdict and all its places, asked as often; the report tells the whole night."""
    with blog(tmp_path) as server:
        whole = linkcheck(*SCAN, "-f", "json", cwd=tmp_path, code=1)
        asked = known(server)
        server.asked.clear()
        told = linkcheck(*SCAN, *SHARDED, "-f", "json", cwd=tmp_path, code=1)
        assert known(server) == asked
    report: Any = json.loads(whole.stdout)
    counts = dict.fromkeys((target["url"] for target in report["targets"]), 0)
    for reference in report["references"]:
        counts[reference["url"]] += 1
    assert verdicts(tmp_path) == {
        target["url"]: (target["verdict"], counts[target["url"]]) for target in report["targets"]
    }
    there = {verdict: number for verdict, number in report["summary"]["verdicts"].items() if number}
    assert json.loads(told.stdout)["nights"][-1]["verdicts"] == there


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_killed_run_goes_on(tmp_path: Path, engine: str) -> None:
    """Shards that are done are not begun again, and the night comes to the same."""
    with blog(tmp_path) as server:
        killed(tmp_path, server, "--engine", engine)
        linkcheck(*SCAN, *SHARDED, "--engine", engine, cwd=tmp_path, code=1)
        found = verdicts(tmp_path)
        asked = len(server.asked)
        again = linkcheck(*SCAN, *SHARDED, "--engine", engine, cwd=tmp_path, code=1)
    assert len(found) == len(HOSTS) * len(PATHS)
    assert {verdict for verdict, _ in found.values()} == {"alive", "dead", "moved"}
    assert verdicts(tmp_path) == found
    assert len(server.asked) == asked, again.stderr


def test_a_worker_that_dies_loses_no_shard(tmp_path: Path) -> None:
    """Its shard goes on from its history on another one."""
    with blog(tmp_path) as server, DaskCluster(tmp_path) as cluster:
        workers = cluster.start_workers(2)
        command = [sys.executable, "-m", "linkcheck", *SCAN, *SHARDED]
        command += ["--engine", "dask", "--scheduler", cluster.address]
        with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "NO_PROXY": "*"}) as process:
            end = time.monotonic() + patience(60)
            while len(server.asked) < len(HOSTS):
                assert process.poll() is None
                assert time.monotonic() < end
                server.released.wait(0.01)
            workers[0].kill()
            assert process.wait(patience(120)) == 1
    assert len(verdicts(tmp_path)) == len(HOSTS) * len(PATHS)
    assert {verdict for verdict, _ in verdicts(tmp_path).values()} == {"alive", "dead", "moved"}


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_the_budget_is_one_for_all_shards(tmp_path: Path, engine: str) -> None:
    """No request more than it holds, and what was left out says so; without it all would be asked."""
    with blog(tmp_path) as server:
        linkcheck(*SCAN, *SHARDED, "--engine", engine, "--max-requests", "20", cwd=tmp_path)
        assert 10 < len(server.asked) <= 20
    states = Counter(verdict for verdict, _ in verdicts(tmp_path).values())
    assert states["unchecked"] >= len(HOSTS) * len(PATHS) - 20
    assert states.total() == len(HOSTS) * len(PATHS)


def test_the_time_is_one_for_all_shards(tmp_path: Path) -> None:
    """Once it is over, shards that have not begun are told so, and the night is whole."""
    with blog(tmp_path) as server:
        linkcheck(*SCAN, *SHARDED, "--max-time", "0.01", cwd=tmp_path, code=0)
        assert len(server.asked) < len(HOSTS)
    assert Counter(verdict for verdict, _ in verdicts(tmp_path).values())["unchecked"] > len(HOSTS)


def test_what_shards_are_not_for_is_said(tmp_path: Path) -> None:
    """Before anything is read."""
    (tmp_path / "posts").mkdir()
    without = linkcheck("scan", "posts", "--shards", "4", cwd=tmp_path, code=2)
    assert "--dataset" in without.stderr
    repairing = linkcheck("scan", "posts", *SHARDED, "--fix", cwd=tmp_path, code=2)
    assert "--fix: this is for a run in one part" in repairing.stderr
    linkcheck("scan", "posts", *SHARDED, cwd=tmp_path, code=0)
    other = linkcheck("scan", "posts", "--shards", "5", "--dataset", "nights", cwd=tmp_path, code=2)
    assert "shards-4" in other.stderr
