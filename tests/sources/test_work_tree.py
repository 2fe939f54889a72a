"""The commit that documents were read at, asked of real git: what differs, and where the commit can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from linkcheck.model import Forge, WorkTree
from linkcheck.sources.work_tree import forge_of, is_ci, work_tree_at
from tests.support.git import run_git

PATHS = ("a.md", "b.md", "new.md", "../top.md", "/x.md")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """Commit a blog, and return its folder below the root of the repository."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("a.md", "b.md", "../top.md"):
        (folder / name).write_text("words\n")
    run_git(tmp_path, "init", "-q", "-b", "main")
    run_git(tmp_path, "add", "-A")
    run_git(tmp_path, "commit", "-q", "-m", "work")
    return folder


def head(blog: Path) -> str:
    """Return the commit."""
    return run_git(blog, "rev-parse", "HEAD").decode().strip()


def known(blog: Path, environ: Mapping[str, str] | None = None) -> WorkTree:
    """Return what is known."""
    found = work_tree_at(blog, PATHS, environ or {})
    assert found is not None
    assert (found.commit, found.folder) == (head(blog), "docs")
    return found


def test_what_differs_is_told(blog: Path) -> None:
    """What is not committed, what changed, staged or not, and what lies outside; touching is no change."""
    assert known(blog).changed == {"new.md", "/x.md"}
    (blog / "new.md").write_text("words\n")
    run_git(blog, "add", "-A")
    (blog / "a.md").write_text("other words\n")
    (blog / "b.md").touch()
    assert known(blog).changed == {"a.md", "new.md", "/x.md"}
    (blog / "a.md").write_text("words\n")
    assert known(blog).changed == {"new.md", "/x.md"}
    run_git(blog, "config", "diff.relative", "true")
    (blog / "../top.md").write_text("other words\n")
    assert known(blog).changed == {"../top.md", "new.md", "/x.md"}


def test_the_index_is_left_alone(blog: Path) -> None:
    """It is the author's, even where a file was touched."""
    (blog / "b.md").touch()
    before = (blog.parent / ".git" / "index").read_bytes()
    known(blog)
    assert (blog.parent / ".git" / "index").read_bytes() == before


@pytest.mark.parametrize(
    ("remote", "url", "forge"),
    [
        ("git@github.com:ann/blog.git", "https://github.com/ann/blog", Forge.GITHUB),
        ("https://ann:secret@gitlab.example.org/a/b/blog.git", "https://gitlab.example.org/a/b/blog", Forge.GITLAB),
        ("ssh://git@codeberg.org:2222/ann/blog.git", "https://codeberg.org/ann/blog", Forge.FORGEJO),
        ("http://gitea.lan:3000/ann/blog", "http://gitea.lan:3000/ann/blog", Forge.FORGEJO),
        ("https://bitbucket.org/ann/blog.git", "https://bitbucket.org/ann/blog", Forge.BITBUCKET),
        ("https://git.example.org/ann/blog", "https://git.example.org/ann/blog", None),
        ("/srv/git/blog.git", None, None),
        ("file:///srv/git/blog.git", None, None),
        ('https://evil.example/"x/y', None, None),
    ],
)
def test_the_page_of_a_remote(blog: Path, remote: str, url: str | None, forge: Forge | None) -> None:
    """Without names and passwords; only once a branch of it is known to hold the commit."""
    run_git(blog, "remote", "add", "origin", remote)
    assert known(blog).url is None
    run_git(blog, "update-ref", "refs/remotes/origin/main", "HEAD")
    found = known(blog)
    assert (found.url, found.forge if url else None) == (url, forge)
    run_git(blog, "commit", "-q", "--allow-empty", "-m", "more")
    assert known(blog).url is None


GITHUB = {"GITHUB_SERVER_URL": "https://code.example", "GITHUB_REPOSITORY": "ann/blog"}


@pytest.mark.parametrize(
    ("environ", "commit", "url", "forge"),
    [
        (GITHUB, "GITHUB_SHA", "https://code.example/ann/blog", Forge.GITHUB),
        (GITHUB | {"GITEA_ACTIONS": "true"}, "GITHUB_SHA", "https://code.example/ann/blog", Forge.FORGEJO),
        (
            {"GITLAB_CI": "true", "CI_PROJECT_URL": "https://code.example/a/b/blog"},
            "CI_COMMIT_SHA",
            "https://code.example/a/b/blog",
            Forge.GITLAB,
        ),
        (
            {"BITBUCKET_GIT_HTTP_ORIGIN": "https://bitbucket.org/ann/blog"},
            "BITBUCKET_COMMIT",
            "https://bitbucket.org/ann/blog",
            Forge.BITBUCKET,
        ),
    ],
)
def test_a_ci_system_says_where(blog: Path, environ: Mapping[str, str], commit: str, url: str, forge: Forge) -> None:
    """If the commit that is checked out is the one that it tells of."""
    found = known(blog, {**environ, commit: head(blog)})
    assert (found.url, found.forge) == (url, forge)
    assert known(blog, {**environ, commit: "0" * 40}).url is None


def test_without_a_commit_nothing_is_known(tmp_path: Path) -> None:
    """No repository, or an empty one."""
    assert work_tree_at(tmp_path, ["a.md"], {}) is None
    run_git(tmp_path, "init", "-q")
    assert work_tree_at(tmp_path, ["a.md"], {}) is None


def test_a_host_is_known_by_its_name() -> None:
    """A label of it, and no part of one."""
    assert forge_of("GitLab.example.org") is Forge.GITLAB
    assert forge_of("notgitlab.example.org") is None


@pytest.mark.parametrize(("value", "ci"), [("true", True), ("1", True), ("", False), ("false", False), ("0", False)])
def test_ci_is_said_by_one_variable(value: str, ci: bool) -> None:
    """As everywhere."""
    assert is_ci({"CI": value}) is ci
    assert not is_ci({})
