"""`--commit` as a process, with real git: one commit a post, and nothing at all where anything stands in its way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.git import run_git
from tests.support.pages import Pages
from tests.support.program import LOOPBACK, interruptible
from tests.support.program import forked as linkcheck

POST = "---\ntitle: x\n---\n[a][1] [b](https://old.example/b#7)\n\n[1]: https://a.example/\n[2]: https://b.example/\n"
PRUNED = POST.replace("[2]: https://b.example/\n", "")
REPLACED = POST.replace("old.example", "new.example")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of whoever runs the tests is known to git."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "EMAIL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


def make(folder: Path) -> Path:
    """Make a blog of two posts and a note, all committed, by somebody with a name."""
    for name in ("content/a.md", "content/b.md", "note.txt"):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(POST)
    (folder / "hugo.toml").write_text('title = "x"\n')
    run_git(folder, "init", "--quiet", "--initial-branch=main")
    run_git(folder, "config", "user.name", "Ann Author")
    run_git(folder, "config", "user.email", "ann@author.example")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "-m", "begin")
    return folder


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A Hugo blog in git."""
    return make(tmp_path / "blog")


def log(folder: Path, form: str = "%s") -> list[str]:
    """Return the commits, the newest first."""
    return run_git(folder, "log", f"--format={form}").decode().splitlines()


def texts(blog: Path) -> list[str]:
    """Return the posts as they are now."""
    return [(blog / "content" / name).read_text() for name in ("a.md", "b.md")]


def refused(blog: Path, *words: str, at: Path | None = None) -> None:
    """Check that nothing is written or committed, in these words."""
    before, commits = texts(blog), log(blog)
    done = linkcheck("replace", "old.example", "new.example", "--commit", cwd=at or blog, code=2)
    assert done.stderr.startswith("linkcheck: --commit: ")
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert (texts(blog), log(blog)) == (before, commits)


def test_each_post_is_a_commit_that_says_what_and_why(blog: Path) -> None:
    """The author is who git says; other files that changed stay out of it; undo edits the files."""
    (blog / "note.txt").write_text("changed")
    (blog / "new.txt").write_text("new")
    done = linkcheck("replace", "old.example", "new.example", "--commit", cwd=blog, code=0)
    assert done.stdout == "2 links in 2 posts replaced, 2 commits; linkcheck undo puts them back\n"
    assert texts(blog) == [REPLACED, REPLACED]
    assert log(blog, "%an <%ae> %cn: %s")[:2] == [
        "Ann Author <ann@author.example> Ann Author: Replace 1 link in content/b.md",
        "Ann Author <ann@author.example> Ann Author: Replace 1 link in content/a.md",
    ]
    body = run_git(blog, "log", "-1", "--format=%b").decode().strip()
    assert body.replace("\u200b", "") == "- https://old.example/b#7 → https://new.example/b#7"
    assert run_git(blog, "show", "--name-only", "--format=", "HEAD").split() == [b"content/b.md"]
    assert run_git(blog, "status", "--porcelain").splitlines() == [b" M note.txt", b"?? new.txt"]
    linkcheck("undo", cwd=blog, code=0)
    assert texts(blog) == [POST, POST]


def test_without_it_nothing_is_committed(blog: Path) -> None:
    """And nobody asks what git thinks of the posts."""
    (blog / "content" / "a.md").write_text(POST + "more\n")
    linkcheck("replace", "old.example", "new.example", cwd=blog, code=0)
    assert texts(blog) == [REPLACED + "more\n", REPLACED]
    assert log(blog) == ["begin"]


def test_prune_says_its_own_words(blog: Path) -> None:
    """A definition that goes has no new address."""
    done = linkcheck("prune", "content/a.md", "--commit", cwd=blog, code=0)
    assert done.stdout == "1 unused definition in 1 post taken out, 1 commit; linkcheck undo puts it back\n"
    message = run_git(blog, "log", "-1", "--format=%B").decode()
    assert message.strip() == "Take 1 unused definition out of content/a.md\n\n- [2]: https://b.example/"
    assert texts(blog) == [PRUNED, POST]
    assert linkcheck("prune", "content/a.md", "--commit", cwd=blog, code=0).stdout.startswith("0 unused")
    assert len(log(blog)) == 2


def test_a_post_with_changes_of_its_own(blog: Path) -> None:
    """Nothing is written, not even the other post; a changed file that is not edited is no matter."""
    (blog / "content" / "a.md").write_text(POST + "more\n")
    refused(blog, "content/a.md is changed and not committed")
    linkcheck("replace", "old.example", "new.example", "content/b.md", "--commit", cwd=blog, code=0)
    assert texts(blog) == [POST + "more\n", REPLACED]


