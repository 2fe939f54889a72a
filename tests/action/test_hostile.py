"""A night with a hostile pull request: it is judged as any, and nothing of it runs, is believed, asked or written."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.action.blog import Blog
from tests.action.hostile import CODE_IN_A_NAME, Attack
from tests.action.seven_nights import blog_in

pytestmark = [pytest.mark.needs_runner, pytest.mark.slow, pytest.mark.timeout(400)]

BASE = '\n[history]\nfile = "history.jsonl"\n'


@pytest.fixture
def attack(tmp_path: Path) -> Iterator[Attack]:
    """A blog that keeps its history in a file, on which a stranger has looked."""
    with blog_in(tmp_path / "blog", {}) as blog, socket.create_server(("127.0.0.1", 0)) as spy:
        blog.publish("linkcheck.toml", blog.internet.settings() + BASE)
        blog.internet.gone |= {"/keeper"}
        yield Attack(blog, spy)


def test_a_hostile_pull_request_does_nothing_and_is_judged(attack: Attack) -> None:
    """One test, for it takes a while: a fork's, with all that it can plant, in a job that is careless besides."""
    run = attack.run(args="--no-archive", artifact="")
    assert attack.marks() == []
    assert not attack.was_asked()
    assert sorted(file.name for file in attack.packages.glob("*.pth")) == ["linkcheck-md.pth"]
    work = attack.blog.folder / "work"
    assert not list((work / ".git" / "hooks").glob("post-checkout"))
    assert run.step("Check the links").outcome == "success"
    assert run.outputs["exit_code"] == "1"
    assert run.outputs["dead"] == "2", "the planted history says that one of them is alive"
    assert run.step("Judge the run").outcome == "failure"
    (comment,) = attack.blog.api.comments.values()
    assert all(path in comment["body"] for path in ("/keeper", "/loaf", "http:/bread"))
    assert "::notice::linkcheck: this pull request changes" in run.step("Take the settings of the base").printed
    changed = attack.blog.at_github("diff", "--name-only", "main", "refs/pull/1/merge")
    assert CODE_IN_A_NAME.split("'")[0] in changed, "the post was there"


def test_the_attack_is_one(attack: Attack, tmp_path: Path) -> None:
    """The twin: who starts Python and git as people do runs what was planted, so the test above means something."""
    attack.propose()
    work = tmp_path / "blog" / "author"
    attack.blog.git("checkout", "-q", "draft")
    environ = {"PATH": os.environ["PATH"], "LEFT": str(attack.left)}
    subprocess.run(["python3", "-m", "venv", "--help"], cwd=work, env=environ, check=False, capture_output=True)
    attack.prepare(work)
    subprocess.run(["git", "status"], cwd=work, env=environ, check=True, capture_output=True)
    assert {mark.rpartition(".")[2] for mark in attack.marks()} == {"module", "hook"}


def test_links_of_a_pull_request_lead_no_history_away(blog: Blog, tmp_path: Path) -> None:
    """Last night's, out of the cache, is laid beside the settings; where the checkout has a link, nothing arrives."""
    blog.internet.gone |= {"/bread"}
    given = {"artifact": "", "jobSummary": "false", "annotations": "false", "issue": "false", "pullRequest": "false"}
    blog.night(**given, args="--no-archive")
    assert len(blog.services.keys()) == 1
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    author = blog.folder / "author"
    (author / ".gitignore").write_text("", "utf-8")
    (author / ".linkcheck").symlink_to(elsewhere)
    run = blog.pull_request(blog.propose("content/draft.md", "[loaf]({url}/loaf)\n"), **given, args="--no-archive")
    assert run.step("Lay out the history").outcome == "success"
    assert run.step("Check the links").outcome == "success"
    assert list(elsewhere.iterdir()) == []
    assert run.outputs["dead"] == "1"
