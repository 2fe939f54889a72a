"""What git says of a change, by real git: which lines are new, whatever the names, settings and texts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import LinkcheckError
from linkcheck.sources.changes import Changes, changes_since
from linkcheck.sources.changes.diff import by_any_end, parse
from linkcheck.sources.changes.since import ComparedRepository
from linkcheck.sources.changes.tree import tree_of
from tests.support.git import run_git

SUFFIXES = {".md", ".html"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository whose only commit is the tag `base`."""
    run_git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, {"post.md": "one\ntwo\nthree\n", "other.md": "old\n" * 20, "readme.txt": "text\n"})
    commit(tmp_path)
    run_git(tmp_path, "tag", "base")
    return tmp_path


def write(root: Path, texts: dict[str, str | bytes]) -> None:
    """Write files and their folders."""
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else text)


def commit(root: Path) -> None:
    """Commit all that is there."""
    run_git(root, "add", "-A")
    run_git(root, "commit", "-q", "--allow-empty", "-m", "work")


def touched(root: Path, revision: str = "base") -> dict[str, list[int] | None]:
    """Return the touched lines by file, without files that are touched in no line."""
    return shown(changes_since(revision, [root], root, SUFFIXES), root)


def shown(changes: Changes, root: Path) -> dict[str, list[int] | None]:
    """Return what is touched with short names."""
    real = os.path.realpath(root)
    lines = ((os.path.relpath(file, real), lines) for file, lines in changes.lines.items())
    return {name: None if numbers is None else sorted(numbers) for name, numbers in lines if numbers != frozenset()}


@pytest.mark.parametrize("state", ["written", "staged", "committed"])
def test_lines_that_are_added_or_modified(repository: Path, state: str) -> None:
    """It is nothing to the lines whether they are committed; a file that git does not know yet is touched wholly."""
    write(repository, {"post.md": "one\nTWO\nthree\nfour\n", "new.md": "a\nb\n", "readme.txt": "else\n"})
    if state != "written":
        run_git(repository, "add", "-A")
    if state == "committed":
        commit(repository)
    assert touched(repository) == {"post.md": [2, 4], "new.md": None if state == "written" else [1, 2]}


def test_what_the_others_did_meanwhile_is_not_touched(repository: Path) -> None:
    """The common ancestor counts, as in a pull request: main may have gone on."""
    run_git(repository, "switch", "-q", "-c", "work")
    write(repository, {"post.md": "one\ntwo\nthree\nmine\n"})
    commit(repository)
    run_git(repository, "switch", "-q", "main")
    write(repository, {"other.md": "theirs\n"})
    commit(repository)
    run_git(repository, "switch", "-q", "work")
    assert touched(repository, "main") == {"post.md": [4]}


def test_a_file_that_only_moves_touches_nothing(repository: Path) -> None:
    """Its old name is known, for what it causes elsewhere; with an edit, only the edit is touched."""
    run_git(repository, "mv", "other.md", "moved.md")
    found = changes_since("base", [repository], repository, SUFFIXES)
    assert shown(found, repository) == {}
    assert list(found.before.values()) == [Path(os.path.realpath(repository)) / "other.md"]
    write(repository, {"moved.md": "old\n" * 19 + "new\n"})
    assert touched(repository) == {"moved.md": [20]}


def test_lines_taken_out_touch_nothing(repository: Path) -> None:
    """Neither do whole files."""
    write(repository, {"post.md": "one\nthree\n"})
    (repository / "other.md").unlink()
    assert touched(repository) == {}


def test_other_ends_of_lines_touch_nothing(repository: Path) -> None:
    """An editor of Windows changes every byte of them, and no link."""
    write(repository, {"post.md": b"one\r\ntwo\r\nthree\r\n"})
    assert touched(repository) == {}
    write(repository, {"post.md": b"one\r\ntwo\r\nthree\r\nfour\r\n"})
    assert touched(repository) == {"post.md": [4]}


def test_ignored_files_touch_nothing(repository: Path) -> None:
    """What git ignores was made by a program."""
    write(repository, {".gitignore": "made/\n", "made/page.html": "<a href=x>\n"})
    assert touched(repository) == {}


LIKE_A_DIFF = "-- a/x\n++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\n\\ No newline at end of file\nrename to x\n"


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param("", "one", [1], id="no newline at the end"),
        pytest.param("one\n", "one\ntwo", [2], id="a line without a newline"),
        pytest.param(LIKE_A_DIFF, LIKE_A_DIFF.replace("x", "y"), [1, 2, 4, 6], id="looks like a diff"),
        pytest.param("", LIKE_A_DIFF, [1, 2, 3, 4, 5, 6], id="looks like a diff, all new"),
        pytest.param("a\0b\nc\n", "a\0b\nd\n", [2], id="NUL"),
        pytest.param(b"\xff\xfe\n1\n", b"\xff\xfe\n2\n", [2], id="bad UTF-8"),
        pytest.param("a\rb\n", "a\rc\n", [1, 2], id="a lone carriage return ends a line of Markdown"),
        pytest.param("x\ry\nz\n", "x\ry\nzz\n", [3], id="and counts for what is below"),
    ],
)
def test_odd_texts(repository: Path, before: str, after: str, lines: list[int]) -> None:
    """The parts of the output are told by its counts, never by how they look."""
    write(repository, {"odd.md": before})
    commit(repository)
    run_git(repository, "tag", "-f", "base")
    write(repository, {"odd.md": after})
    assert touched(repository) == {"odd.md": lines}


