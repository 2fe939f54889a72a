"""With what a pull request is compared: never with a state of its base that lets others' posts be its author's."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import paths
from tests.support.git import run_git

pytestmark = pytest.mark.needs_runner

ACTION = paths.ROOT / ".github" / "actions" / "linkcheck"


@dataclass(frozen=True, slots=True)
class Pull:
    """A repository with a pull request, which GitHub has merged for a try."""

    folder: Path
    old: str
    """The base when the event was sent."""
    newest: str
    """The base now."""
    head: str
    merge: str

    def checkout(self, commit: str, *depth: str) -> Path:
        """Clone one commit, as actions/checkout does."""
        work = self.folder / "work"
        run_git(self.folder, "init", "-q", "work")
        run_git(work, "fetch", "-q", *depth, f"file://{self.folder / 'github'}", commit)
        run_git(work, "checkout", "-q", "--detach", "FETCH_HEAD")
        run_git(work, "remote", "add", "origin", f"file://{self.folder / 'github'}")
        return work

    def base(self, work: Path, old: str | None = None) -> tuple[int, str]:
        """Run base.sh; return its exit code, and its output or what it says."""
        output = self.folder / "output"
        environ = {"BASE_SHA": self.old if old is None else old, "HEAD_SHA": self.head, "SHA": self.merge, "TOKEN": "t"}
        environ |= {"GITHUB_OUTPUT": str(output), "GITHUB_ACTION_PATH": str(ACTION), "PATH": os.environ["PATH"]}
        done = subprocess.run(
            ["bash", str(ACTION / "base.sh")],
            cwd=work,
            env=environ | {"GITHUB_SERVER_URL": "https://github.example"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, output.read_text("utf-8") if output.exists() else done.stdout


@pytest.fixture
def pull(tmp_path: Path) -> Pull:
    """A pull request whose base has gone on since the event."""
    github = tmp_path / "github"
    github.mkdir()
    run_git(github, "init", "-q", "-b", "main")

    def commit(name: str) -> str:
        (github / name).write_text(name, "utf-8")
        run_git(github, "add", "-A")
        run_git(github, "commit", "-q", "-m", f"Write {name}\n\nparent {'0' * 40}")
        return run_git(github, "rev-parse", "HEAD").decode().strip()

    old = commit("old.md")
    run_git(github, "checkout", "-q", "-b", "draft")
    head = commit("draft.md")
    run_git(github, "checkout", "-q", "main")
    newest = commit("others.md")
    run_git(github, "checkout", "-q", "--detach")
    run_git(github, "merge", "-q", "--no-ff", "-m", "Merge", "draft")
    merge = run_git(github, "rev-parse", "HEAD").decode().strip()
    run_git(github, "update-ref", "refs/pull/7/merge", merge)
    return Pull(tmp_path, old, newest, head, merge)


@pytest.mark.parametrize("depth", [("--depth=1",), ()])
def test_a_merge_is_compared_with_what_it_was_merged_into(pull: Pull, depth: tuple[str, ...]) -> None:
    """Not with the base that the event names: a post that somebody else merged meanwhile is not the author's."""
    work = pull.checkout("refs/pull/7/merge", *depth)
    assert pull.base(work) == (0, f"sha={pull.newest}\n")
    assert run_git(work, "merge-base", pull.newest, "HEAD").decode().strip() == pull.newest  # nothing to warn of
    assert run_git(work, "diff", "--name-only", pull.newest).decode().split() == ["draft.md"]


@pytest.mark.parametrize("depth", [("--depth=1",), ()])
def test_a_head_is_compared_with_the_base_of_the_event(pull: Pull, depth: tuple[str, ...]) -> None:
    """Who checks out the pull request's own commit has no merge to read the base from."""
    work = pull.checkout(pull.head, *depth)
    assert pull.base(work) == (0, f"sha={pull.old}\n")
    assert run_git(work, "diff", "--name-only", pull.old).decode().split() == ["draft.md"]


def test_a_merge_of_the_authors_own_is_no_base(pull: Pull) -> None:
    """Whoever makes a commit chooses its parents: only of GitHub's own merge is the first the base."""
    github = pull.folder / "github"
    tree = run_git(github, "rev-parse", f"{pull.head}^{{tree}}").decode().strip()
    evil = run_git(github, "commit-tree", tree, "-p", pull.newest, "-m", "Evil").decode().strip()
    made = run_git(github, "commit-tree", tree, "-p", evil, "-p", pull.head, "-m", "Merge").decode().strip()
    run_git(github, "update-ref", "refs/heads/draft", made)
    assert pull.base(pull.checkout(made)) == (0, f"sha={pull.old}\n")


def test_an_event_without_a_pull_request_is_told(pull: Pull) -> None:
    """The whole blog is not blamed on a change that nobody knows."""
    code, said = pull.base(pull.checkout(pull.merge, "--depth=1"), old="")
    assert code == 1
    assert said.startswith("::error::linkcheck: the event file is of no pull request")
