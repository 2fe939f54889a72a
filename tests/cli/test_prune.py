"""`linkcheck prune` as a process: what it prints, writes and leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.git import run_git
from tests.support.program import linkcheck

POST = "---\ntitle: x\n---\n[a][1]\n\n[1]: https://a.example/\n[2]: https://b.example/\n"
PRUNED = POST.replace("[2]: https://b.example/\n", "")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A Hugo blog of two posts, and an archetype."""
    for name in ("content/a.md", "content/b.md", "archetypes/default.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POST)
    (tmp_path / "hugo.toml").write_text('title = "x"\n')
    return tmp_path


def texts(blog: Path) -> list[str]:
    """Return the posts as they are now."""
    return [(blog / "content" / name).read_text() for name in ("a.md", "b.md")]


def test_it_writes_and_undo_puts_back(blog: Path) -> None:
    """One line; without a path it is the working directory; what posts are made from is left; again is nothing."""
    done = linkcheck("prune", cwd=blog, code=0)
    assert done.stdout == "2 unused definitions in 2 posts taken out; linkcheck undo puts them back\n"
    assert texts(blog) == [PRUNED, PRUNED]
    assert (blog / "archetypes/default.md").read_text() == POST
    assert linkcheck("prune", cwd=blog, code=0).stdout == "0 unused definitions in 0 posts taken out\n"
    assert "2 definitions in 2 files" in linkcheck("undo", "--list", cwd=blog, code=0).stdout
    assert linkcheck("undo", cwd=blog, code=0).stdout.startswith("Put back 2 definitions in 2 files (run 1 of ")
    assert texts(blog) == [POST, POST]


def test_undo_of_a_url_puts_its_definitions_back_alone(blog: Path) -> None:
    """Another definition stays out until all goes back; an address that no edit has is told, with the nearest."""
    (blog / "content/b.md").write_text(f"{POST}[3]: https://c.example/\n")
    linkcheck("prune", cwd=blog, code=0)
    other = linkcheck("undo", "--url", "https://c.example/x", cwd=blog, code=0).stdout
    assert other == "Nothing to put back of https://c.example/x; did you mean https://c.example/?\n"
    done = linkcheck("undo", "1", "--url", "https://b.example", "--url", "https://z.test/", cwd=blog, code=0).stdout
    assert done.startswith("Put back 2 definitions in 2 files (run 1 of ")
    assert done.endswith(").\nNothing to put back of https://z.test/ in run 1.\n")
    assert texts(blog) == [POST, POST]
    assert "3 definitions in 2 files, 2 of them put back" in linkcheck("undo", "--list", cwd=blog, code=0).stdout
    assert linkcheck("undo", cwd=blog, code=0).stdout.startswith("Put back 1 definition in 1 file")
    assert texts(blog) == [POST, f"{POST}[3]: https://c.example/\n"]


def test_diff_is_the_patch_and_nothing_else(blog: Path) -> None:
    """git takes it; nothing is written, and the summary goes elsewhere."""
    done = linkcheck("prune", "content", "--diff", cwd=blog, code=0)
    assert texts(blog) == [POST, POST]
    assert not (blog / ".linkcheck").exists()
    assert done.stderr == "2 unused definitions in 2 posts to be taken out\n"
    run_git(blog, "init", "--quiet")
    run_git(blog, "apply", "-", given=done.stdout.encode())
    assert texts(blog) == [PRUNED, PRUNED]


def test_what_is_left_is_told(blog: Path) -> None:
    """A line for each refusal, and exit code 1; the rest is done."""
    (blog / "content" / "a.md").write_text(POST.replace("\n\n[1]", "\n\n{{% note %}}\n\n[1]"))
    done = linkcheck("prune", "content", cwd=blog, code=1)
    first, last = done.stdout.splitlines()
    assert first.startswith("content/a.md:9:1: left as it is: a template call pastes text into this document")
    assert last.startswith("1 unused definition in 1 post taken out, 1 left;")
    assert texts(blog)[1] == PRUNED


def test_a_file_that_another_pastes_in_is_left(blog: Path) -> None:
    """Its definitions may be for the other."""
    (blog / "content" / "c.md").write_text('{{< include "b.md" >}}\n')
    done = linkcheck("prune", "content", cwd=blog, code=1)
    assert "content/b.md:7:1: left as it is: content/c.md may paste this file in" in done.stdout
    assert texts(blog) == [PRUNED, POST]


def test_comments_paths_and_changes_are_heeded(blog: Path) -> None:
    """What a comment switches off, what is excluded, and what the change does not touch stays."""
    off = POST.replace("[2]", "<!-- linkcheck-disable-next-line -->\n[2]")
    (blog / "content" / "a.md").write_text(off)
    assert linkcheck("prune", "--exclude-path", "b.md", cwd=blog, code=0).stdout.startswith("0 unused")
    run_git(blog, "init", "--quiet")
    run_git(blog, "add", ".")
    run_git(blog, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "-m", "x")
    assert linkcheck("prune", "--since", "HEAD", cwd=blog, code=0).stdout.startswith("0 unused")
    (blog / "content" / "b.md").write_text(f"{POST}[3]: https://c.example/\n")
    assert linkcheck("prune", "--since", "HEAD", cwd=blog, code=0).stdout.startswith("1 unused definition in 1 post")
    assert texts(blog) == [off, POST]


def test_rules_that_are_off_change_nothing(blog: Path) -> None:
    """`rules` says what is reported; the command says what is done."""
    (blog / "linkcheck.toml").write_text('rules.unused-definition = "off"\n')
    linkcheck("prune", "content", cwd=blog, code=0)
    assert texts(blog) == [PRUNED, PRUNED]


def test_what_is_wrong_is_said(blog: Path) -> None:
    """No such path, standard input, a journal that cannot be: exit code 2, and nothing is written."""
    assert "no such file" in linkcheck("prune", "nowhere", cwd=blog, code=2).stderr
    assert "files are written" in linkcheck("prune", "-", cwd=blog, code=2).stderr
    (blog / ".linkcheck").write_text("")
    assert "is no folder" in linkcheck("prune", cwd=blog, code=2).stderr
    assert texts(blog) == [POST, POST]
