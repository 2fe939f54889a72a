"""What undo makes of posts that were renamed, of fixes that ran side by side, and of what was never written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.history import History, Journal
from linkcheck.model import Document
from linkcheck.repair import Undone, list_lines, repair, undo
from tests.support.rewriting import reader
from tests.support.two_posts import NEW, OLD, POST, edits_of, fix

NAMES = [f"posts/{number:02}.md" for number in range(30)]
AFTER = POST.replace(OLD, NEW)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Return the journal of a folder of posts."""
    (tmp_path / "posts").mkdir()
    for name in NAMES:
        (tmp_path / name).write_bytes(POST)
    with History(tmp_path / ".linkcheck") as history:
        yield history.journal


def posts_of(*names: str) -> dict[str, Document]:
    """Return posts as they were."""
    return {name: Document(name, POST) for name in names}


def undone(journal: Journal, folder: Path) -> Undone:
    """Undo the latest run; renamed posts are looked for among all files."""
    return undo(journal, None, reader(), cwd=folder, posts=lambda: sorted(folder.glob("posts/**/*.md")))


def test_a_renamed_post_is_put_back_under_its_new_name(tmp_path: Path, journal: Journal) -> None:
    """It is known by what is in it; nothing is made at its old place."""
    fix(posts_of(NAMES[0]), journal, tmp_path)
    (tmp_path / "posts" / "new").mkdir()
    (tmp_path / NAMES[0]).rename(tmp_path / "posts" / "new" / "index.md")
    done = undone(journal, tmp_path)
    assert {edit.path for edit in done.edits if edit.applied} == {"posts/new/index.md"}
    assert (tmp_path / "posts" / "new" / "index.md").read_bytes() == POST
    assert not (tmp_path / NAMES[0]).exists()
    assert undone(journal, tmp_path).run is None


@pytest.mark.parametrize("why", ["two of them", "edited", "gone", "outside"])
def test_what_is_not_surely_the_same_post_is_left(tmp_path: Path, journal: Journal, why: str) -> None:
    """The twin: two posts with that content, one that was edited too, none, one beyond the folder."""
    fix(posts_of(NAMES[0]), journal, tmp_path)
    old, moved = tmp_path / NAMES[0], tmp_path / "posts" / "moved.md"
    old.rename(moved)
    match why:
        case "two of them":
            (tmp_path / "posts" / "copy.md").write_bytes(AFTER)
        case "edited":
            moved.write_bytes(AFTER + b"\nMore.\n")
        case "gone":
            moved.unlink()
        case _:
            moved.rename(tmp_path.parent / f"{tmp_path.name}.md")
            moved.symlink_to(tmp_path.parent / f"{tmp_path.name}.md")
    before = {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()}
    done = undone(journal, tmp_path)
    assert not any(edit.applied for edit in done.edits)
    assert "the file cannot be read" in done.lines[1]
    assert {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()} == before


def test_the_list_counts_what_was_written(tmp_path: Path, journal: Journal) -> None:
    """One post was changed between reading and writing, so one file of two was written; of another run none."""
    (tmp_path / NAMES[1]).write_bytes(POST + b"changed")
    fix(posts_of(*NAMES[:2]), journal, tmp_path)
    fix(posts_of(NAMES[1]), journal, tmp_path)
    first, second = list_lines(journal)
    assert first.endswith(f"{len(edits_of(posts_of(NAMES[0])[NAMES[0]]))} links in 1 file")
    assert second.endswith("nothing was written")


def test_two_fixes_at_once(tmp_path: Path, journal: Journal) -> None:
    """Every post is written once, by the one or the other; both can be put back."""
    documents = posts_of(*NAMES)
    edits = [edit for document in documents.values() for edit in edits_of(document)]
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            with History(tmp_path / ".linkcheck") as history:
                done = repair(edits, documents, history.journal, cwd=tmp_path)
            os._exit(0 if all(edit.applied for edit in done) else 3)
        children.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    assert codes == [0, 3]
    assert {(tmp_path / name).read_bytes() for name in NAMES} == {AFTER}
    lines = list_lines(journal)
    assert sorted(line.endswith("nothing was written") for line in lines) == [False, True]
    while undone(journal, tmp_path).run is not None:
        pass
    assert {(tmp_path / name).read_bytes() for name in NAMES} == {POST}
    assert {path.name for path in (tmp_path / "posts").iterdir()} == {Path(name).name for name in NAMES}


def test_a_killed_fix_holds_nobody_off(tmp_path: Path, journal: Journal) -> None:
    """The lock goes with the process."""
    child = os.fork()
    if child == 0:
        with History(tmp_path / ".linkcheck") as history, history.journal.alone():
            os._exit(9)
    os.waitpid(child, 0)
    assert all(edit.applied for edit in fix(posts_of(NAMES[0]), journal, tmp_path))


def test_the_edits_of_some_posts_are_put_back_alone(tmp_path: Path, journal: Journal) -> None:
    """What the run wrote elsewhere stays, and can be put back later; of a post with no edits nothing is."""
    fix(posts_of(*NAMES[:3]), journal, tmp_path)

    def put_back(*names: str) -> Undone:
        return undo(journal, None, reader(), cwd=tmp_path, only={(tmp_path / name).resolve() for name in names})

    done = put_back(NAMES[1])
    assert {edit.path for edit in done.edits if edit.applied} == {NAMES[1]}
    assert [(tmp_path / name).read_bytes() for name in NAMES[:3]] == [AFTER, POST, AFTER]
    for names in (NAMES[1:2], NAMES[5:6]):
        assert put_back(*names).lines == ("Nothing to put back in these posts.",)
    assert {edit.path for edit in undone(journal, tmp_path).edits if edit.applied} == {NAMES[0], NAMES[2]}
    assert all((tmp_path / name).read_bytes() == POST for name in NAMES)


@pytest.mark.parametrize("named", [NAMES[0], "posts/new.md"])
def test_a_renamed_post_is_named_by_either_name(tmp_path: Path, journal: Journal, named: str) -> None:
    """Whoever renamed it knows the new one; another post of the run stays as it is."""
    other = POST + b"\nAnother post.\n"
    (tmp_path / NAMES[1]).write_bytes(other)
    fix(posts_of(NAMES[0]) | {NAMES[1]: Document(NAMES[1], other)}, journal, tmp_path)
    (tmp_path / NAMES[0]).rename(tmp_path / "posts" / "new.md")
    found = sorted(tmp_path.glob("posts/*.md"))
    done = undo(journal, None, reader(), cwd=tmp_path, posts=found.copy, only={(tmp_path / named).resolve()})
    assert {edit.path for edit in done.edits if edit.applied} == {"posts/new.md"}
    assert (tmp_path / "posts" / "new.md").read_bytes() == POST
    assert (tmp_path / NAMES[1]).read_bytes() == other.replace(OLD, NEW)
