"""The benchmark of speed and the comparison of two versions still work: a small part of each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.same_truth import conditional, differences, of_run
from tests.benchmarks.speed_graphs import BLOG_HOSTS, BLOG_LINKS, GRAPHS, Makers, per_host
from tests.support.paths import ROOT
from tests.support.patience import patience


@pytest.mark.slow
@pytest.mark.needs_nginx
@pytest.mark.timeout(300)
def test_every_graph_is_measured(tmp_path: Path) -> None:
    """All links are found alive; Python itself stands in for the peer, which need not be here."""
    graphs = [name for name in GRAPHS if not name.startswith("memory-more") and name != "offline-corpora"]
    output = tmp_path / "benchmarks.md"
    command = [sys.executable, "-m", "tests.benchmarks.speed", "--quick", "--lychee", sys.executable]
    command += ["--output", str(output), "--only", *graphs]
    limit = patience(280)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=limit)
    assert done.stderr == ""
    rows = [line.split(" | ") for line in output.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert [row[0].removeprefix("| ") for row in rows[2 : 2 + len(graphs)]] == graphs


@pytest.mark.slow
@pytest.mark.needs_namespace
@pytest.mark.timeout(300)
def test_a_version_says_what_it_says() -> None:
    """No difference is found between a version and itself on a part of the labelled pages."""
    command = [sys.executable, "-m", "tests.benchmarks.same_truth", "--old", sys.executable, "--new", sys.executable]
    command += ["--quick", "--only", "pages"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=patience(280))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_blog_has_the_size_of_the_first_users() -> None:
    """As many hosts and links."""
    counts = per_host(Makers("", "", {}, Path(), 1.0, None, None))
    assert (len(counts), sum(counts), max(counts)) == (BLOG_HOSTS, BLOG_LINKS, 382)


def said(verdict: str, status: int, request: str, probe: str = "abcdefghijklmnopqrstuvwxy") -> str:
    """Return a run with one target."""
    target = {"url": "http://a.lab/", "verdict": verdict, "exchanges": [{"status": status, "ms": 1}]}
    return json.dumps(
        {"report": {"targets": [target]}, "requests": {request: 1, f"GET http://a.lab/{probe} honest": 1}}
    )


def test_a_difference_is_found_and_chance_is_none() -> None:
    """A verdict counts, the random name of a sibling does not; what the new side alone tells is an addition."""
    old = of_run(said("alive", 200, "GET http://a.lab/ honest"), (), timed=False)
    same = of_run(said("alive", 200, "GET http://a.lab/ honest", "yxwvutsrqponmlkjihgfedcba"), (), timed=False)
    dead = of_run(said("dead", 200, "GET http://a.lab/ honest"), (), timed=False)
    assert not differences([old], [same]).differences
    assert list(differences([old], [dead]).differences) == ["report targets [http://a.lab/] verdict"]
    assert not differences([old, dead], [dead, old]).differences
    assert differences([old], [{**old, "report more": 1}]).additions == {"report more"}


def test_conditions_are_allowed_by_name() -> None:
    """An unchanged page is the page, once that is allowed, and only then."""
    old, new = (
        said("alive", 200, "GET http://a.lab/ honest"),
        said("alive", 304, "GET http://a.lab/ honest conditional"),
    )
    strict = differences([of_run(old, (), timed=False)], [of_run(new, (), timed=False)])
    assert strict.differences
    allowed = [of_run(each, (conditional,), timed=False) for each in (old, new)]
    assert allowed[0] == allowed[1]