NAMES = ["a b.md", "a\tb.md", "a\nb.md", 'a"b.md', "a\\b.md", "größe.md", " .md", "a b/ b/c.MD", "-x.md", ":(top)x.md"]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names(repository: Path, name: str) -> None:
    """Blanks, quotes, letters beyond ASCII, line feeds: as file, as new file and as one that moves."""
    write(repository, {name: "old\n" * 9})
    assert touched(repository) == {name: None}
    commit(repository)
    assert touched(repository) == {name: list(range(1, 10))}
    run_git(repository, "tag", "-f", "base")
    write(repository, {name: "old\n" * 9 + "new\n"})
    assert touched(repository) == {name: [10]}
    (repository / name).rename(repository / "plain.md")
    run_git(repository, "add", "-A")
    found = changes_since("base", [repository], repository, SUFFIXES)
    assert shown(found, repository) == {"plain.md": [10]}
    assert [os.path.relpath(path, os.path.realpath(repository)) for path in found.before.values()] == [name]


def test_a_name_that_is_no_utf8(repository: Path) -> None:
    """Names are bytes."""
    name = os.fsdecode(b"caf\xe9.md")
    write(repository, {name: "old\n"})
    commit(repository)
    assert touched(repository) == {name: [1]}


@pytest.mark.parametrize(
    "setting",
    [
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.renames=false",
        "diff.context=7",
        "diff.interHunkContext=9",
        "diff.external=false",
        "diff.md.textconv=false",
        "diff.md.command=false",
        "diff.submodule=log",
        "diff.suppressBlankEmpty=true",
        "color.ui=always",
        "core.quotePath=false",
        "core.fsmonitor=false-program",
        "core.pager=false",
        "diff.wsErrorHighlight=all",
        "diff.algorithm=patience",
    ],
)
def test_settings_change_nothing(repository: Path, setting: str) -> None:
    """Nor does what the files' attributes say; programs that a checkout names are not run."""
    run_git(repository, "config", *setting.split("=", 1))
    write(repository, {".gitattributes": "*.md diff=md\npost.md binary\n", "post.md": "one\nTWO\n\nthree\n"})
    run_git(repository, "mv", "other.md", "gr\u00f6\u00dfe.md")
    assert touched(repository) == {"post.md": [2, 3]}


def test_a_link_of_the_file_system_is_no_text(repository: Path) -> None:
    """Its target's name is no line of a post, and the post that it leads to is touched where it is itself."""
    (repository / "link.md").symlink_to("post.md")
    commit(repository)
    assert touched(repository) == {}
    write(repository, {"post.md": "one\nTWO\nthree\n"})
    found = changes_since("base", [repository], repository, SUFFIXES)
    assert found.of(repository / "link.md") == found.of(repository / "post.md") == frozenset({2})


def test_a_submodule_is_another_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What changes inside is not told, and does no harm."""
    theme = tmp_path_factory.mktemp("theme")
    run_git(theme, "init", "-q", "-b", "main")
    write(theme, {"doc.md": "x\n"})
    commit(theme)
    run_git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(theme), "theme")
    write(repository / "theme", {"doc.md": "y\n"})
    assert touched(repository) == {}


def test_the_paths_say_which_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The working directory need not be in it, a path may be a file, and there may be several."""
    away = tmp_path_factory.mktemp("away")
    other = tmp_path_factory.mktemp("other")
    run_git(other, "init", "-q", "-b", "main")
    commit(other)
    run_git(other, "tag", "base")
    write(other, {"a.md": "x\n"})
    write(repository, {"post.md": "one\nTWO\nthree\n"})
    found = changes_since("base", [repository / "post.md", other], away, SUFFIXES)
    assert found.of(repository / "post.md") == frozenset({2})
    assert found.of(other / "a.md") is None
    assert found.of(away / "nothing.md") == frozenset()


