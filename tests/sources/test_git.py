"""git is asked as from a hook, by a hostile repository, and while another git is at work."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from linkcheck.cli.scaffold import look
from linkcheck.publishing.github.branch import Checkout
from linkcheck.publishing.github.environment import Environment
from linkcheck.sources.changes import changes_since
from linkcheck.sources.dates import blame
from linkcheck.sources.git import run_git as ask
from tests.support.git import run_git

SUFFIXES = frozenset({".md"})
WHEN = "2016-06-05T12:00:00+0000"

HANDED_DOWN = {
    "pre-commit": ("commit", "-q", "--allow-empty", "-m", "m"),
    "commit-msg": ("commit", "-q", "--allow-empty", "-a", "-m", "m"),
    "rebase --exec": ("rebase", "-q", "--exec", "env > ../handed-down", "HEAD~1"),
}
"""Kind of hook → what makes git run it."""


def make(folder: Path, text: str) -> Path:
    """Make a repository with one post, whose second line is not committed, and a remote."""
    folder.mkdir()
    run_git(folder, "init", "-q", "-b", "main")
    (folder / "post.md").write_text(text, "utf-8")
    (folder / ".gitattributes").write_text("*.md diff=md\n", "utf-8")
    for message in ("one", "two"):
        run_git(folder, "add", "-A")
        run_git(folder, "commit", "-q", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=WHEN)
    run_git(folder, "remote", "add", "origin", f"https://github.com/me/{folder.name}.git")
    return folder


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog in git, with a line that is not committed."""
    folder = make(tmp_path / "blog", "one\n")
    (folder / "post.md").write_text("one\ntwo\n", "utf-8")
    return folder


def told(folder: Path) -> dict[str, object]:
    """Return what each part of linkcheck learns from git of a folder."""
    checkout = Checkout.of(folder, Environment())
    repository = look(folder).repository
    return {
        "since": changes_since("HEAD", [folder], folder, SUFFIXES).of(folder / "post.md"),
        "dates": blame(folder / "post.md"),
        "survey": repository and repository.name,
        "root": checkout.root,
        "changed": checkout.changed(),
        "head": checkout.head(),
        "subject": ask(folder, "show", "-s", "--format=%s").stdout,
    }


def of_blog(folder: Path) -> dict[str, object]:
    """Return what is to be learned of the blog."""
    return {
        "since": frozenset({2}),
        "dates": {1: date(2016, 6, 5)},
        "survey": "me/blog",
        "root": folder,
        "changed": [b"post.md"],
        "head": run_git(folder, "rev-parse", "HEAD").decode().strip(),
        "subject": b"two\n",
    }