def test_something_is_staged(blog: Path) -> None:
    """Whatever it is: a post, another file, a file that goes."""
    (blog / "note.txt").write_text("changed")
    run_git(blog, "add", "note.txt")
    refused(blog, "note.txt is staged")
    run_git(blog, "reset", "--quiet", "--hard")
    run_git(blog, "rm", "--quiet", "--cached", "content/a.md")
    refused(blog, "content/a.md is staged")


def test_posts_that_git_does_not_have(blog: Path) -> None:
    """One that is new, one that is ignored, one that was only announced, and one that git does not look at."""
    (blog / "content" / "c.md").write_text(POST)
    refused(blog, "content/c.md is not in git")
    (blog / ".git" / "info" / "exclude").write_text("c.md\n")
    done = linkcheck("replace", "old.example", "new.example", "content/c.md", "--commit", cwd=blog, code=2)
    assert "content/c.md is not in git" in done.stderr
    run_git(blog, "add", "--force", "--intent-to-add", "content/c.md")
    refused(blog, "content/c.md is changed and not committed")
    run_git(blog, "rm", "--quiet", "--force", "content/c.md")
    run_git(blog, "update-index", "--assume-unchanged", "content/a.md")
    refused(blog, "content/a.md is not looked at by git")


def test_no_commit_can_be_made(blog: Path, tmp_path: Path) -> None:
    """No work tree, no branch, a merge half done, nobody with a name."""
    (tmp_path / "c.md").write_text(POST)
    done = linkcheck("replace", "old.example", "new.example", "--commit", cwd=tmp_path, code=2)
    assert "is in no git work tree" in done.stderr
    (blog / ".git" / "MERGE_HEAD").write_bytes(run_git(blog, "rev-parse", "HEAD"))
    refused(blog, "a merge, a cherry-pick or a revert is not finished")
    (blog / ".git" / "MERGE_HEAD").unlink()
    run_git(blog, "checkout", "--quiet", "--detach")
    refused(blog, "no branch is checked out", "git switch -c NAME")
    run_git(blog, "checkout", "--quiet", "main")
    run_git(blog, "config", "--unset", "user.name")
    refused(blog, "git does not know who you are")


def test_a_linked_work_tree_and_a_folder_below(blog: Path) -> None:
    """The commit is on the branch of that work tree, and the names are those of git."""
    run_git(blog, "worktree", "add", "--quiet", "-b", "other", "../other")
    other = blog.parent / "other"
    linkcheck("replace", "old.example", "new.example", "--commit", "a.md", cwd=other / "content", code=0)
    assert log(other) == ["Replace 1 link in a.md", "begin"]
    assert log(blog) == ["begin"]
    assert texts(other) == [REPLACED, POST]
    assert run_git(other, "status", "--porcelain") == b""


def test_a_submodule_is_a_repository_of_its_own(blog: Path, tmp_path: Path) -> None:
    """Posts of two repositories are refused; those of the inner one are committed there, and the outer one is left."""
    inner = make(tmp_path / "inner")
    run_git(blog, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "-b", "main", str(inner), "sub")
    run_git(blog, "commit", "--quiet", "-m", "sub")
    for name in ("name", "email"):
        run_git(blog / "sub", "config", f"user.{name}", "Ann")
    refused(blog, "are two repositories")
    linkcheck("replace", "old.example", "new.example", "sub/content/a.md", "--commit", cwd=blog, code=0)
    assert log(blog) == ["sub", "begin"]
    assert log(blog / "sub") == ["Replace 1 link in sub/content/a.md", "begin"]
    assert run_git(blog, "status", "--porcelain") == b" M sub\n"


def test_what_a_repository_names_is_not_run(blog: Path) -> None:
    """No hook, no program that signs, no editor, no file monitor."""
    hooks = blog / ".git" / "hooks"
    for name in ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {blog}/RAN\nexit 1\n")
        (hooks / name).chmod(0o755)
    for key in ("core.fsmonitor", "core.editor", "gpg.program", "core.pager"):
        run_git(blog, "config", key, str(hooks / "pre-commit"))
    run_git(blog, "config", "commit.gpgSign", "true")
    run_git(blog, "config", "commit.template", "note.txt")
    linkcheck("replace", "old.example", "new.example", "--commit", cwd=blog, code=0)
    assert log(blog) == ["Replace 1 link in content/b.md", "Replace 1 link in content/a.md", "begin"]
    assert not (blog / "RAN").exists()


def test_a_commit_that_fails_half_way(blog: Path) -> None:
    """What is written and committed, and what is written alone, is told; undo puts all back."""
    # a filter takes the change of the second post for none
    (blog / ".gitattributes").write_text("b.md filter=old\n")
    run_git(blog, "config", "filter.old.clean", "sed s/new.example/old.example/")
    run_git(blog, "add", ".gitattributes")
    run_git(blog, "commit", "--quiet", "-m", "filter")
    done = linkcheck("replace", "old.example", "new.example", "--commit", cwd=blog, code=2)
    assert done.stdout == "2 links in 2 posts replaced, 1 commit; linkcheck undo puts them back\n"
    assert "git commit fails" in done.stderr
    assert done.stderr.endswith("; committed: 1 post; written and not committed: content/b.md\n")
    assert log(blog) == ["Replace 1 link in content/a.md", "filter", "begin"]
    assert texts(blog) == [REPLACED, REPLACED]
    linkcheck("undo", cwd=blog, code=0)
    assert texts(blog) == [POST, POST]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal there sends no signals")
