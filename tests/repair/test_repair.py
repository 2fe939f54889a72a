"""Writing edits to files, and putting them back."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.history import ChangeState, FileChange, History, Journal, digest
from linkcheck.model import Document, LinkcheckError
from linkcheck.repair import apply, list_lines, repair, undo
from linkcheck.repair.recover import recover
from linkcheck.repair.write import write
from tests.support import paths
from tests.support.rewriting import reader, write_all
from tests.support.two_posts import NEW, OLD, POST, edits_of, fix


@pytest.fixture
def documents(tmp_path: Path) -> Mapping[str, Document]:
    """Two posts in a folder, with the same three dead links each."""
    found = {name: Document(name, POST) for name in ("posts/one.md", "posts/with space é.md")}
    write_all(tmp_path, found)
    return found


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """Open the journal beside the posts of a folder."""
    with History(folder / ".linkcheck") as history:
        yield history.journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """The journal beside the posts."""
    with open_journal(tmp_path) as opened:
        yield opened


def contents(folder: Path, documents: Mapping[str, Document]) -> list[bytes]:
    """Return the files' bytes as they are now."""
    return [(folder / path).read_bytes() for path in documents]


def test_fix_and_undo(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """What is written is what was planned; undo gives the same bytes back, once."""
    edits = fix(documents, journal, tmp_path)
    assert [(edit.applied, edit.refused) for edit in edits] == [(True, None)] * 6
    assert contents(tmp_path, documents) == [POST.replace(OLD, NEW)] * 2
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert contents(tmp_path, documents) == [POST] * 2
    assert all(edit.applied for edit in undone.edits)
    assert undone.lines[0].startswith("Put back 6 links in 2 files (run 1 of ")
    again = undo(journal, None, reader(), cwd=tmp_path)
    assert (again.run, again.lines) == (None, ("Nothing to undo: all runs have been put back.",))


def test_nothing_to_write_makes_no_journal(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Refused edits alone begin no run and create no folder."""
    refused = [replace(edit, refused="no") for edit in edits_of(documents["posts/one.md"])]
    assert repair(refused, documents, journal, cwd=tmp_path) == tuple(refused)
    assert not (tmp_path / ".linkcheck").exists()
    assert undo(journal, None, reader(), cwd=tmp_path).lines == ("Nothing to undo: no run has changed a file here.",)
    assert list_lines(journal) == ("No run has changed a file here.",)


def test_refused_edits_stay_refused(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Among good edits a refused one is left alone and keeps its reason."""
    document = documents["posts/one.md"]
    first, *others = edits_of(document)
    result = repair([replace(first, refused="no"), *others], documents, journal, cwd=tmp_path)
    assert [(edit.applied, edit.refused) for edit in result] == [(False, "no"), (True, None), (True, None)]
    assert (tmp_path / document.path).read_bytes() == POST.replace(OLD, NEW).replace(NEW, OLD, 1)


def test_a_file_that_changed_is_left_alone(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Nothing is written into a file that is no longer what was read; the others are repaired."""
    (tmp_path / "posts/one.md").write_bytes(POST + b" edited")
    edits = fix(documents, journal, tmp_path)
    assert {(edit.path, edit.applied) for edit in edits} == {("posts/one.md", False), ("posts/with space é.md", True)}
    assert edits[0].refused == "the file changed since it was read; run linkcheck again"
    assert contents(tmp_path, documents) == [POST + b" edited", POST.replace(OLD, NEW)]
    assert {edit.path for edit in undo(journal, None, reader(), cwd=tmp_path).edits} == {"posts/with space é.md"}


def test_two_names_of_one_file(tmp_path: Path, journal: Journal) -> None:
    """A file that is reached by two names is written once; the second name's edits say why they were not."""
    document = Document("a.md", POST)
    write_all(tmp_path, {"a.md": document})
    (tmp_path / "b.md").symlink_to("a.md")
    edits = fix({"a.md": document, "b.md": Document("b.md", POST)}, journal, tmp_path)
    assert [edit.refused for edit in edits] == [None] * 3 + ["this is the same file as a.md"] * 3
    assert (tmp_path / "a.md").read_bytes() == POST.replace(OLD, NEW)


def test_a_file_that_is_gone(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Undo does not make a removed file again; when it comes back, the run can be named to put it right."""
    fix(documents, journal, tmp_path)
    (tmp_path / "posts/one.md").unlink()
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert [edit.path for edit in undone.edits if edit.refused is not None] == ["posts/one.md"] * 3
    assert "the file cannot be read" in undone.lines[1]
    assert not (tmp_path / "posts/one.md").exists()
    (tmp_path / "posts/one.md").write_bytes(POST.replace(OLD, NEW))
    assert undo(journal, None, reader(), cwd=tmp_path).run is None
    assert undo(journal, 1, reader(), cwd=tmp_path).run == 1
    assert contents(tmp_path, documents) == [POST] * 2


def test_the_mode_is_kept(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """A file keeps its permissions through fix and undo."""
    path = tmp_path / "posts/one.md"
    path.chmod(0o640)
    before = stat.S_IMODE(path.stat().st_mode)
    fix(documents, journal, tmp_path)
    undo(journal, None, reader(), cwd=tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == before


def test_undo_in_a_file_that_was_edited(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Each link that still stands is put back, whatever was written around it; text that only looks alike stays."""
    fix(documents, journal, tmp_path)
    path = tmp_path / "posts/one.md"
    path.write_bytes(b"`" + NEW + b"`\r\n\r\n" + path.read_bytes().replace(b"# One", b"# Another title"))
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert all(edit.applied for edit in undone.edits)
    assert path.read_bytes() == b"`" + NEW + b"`\r\n\r\n" + POST.replace(b"# One", b"# Another title")


def test_undo_where_a_link_was_removed_since(
    tmp_path: Path, documents: Mapping[str, Document], journal: Journal
) -> None:
    """Links that were the same before and are the same now are put back, however many are left."""
    fix(documents, journal, tmp_path)
    path = tmp_path / "posts/one.md"
    path.write_bytes(path.read_bytes().replace(b"[a](" + NEW + b"), ", b""))
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert [edit.applied for edit in undone.edits if edit.path == "posts/one.md"].count(True) == 2
    assert path.read_bytes() == POST.replace(b"[a](" + OLD + b"), ", b"")
    assert undo(journal, None, reader(), cwd=tmp_path).run is None


def test_undo_leaves_what_cannot_be_told(tmp_path: Path, journal: Journal) -> None:
    """Two links that differed before and are the same now: with one of them gone, which it was cannot be told."""
    document = Document("a.md", b"[a](http://gone.example/X) [b](http://gone.example/x)\n")
    write_all(tmp_path, {"a.md": document})
    edits = [*edits_of(document, b"http://gone.example/X"), *edits_of(document)]
    repair(edits, {"a.md": document}, journal, cwd=tmp_path)
    left = b"[a](" + NEW + b")\n"
    (tmp_path / "a.md").write_bytes(left)
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert "links of this address: 2 written, 1 there now" in undone.lines[1]
    assert (tmp_path / "a.md").read_bytes() == left


def test_undo_leaves_links_that_the_author_added(
    tmp_path: Path, documents: Mapping[str, Document], journal: Journal
) -> None:
    """With one more link of the same address in the file, none is touched: one of them is the author's."""
    fix(documents, journal, tmp_path)
    path = tmp_path / "posts/one.md"
    edited = path.read_bytes() + b"\r\n\r\n[mine](" + NEW + b")"
    path.write_bytes(edited)
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert [edit.applied for edit in undone.edits if edit.path == "posts/one.md"] == [False] * 3
    assert path.read_bytes() == edited


def test_runs_are_put_back_one_by_one(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Each undo goes one run further back and says so; runs can be listed and named."""
    document = documents["posts/one.md"]
    first = edits_of(document)[:1]
    repair(first, documents, journal, cwd=tmp_path)
    between = Document(document.path, apply(document, first))
    repair(edits_of(between, b"(" + OLD, b"(" + NEW), {document.path: between}, journal, cwd=tmp_path)
    assert [line.partition("  ")[0] for line in list_lines(journal)] == ["run 1", "run 2"]
    assert undo(journal, None, reader(), cwd=tmp_path).run == 2
    assert (tmp_path / document.path).read_bytes() == between.data
    assert list_lines(journal)[1].endswith("1 link in 1 file (put back)")
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert undone.run == 1
    assert "for later ones have nothing to put back" in undone.lines[0]
    assert (tmp_path / document.path).read_bytes() == POST


def test_a_run_by_its_number(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """An older run can be put back under a newer one; an unknown number is told to the user."""
    first, second = documents.values()
    repair(edits_of(first), documents, journal, cwd=tmp_path)
    repair(edits_of(second), documents, journal, cwd=tmp_path)
    undo(journal, 1, reader(), cwd=tmp_path)
    assert contents(tmp_path, documents) == [POST, POST.replace(OLD, NEW)]
    assert undo(journal, 1, reader(), cwd=tmp_path).lines == ("Nothing to put back in run 1.",)
    with pytest.raises(LinkcheckError, match="no run 7 in the journal"):
        undo(journal, 7, reader(), cwd=tmp_path)


def test_a_run_that_is_named_twice(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """What has been put back is looked at again only where its file has come back."""
    fix(documents, journal, tmp_path)
    assert len(undo(journal, 1, reader(), cwd=tmp_path).edits) == 6
    one, other = documents
    (tmp_path / one).unlink()
    (tmp_path / other).write_bytes(POST.replace(OLD, NEW))
    assert {edit.path for edit in undo(journal, 1, reader(), cwd=tmp_path).edits} == {other}


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_run_that_was_killed(
    tmp_path: Path, documents: Mapping[str, Document], journal: Journal, written: int
) -> None:
    """After a kill between two files the journal knows by their hashes which were written, and puts back those."""
    planned = [
        FileChange(tmp_path / path, digest(POST), digest(POST.replace(OLD, NEW)), tuple(edits_of(document)))
        for path, document in documents.items()
    ]
    journal.record(journal.begin_run(), planned)
    for change in planned[:written]:
        assert write(change.path, POST, POST.replace(OLD, NEW)) is None
    undone = undo(journal, None, reader(), cwd=tmp_path)
    assert [edit.path for edit in undone.edits] == [path for path in documents for _ in range(3)][: 3 * written]
    assert contents(tmp_path, documents) == [POST] * 2
    assert undo(journal, None, reader(), cwd=tmp_path).run is None


def test_a_killed_run_is_known_by_its_files(tmp_path: Path, journal: Journal) -> None:
    """A file holds what it held before, what was to be written, or neither: then somebody edited it, and who knows."""
    after = POST.replace(OLD, NEW)
    told = {"a.md": (POST, ChangeState.REFUSED), "b.md": (after, ChangeState.APPLIED)}
    told["c.md"] = (b"edited", ChangeState.PLANNED)
    for name, (data, _) in told.items():
        (tmp_path / name).write_bytes(data)
    run = journal.begin_run()
    edits = {name: tuple(edits_of(Document(name, POST))) for name in told}
    journal.record(run, [FileChange(tmp_path / name, digest(POST), digest(after), edits[name]) for name in told])
    recover(journal)
    assert [change.state for change in journal.changes(run)] == [state for _, state in told.values()]


DIES_WHILE_REPLACING = """
import os, sys
from pathlib import Path
from linkcheck.history import History
from linkcheck.model import Document
from tests.support.two_posts import POST, fix

folder, number, moment = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
real, calls = os.replace, []

def replace(*arguments, **keywords):
    calls.append(arguments)
    if len(calls) == number and moment == "before":
        os._exit(9)
    real(*arguments, **keywords)
    if len(calls) == number and moment == "after":
        os._exit(9)

os.replace = replace
names = ["posts/one.md", "posts/with space \\u00e9.md"]
fix({name: Document(name, POST) for name in names}, History(folder / ".linkcheck").journal, folder)
"""


@pytest.mark.parametrize(
    ("number", "moment", "written"), [(1, "before", 0), (1, "after", 1), (2, "before", 1), (2, "after", 2)]
)
def test_a_process_that_dies(
    tmp_path: Path, documents: Mapping[str, Document], number: int, moment: str, written: int
) -> None:
    """A process that dies around a replacement leaves whole files; a fix finishes, sweeps up, and can be undone."""
    command = [sys.executable, "-c", DIES_WHILE_REPLACING, str(tmp_path), str(number), moment]
    done = subprocess.run(command, check=False, capture_output=True, cwd=paths.ROOT)
    assert done.returncode == 9, done.stderr.decode()
    after = POST.replace(OLD, NEW)
    assert contents(tmp_path, documents) == [after] * written + [POST] * (2 - written)
    assert len(list((tmp_path / "posts").iterdir())) == 2 + (moment == "before")
    left = dict(list(documents.items())[written:])
    with open_journal(tmp_path) as journal:
        assert all(edit.applied for edit in fix(left, journal, tmp_path))
        assert contents(tmp_path, documents) == [after] * 2
        assert len(list((tmp_path / "posts").iterdir())) == 2
        while undo(journal, None, reader(), cwd=tmp_path).run is not None:
            pass
    assert contents(tmp_path, documents) == [POST] * 2


def test_a_run_without_a_file_written_is_passed_over(
    tmp_path: Path, documents: Mapping[str, Document], journal: Journal
) -> None:
    """A run that was killed before its first file does not stand in the way of the one before."""
    fix(documents, journal, tmp_path)
    after = POST.replace(OLD, NEW)
    change = FileChange(tmp_path / "posts/one.md", digest(after), digest(after + b"x"), ())
    journal.record(journal.begin_run(), [change])
    assert undo(journal, None, reader(), cwd=tmp_path).run == 1
    assert contents(tmp_path, documents) == [POST] * 2


def test_the_journal_comes_first(tmp_path: Path, documents: Mapping[str, Document]) -> None:
    """Where the journal cannot be written, no file is changed."""
    (tmp_path / ".linkcheck").write_bytes(b"a file where the folder should be")
    with open_journal(tmp_path) as journal, pytest.raises(LinkcheckError):
        fix(documents, journal, tmp_path)
    assert contents(tmp_path, documents) == [POST] * 2


def test_the_journal_holds_the_run_before_the_first_file_changes(
    tmp_path: Path, documents: Mapping[str, Document], journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the first file is marked, every file of the run is already in the journal."""
    seen = []

    mark = Journal.mark

    def watched(self: Journal, run: int, path: Path, state: ChangeState) -> None:
        seen.append(len(self.changes(run)))
        mark(self, run, path, state)

    monkeypatch.setattr(Journal, "mark", watched)
    fix(documents, journal, tmp_path)
    assert seen == [2, 2]


def test_undo_from_another_folder(tmp_path: Path, documents: Mapping[str, Document], journal: Journal) -> None:
    """Undo finds the files from wherever it is called, and names them from there."""
    fix(documents, journal, tmp_path)
    undone = undo(journal, None, reader(), cwd=tmp_path / "posts")
    assert {edit.path for edit in undone.edits} == {"one.md", "with space é.md"}
    assert contents(tmp_path, documents) == [POST] * 2


def test_a_blog_that_was_moved(tmp_path: Path) -> None:
    """The journal goes with the blog: after a move of the folder undo still works."""
    document = Document("one.md", POST)
    write_all(tmp_path / "here", {"one.md": document})
    with open_journal(tmp_path / "here") as journal:
        repair(edits_of(document), {"one.md": document}, journal, cwd=tmp_path / "here")
    os.rename(tmp_path / "here", tmp_path / "there")  # noqa: PTH104 -- the folder, as a user's `mv` would
    with open_journal(tmp_path / "there") as journal:
        undo(journal, None, reader(), cwd=tmp_path / "there")
    assert (tmp_path / "there" / "one.md").read_bytes() == POST


@given(
    st.lists(
        st.sampled_from([b"[x](" + OLD + b")", b"<" + OLD + b">", b"\xff", b"\r\n", b"\n\n", b"text "]), max_size=20
    )
)
@settings(max_examples=25)
def test_undo_is_the_inverse_of_fix(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    """Whatever the post, undo gives back exactly the bytes that were there."""
    folder = tmp_path_factory.mktemp("blog")
    document = Document("one.md", b"".join(pieces))
    write_all(folder, {"one.md": document})
    with open_journal(folder) as journal:
        fix({"one.md": document}, journal, folder)
        assert (folder / "one.md").read_bytes() == document.data.replace(OLD, NEW)
        undo(journal, None, reader(), cwd=folder)
    assert (folder / "one.md").read_bytes() == document.data