@pytest.mark.parametrize("linked", [False, True], ids=["main", "linked"])
@pytest.mark.parametrize("kind", HANDED_DOWN)
def test_the_hook_of_another_repository(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, linked: bool
) -> None:
    """What git hands down to a hook says where the hook's repository is, not where the blog's is."""
    other = make(tmp_path / "other", "1\n2\n3\n")
    hook = other / ".git" / "hooks" / kind
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nenv > '{tmp_path / 'handed-down'}'\n", "utf-8")
    hook.chmod(0o755)
    tree = other
    if linked:
        tree = tmp_path / "tree"
        run_git(other, "worktree", "add", "-q", str(tree))
    run_git(tree, *HANDED_DOWN[kind])
    for line in (tmp_path / "handed-down").read_text("utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.startswith("GIT_") and not name.startswith("GIT_CONFIG"):
            monkeypatch.setenv(name, value)
    assert told(blog) == of_blog(blog)


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere", "GIT_PREFIX": "x/"},
        {"GIT_COMMON_DIR": "/nowhere", "GIT_OBJECT_DIRECTORY": "/nowhere", "GIT_SHALLOW_FILE": "/nowhere"},
        {"GIT_NAMESPACE": "x", "GIT_EXTERNAL_DIFF": "/nowhere", "GIT_DIFF_OPTS": "--unified=9"},
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_NOGLOB_PATHSPECS": "1"},
        {"GIT_ICASE_PATHSPECS": "1"},
        {"GIT_CONFIG_PARAMETERS": "'core.worktree=/nowhere' 'core.fsmonitor=/nowhere' 'diff.noprefix=true'"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.quotePath", "GIT_CONFIG_VALUE_0": "false"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_variables_of_git_change_nothing(
    blog: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    """The folder says which repository is asked, and the caller how patterns and output are meant."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = told(blog)
    for name in variables:
        monkeypatch.delenv(name)
    assert found == of_blog(blog)


def test_settings_of_the_user_stay_in_force(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set by the environment for all repositories holds: a directory that is safe, a proxy, a name."""
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "somebody")
    assert ask(blog, "config", "user.name").stdout == b"somebody\n"


def test_the_index_is_not_written(blog: Path) -> None:
    """A file that looks changed and is not makes git write its index anew; another git may be at work."""
    index = blog / ".git" / "index"
    (blog / "post.md").write_text("one\n", "utf-8")
    os.utime(blog / "post.md", (1, 1))
    before = index.read_bytes(), index.stat().st_mtime_ns, index.stat().st_ino
    told(blog)
    assert (index.read_bytes(), index.stat().st_mtime_ns, index.stat().st_ino) == before
    run_git(blog, "status")
    assert index.read_bytes() != before[0], "git itself writes it here, so the test tells something"


def _configured(name: str) -> Callable[[Path, Path], None]:
    def set_up(folder: Path, program: Path) -> None:
        run_git(folder, "config", name, str(program))

    return set_up


def _hooks(folder: Path, program: Path) -> None:
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        (program.parent / name).write_bytes(program.read_bytes())
        (program.parent / name).chmod(0o755)
    run_git(folder, "config", "core.hooksPath", str(program.parent))


def _signature(folder: Path, program: Path) -> None:
    run_git(folder, "config", "gpg.program", str(program))
    run_git(folder, "config", "log.showSignature", "true")
    commit = run_git(folder, "cat-file", "commit", "HEAD")
    head, blank, message = commit.partition(b"\n\n")
    sign = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = run_git(folder, "hash-object", "-t", "commit", "-w", "--stdin", given=head + sign + blank + message)
    run_git(folder, "update-ref", "HEAD", signed.decode().strip())


def _alias(folder: Path, program: Path) -> None:
    for name in ("diff", "blame", "show", "own"):
        run_git(folder, "config", f"alias.{name}", f"!{program}")


HOSTILE: dict[str, tuple[Callable[[Path, Path], None], tuple[str, ...] | None]] = {
    "core.fsmonitor": (_configured("core.fsmonitor"), ("status",)),
    "core.pager": (_configured("core.pager"), None),
    "core.hooksPath": (_hooks, ("status",)),
    "diff.external": (_configured("diff.external"), ("diff",)),
    "diff.md.command": (_configured("diff.md.command"), ("diff",)),
    "diff.md.textconv": (_configured("diff.md.textconv"), ("diff",)),
    "gpg.program": (_signature, ("log",)),
    "alias": (_alias, ("own",)),
}
"""Setting → how it is set, and what runs it where nobody takes care; no terminal, no pager."""


@pytest.mark.parametrize("setting", HOSTILE)
def test_a_hostile_repository_runs_nothing(blog: Path, tmp_path: Path, setting: str) -> None:
    """Its settings name a program; that program is not run."""
    program, ran = tmp_path / "bin" / "program", tmp_path / "ran"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n", "utf-8")
    program.chmod(0o755)
    set_up, careless = HOSTILE[setting]
    set_up(blog, program)
    ran.unlink(missing_ok=True)
    os.utime(blog / ".gitattributes", (1, 1))
    assert told(blog) == of_blog(blog)
    assert not ran.exists()
    if careless is not None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(["git", *careless], cwd=blog, env=inherited, check=False, capture_output=True)
        assert ran.exists(), "git itself runs it here, so the test tells something"