def test_ctrl_c_during_the_commits(blog: Path) -> None:
    """It ends git, too: what is committed and what is not is told all the same."""
    # git runs a filter of any file that looks changed, so that of b.md while it commits a.md
    signals = "cat > ../kept; grep -q new.example ../kept && kill -INT 0; cat ../kept"
    (blog / ".gitattributes").write_text("b.md filter=end\n")
    run_git(blog, "add", ".gitattributes")
    run_git(blog, "commit", "--quiet", "-m", "filter")
    run_git(blog, "config", "filter.end.clean", signals)
    with interruptible():
        done = subprocess.run(
            [sys.executable, "-m", "linkcheck", "replace", "old.example", "new.example", "--commit"],
            cwd=blog,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
    assert done.stderr.endswith("; committed: 0 posts; written and not committed: content/a.md, content/b.md\n")
    assert (done.returncode, log(blog)[0]) == (2, "filter")
    assert texts(blog) == [REPLACED, REPLACED]


def test_names_that_mean_more_to_git(blog: Path) -> None:
    """A post is a file, and no pattern; a secret in an address is told to nobody."""
    for name in ("[ab].md", "ä b.md"):
        secret = "https://u:pass@secret.example/ https://old.example/b"  # noqa: S105 -- of nobody
        (blog / "content" / name).write_text(f"<{secret.replace(' ', '> <')}>\n")
    run_git(blog, "add", ".")
    run_git(blog, "commit", "--quiet", "-m", "more")
    (blog / "content" / "a.md").write_text(POST + "more\n")
    args = ("content/[ab].md", "content/ä b.md")
    linkcheck("replace", "old.example", "new.example", *args, "--commit", cwd=blog, code=0)
    assert log(blog)[:2] == ["Replace 1 link in content/ä b.md", "Replace 1 link in content/[ab].md"]
    assert run_git(blog, "status", "--porcelain") == b" M content/a.md\n"


def test_a_fix_is_committed(blog: Path, server: Pages) -> None:
    """The message has the reason; what the check asks for is asked before git is."""
    (blog / "content" / "a.md").write_text(f"[x]({server.url}/moved)\n")
    fix = ("scan", "content/a.md", *LOOPBACK, "--fix=moved", "--fix-unconfirmed", "--commit")
    refused = linkcheck(*fix, cwd=blog, code=2)
    assert "linkcheck: --commit: content/a.md is changed and not committed" in refused.stderr
    assert (blog / "content" / "a.md").read_text() == f"[x]({server.url}/moved)\n"
    run_git(blog, "commit", "--quiet", "-am", "move")
    assert linkcheck(*fix, cwd=blog, code=0).stderr == "linkcheck: 1 commit made, one for each post\n"
    message = run_git(blog, "log", "-1", "--format=%B").decode().strip()
    assert message == (
        "Update 1 moved link in content/a.md\n\n"
        f"- {server.url}/moved → {server.url}/good: permanent redirects lead to the new address"
    )
    linkcheck("undo", cwd=blog, code=0)
    assert run_git(blog, "status", "--porcelain") == b" M content/a.md\n"
    run_git(blog, "commit", "--quiet", "-am", "undo")
    assert linkcheck(*fix, "--quiet", cwd=blog, code=0).stderr == ""
    assert log(blog)[0] == "Update 1 moved link in content/a.md"


@pytest.mark.parametrize("arguments", [("scan", ".", "--fix"), ("prune",), ("review",)])
def test_what_stands_in_the_way_is_told_before_any_work(blog: Path, arguments: tuple[str, ...]) -> None:
    """Not after an hour of checks, or of answers: nothing is read, asked or remembered."""
    (blog / "note.txt").write_text("changed")
    run_git(blog, "add", "note.txt")
    done = linkcheck(*arguments, "--commit", cwd=blog, code=2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert "note.txt is staged" in done.stderr
    assert not (blog / ".linkcheck").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("replace", "old.example", "new.example", "--diff"), "nothing is written with --diff"),
        (("scan", "."), "without --fix"),
        (("scan", "--fix", "-"), "standard input"),
    ],
)
def test_options_that_exclude_it(blog: Path, arguments: tuple[str, ...], words: str) -> None:
    """There is nothing to commit."""
    assert words in linkcheck(*arguments, "--commit", cwd=blog, code=2).stderr
    assert texts(blog) == [POST, POST]