def test_a_linked_working_tree(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`.git` is a file there."""
    tree = tmp_path_factory.mktemp("trees") / "tree"
    run_git(repository, "worktree", "add", "-q", str(tree))
    write(tree, {"post.md": "one\nTWO\nthree\n"})
    assert touched(tree) == {"post.md": [2]}


def test_a_merge_with_conflicts(repository: Path) -> None:
    """What stands in the file is judged, marks and all."""
    run_git(repository, "switch", "-q", "-c", "work")
    write(repository, {"post.md": "one\nmine\nthree\n"})
    commit(repository)
    run_git(repository, "switch", "-q", "main")
    write(repository, {"post.md": "one\ntheirs\nthree\n"})
    commit(repository)
    run_git(repository, "switch", "-q", "work")
    with pytest.raises(AssertionError):
        run_git(repository, "merge", "main")
    lines = touched(repository, "main")["post.md"]
    assert lines is not None
    assert 3 in lines  # "mine", below the mark


def test_a_shallow_clone_without_the_ancestor(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With both ends known and nothing between, they are compared with each other, and that is said."""
    run_git(repository, "switch", "-q", "-c", "work")
    write(repository, {"post.md": "one\nTWO\nthree\n"})
    commit(repository)
    clone = tmp_path_factory.mktemp("clones") / "clone"
    run_git(repository, "clone", "-q", "--depth=1", f"file://{repository}", str(clone))
    with pytest.raises(LinkcheckError, match="git fetch --depth=1 origin main"):
        touched(clone, "origin/main")
    run_git(clone, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    found = changes_since("origin/main", [clone], clone, SUFFIXES)
    assert shown(found, clone) == {"post.md": [2]}
    assert "compared with origin/main itself" in found.messages[0]


@pytest.mark.parametrize("revision", ["nowhere", "base:post.md", "main..base", "@{upstream}", "deadbeef" * 5])
def test_a_revision_that_is_none(repository: Path, revision: str) -> None:
    """The user can mend it."""
    with pytest.raises(LinkcheckError, match=r"^--since: git knows no revision "):
        touched(repository, revision)


def test_without_a_repository(tmp_path: Path) -> None:
    """Nobody knows what changed."""
    with pytest.raises(LinkcheckError, match="is in no git repository"):
        touched(tmp_path)


def test_before_the_first_commit(tmp_path: Path) -> None:
    """There is no revision yet."""
    run_git(tmp_path, "init", "-q")
    with pytest.raises(LinkcheckError, match="git knows no revision HEAD"):
        touched(tmp_path, "HEAD")


def test_without_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It is no part of linkcheck."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(LinkcheckError, match="there is no git on this machine"):
        touched(repository)


def test_the_tree_of_a_commit(repository: Path) -> None:
    """Posts with all bytes, large other files by their names only; no filter has a say."""
    write(repository, {".gitattributes": "*.md filter=x text eol=crlf\n", "a.png": b"x" * 100_000, "ü\nb.md": "a\n"})
    run_git(repository, "config", "filter.x.smudge", "false")
    commit(repository)
    (repository / "post.md").unlink()
    with tree_of(ComparedRepository(repository, "HEAD"), SUFFIXES) as tree:
        assert (tree / "post.md").read_bytes() == b"one\ntwo\nthree\n"
        assert (tree / "ü\nb.md").read_bytes() == b"a\n"
        assert (tree / "a.png").read_bytes() == b""
    assert not tree.exists()


def test_a_tree_made_by_hand_writes_nowhere_else(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing is written through a link of the file system, nor to a name that climbs."""
    away = tmp_path_factory.mktemp("away")
    blob, link = (
        run_git(repository, "hash-object", "-w", "--stdin", given=data).decode().strip()
        for data in (b"trap", os.fsencode(away))
    )
    inner = run_git(repository, "mktree", given=f"100644 blob {blob}\ttrap.md\n".encode()).decode().strip()
    both = f"120000 blob {link}\tx\n040000 tree {inner}\tx\n040000 tree {inner}\t..\n040000 tree {inner}\t.git\n"
    made = run_git(repository, "mktree", given=both.encode()).decode().strip()
    with tree_of(ComparedRepository(repository, made), SUFFIXES) as tree:
        assert not (tree.parent / "trap.md").exists()
        assert sorted(path.name for path in tree.iterdir()) == ["x"]
    assert list(away.iterdir()) == []


lines_of_posts = st.lists(st.sampled_from(["a", "b", "", "-", "+", "@@ -1 +1 @@", "--- a/x", "+++ b/y"]), max_size=8)


@settings(max_examples=40, deadline=None)
@given(lines_of_posts, lines_of_posts)
def test_what_is_not_touched_was_there(before: list[str], after: list[str]) -> None:
    """The untouched lines of the new text are lines of the old one, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, {"a.md": "".join(f"{line}\n" for line in before)})
        run_git(root, "init", "-q")
        commit(root)
        run_git(root, "tag", "base")
        write(root, {"a.md": "".join(f"{line}\n" for line in after)})
        numbers = touched(root).get("a.md", [])
        assert numbers is not None
        old = iter(before)
        kept = [line for number, line in enumerate(after, 1) if number not in numbers]
        assert all(any(line == one for one in old) for line in kept)
        assert all(1 <= number <= len(after) for number in numbers)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_crash(output: bytes) -> None:
    """A git of another day may print what it likes."""
    for patch in parse(b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,9 @@\n" + output):
        assert all(line >= 0 for line in by_any_end(patch.lines, output))
