"""What is kept between runs survives kill -9, a second run at once and a damaged file; where it cannot, it says so."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from linkcheck.history import ChangeState, FileChange, History, JournalRun, digest
from linkcheck.model import Capture, CaptureList, Edit, LinkcheckError, LookupStatus, Memento, Span
from linkcheck.web.archive.cache import Cache, RunCache

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "https://web.archive.org/web/*/dead.test/"
FOUND = CaptureList(LookupStatus.FOUND, (Capture("20150301100000", "A"), Capture("20000800241623")))


class Clock:
    """Today, as far as the history knows."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return it."""
        return self.now


def change(path: Path, old: bytes = b"http://dead.test/", new: bytes = b"http://copy.test/") -> FileChange:
    """Return one edit of a file that holds nothing else."""
    edit = Edit(path.name, Span(0, len(old)), old, new, "gone")
    return FileChange(path, digest(old), digest(new), (edit,))


def test_reading_makes_no_file(tmp_path: Path) -> None:
    """Who only asks leaves nothing behind."""
    with History(tmp_path / ".linkcheck") as history:
        assert history.archive_cache.captures(KEY) is None
        assert history.archive_cache.memento(KEY, None) is None
        assert history.archive_cache.waiting() == frozenset()
        assert history.journal.runs() == ()
        assert history.journal.changes(1) == ()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_ignored_by_git(tmp_path: Path) -> None:
    """It keeps itself out of the author's commits, and leaves an own `.gitignore` alone."""
    with History(tmp_path / ".linkcheck") as history:
        history.journal.begin_run()
    ignore = tmp_path / ".linkcheck" / ".gitignore"
    assert ignore.read_text() == "*\n"
    ignore.write_text("mine")
    (tmp_path / ".linkcheck" / "history.sqlite").unlink()
    with History(tmp_path / ".linkcheck") as history:
        history.journal.begin_run()
    assert ignore.read_text() == "mine"


def test_the_archive_cache_on_disk_is_like_that_of_a_run(tmp_path: Path) -> None:
    """Both caches give back what was kept in them, for each day its own."""
    with History(tmp_path / ".linkcheck", now=Clock()) as history:
        caches: list[Cache] = [history.archive_cache, RunCache()]
        for cache in caches:
            cache.keep_captures(KEY, FOUND, None)
            assert cache.captures(KEY) == FOUND
            for near in (None, date(2018, 1, 1)):
                memento = Memento(near, LookupStatus.FOUND, "http://copy.test/", NOW, "exact", probed=True)
                cache.keep_memento(KEY, memento)
                assert cache.memento(KEY, near) == memento
            assert cache.memento(KEY, date(2018, 1, 2)) is None
            cache.keep_waiting(["b", "a"])
            cache.keep_waiting(["c", "c"])
            assert cache.waiting() == {"c"}


def test_an_answer_expires_when_its_time_is_over(tmp_path: Path) -> None:
    """Found for ever, what is not there for as long as was said."""
    today = Clock()
    with History(tmp_path / ".linkcheck", now=today) as history:
        history.archive_cache.keep_captures("found", FOUND, None)
        history.archive_cache.keep_captures("none", CaptureList(LookupStatus.NONE), timedelta(days=7))
        history.archive_cache.keep_captures(
            "excluded", CaptureList(LookupStatus.UNKNOWN, detail="excluded"), timedelta(days=30)
        )
        kept = []
        for days in (0, 6, 8, 31, 10_000):
            today.now = NOW + timedelta(days=days)
            kept.append([key for key in ("found", "none", "excluded") if history.archive_cache.captures(key)])
    everything = ["found", "none", "excluded"]
    assert kept == [everything, everything, ["found", "excluded"], ["found"], ["found"]]


def test_the_journal_gives_back_what_was_recorded(tmp_path: Path) -> None:
    """Bytes stay bytes, spans spans; the runs are numbered for good."""
    post, other = tmp_path / "content" / "a.md", tmp_path / "content" / "b.md"
    with History(tmp_path / ".linkcheck", now=Clock()) as history:
        assert history.journal.begin_run() == 1
        run = history.journal.begin_run()
        changes = [change(other, b"\xff\x00old"), change(post)]
        history.journal.record(run, changes)
        history.journal.mark(run, post, ChangeState.APPLIED)
    with History(tmp_path / ".linkcheck") as history:
        assert history.journal.runs() == (JournalRun(id=2, at=NOW, files=2, edits=2, undone=False),)
        first, second = history.journal.changes(run)
        assert (first.path, first.state, first.before) == (post, ChangeState.APPLIED, digest(b"http://dead.test/"))
        assert (second.path, second.state) == (other, ChangeState.PLANNED)
        assert second.edits == (Edit("content/b.md", Span(0, 5), b"\xff\x00old", b"http://copy.test/", "gone"),)
        assert history.journal.changes(1) == ()


def test_a_run_is_undone_when_nothing_of_it_is_left(tmp_path: Path) -> None:
    """Refused changes were never made; the rest must be put back."""
    paths = [tmp_path / name for name in ("a.md", "b.md", "c.md")]
    states = [ChangeState.UNDONE, ChangeState.REFUSED, ChangeState.UNDONE]
    with History(tmp_path / ".linkcheck") as history:
        run = history.journal.begin_run()
        history.journal.record(run, [change(path) for path in paths])
        undone = []
        for path, state in zip(paths, states, strict=True):
            history.journal.mark(run, path, state)
            undone.append(history.journal.runs()[0].undone)
    assert undone == [False, False, True]


def test_paths_follow_a_blog_that_moves(tmp_path: Path) -> None:
    """Inside the blog they are relative to it; a file elsewhere keeps its absolute path."""
    blog, elsewhere = tmp_path / "blog", tmp_path / "elsewhere.md"
    with History(blog / ".linkcheck") as history:
        run = history.journal.begin_run()
        history.journal.record(run, [change(blog / "a.md"), change(elsewhere)])
    blog.rename(tmp_path / "moved")
    with History(tmp_path / "moved" / ".linkcheck") as history:
        assert {each.path for each in history.journal.changes(run)} == {tmp_path / "moved" / "a.md", elsewhere}


def test_a_file_name_need_not_be_utf_8(tmp_path: Path) -> None:
    """Old blogs have Latin-1 names, where the system lets such a one be."""
    path = tmp_path / (os.fsdecode(b"caf\xe9.md") if sys.platform == "linux" else "café.md")
    with History(tmp_path / ".linkcheck") as history:
        run = history.journal.begin_run()
        history.journal.record(run, [change(path)])
        history.journal.mark(run, path, ChangeState.APPLIED)
        (kept,) = history.journal.changes(run)
    assert (kept.path, kept.state) == (path, ChangeState.APPLIED)


def test_recording_is_all_or_nothing(tmp_path: Path) -> None:
    """The same file twice is a bug of the caller: then nothing of that run is in the journal."""
    with History(tmp_path / ".linkcheck") as history:
        run = history.journal.begin_run()
        with pytest.raises(sqlite3.IntegrityError):
            history.journal.record(
                run, [change(tmp_path / "a.md"), change(tmp_path / "b.md"), change(tmp_path / "a.md")]
            )
        assert history.journal.changes(run) == ()


@pytest.mark.parametrize("damage", [b"this is no database, but long enough to be looked at " * 100, b"\x00" * 9000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    """The run goes on with a new one, the old one stays for a rescue, and it is said what that means."""
    folder = tmp_path / ".linkcheck"
    folder.mkdir()
    (folder / "history.sqlite").write_bytes(damage)
    messages: list[str] = []
    with History(folder, warn=messages.append) as history:
        assert history.journal.runs() == ()
        run = history.journal.begin_run()
        history.journal.record(run, [change(tmp_path / "a.md")])
        assert len(history.journal.runs()) == 1
    assert (folder / "history.sqlite.damaged-1").read_bytes() == damage
    assert len(messages) == 1
    assert "damaged-1" in messages[0]
    assert "undo" in messages[0]


def test_damage_that_comes_back_is_set_aside_beside_the_first(tmp_path: Path) -> None:
    """Nothing that may be rescued is written over."""
    folder = tmp_path / ".linkcheck"
    folder.mkdir()
    for damage in (b"first " * 999, b"second " * 999):
        (folder / "history.sqlite").write_bytes(damage)
        with History(folder, warn=lambda _: None) as history:
            assert history.journal.runs() == ()
    kept = [(folder / f"history.sqlite.damaged-{number}").read_bytes() for number in (1, 2)]
    assert kept == [b"first " * 999, b"second " * 999]


def test_damage_in_the_middle_is_found(tmp_path: Path) -> None:
    """A file that opens but whose pages are overwritten is not trusted."""
    folder = tmp_path / ".linkcheck"
    with History(folder) as history:
        run = history.journal.begin_run()
        history.journal.record(run, [change(tmp_path / f"{number}.md") for number in range(500)])
    file = folder / "history.sqlite"
    data = bytearray(file.read_bytes())
    data[8192:40_000] = b"\xaa" * (40_000 - 8192)
    file.write_bytes(data)
    messages: list[str] = []
    with History(folder, warn=messages.append) as history:
        assert history.journal.begin_run() == 1
    assert len(messages) == 1


def test_a_file_of_a_newer_linkcheck_is_left_alone(tmp_path: Path) -> None:
    """What archives said is done without; the journal says what to do."""
    folder = tmp_path / ".linkcheck"
    with History(folder) as history:
        history.journal.begin_run()
    with sqlite3.connect(folder / "history.sqlite") as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    messages: list[str] = []
    with History(folder, warn=messages.append) as history:
        assert history.archive_cache.captures(KEY) is None
        history.archive_cache.keep_waiting(["a"])
        assert len(messages) == 1
        with pytest.raises(LinkcheckError, match="newer linkcheck"):
            history.journal.begin_run()


def test_what_archives_said_never_stops_a_run(tmp_path: Path) -> None:
    """No folder can be made here: one message, and on without it; an edit is not made, though."""
    (tmp_path / ".linkcheck").write_text("a file is in the way")
    messages: list[str] = []
    with History(tmp_path / ".linkcheck", warn=messages.append) as history:
        history.archive_cache.keep_captures(KEY, FOUND, None)
        history.archive_cache.keep_waiting(["a"])
        assert len(messages) == 1
        with pytest.raises(LinkcheckError):
            history.journal.begin_run()


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from linkcheck.history import ChangeState, FileChange, History, digest
    from linkcheck.model import Edit, Span

    folder, name = Path(sys.argv[1]), sys.argv[2]
    with History(folder, warn=lambda message: sys.exit(message)) as history:
        for number in range(20):
            run = history.journal.begin_run()
            path = folder.parent / f"{name}-{number}.md"
            edit = Edit(path.name, Span(0, 3), b"old", b"new", "gone")
            history.journal.record(run, [FileChange(path, digest(b"old"), digest(b"new"), (edit,))])
            history.journal.mark(run, path, ChangeState.APPLIED)
            history.archive_cache.keep_waiting([name])
            print(run, flush=True)
        if name == "hang":
            history.journal.record(run, [FileChange(folder.parent / "last.md", "", "", (edit,))])
            print("recorded", flush=True)
            sys.stdin.read()
    """
)


def writer(folder: Path, name: str) -> subprocess.Popen[str]:
    """Start a process that writes twenty runs."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_several_runs_at_once(tmp_path: Path) -> None:
    """Four processes that start with no file at all: all numbers differ, and nothing is lost."""
    folder = tmp_path / ".linkcheck"
    processes = [writer(folder, f"p{number}") for number in range(4)]
    printed = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    numbers = [int(number) for numbers in printed for number in numbers]
    assert sorted(numbers) == list(range(1, 81))
    with History(folder) as history:
        assert len(history.journal.runs()) == 80
        assert all(
            each.state is ChangeState.APPLIED
            for run in history.journal.runs()
            for each in history.journal.changes(run.id)
        )


def test_what_was_recorded_survives_a_kill(tmp_path: Path) -> None:
    """The moment `record` returns, the change is in the journal, still planned."""
    folder = tmp_path / ".linkcheck"
    process = writer(folder, "hang")
    assert process.stdout is not None
    while process.stdout.readline() != "recorded\n":
        pass
    process.kill()
    process.communicate()
    with History(folder) as history:
        states = {each.path.name: each.state for each in history.journal.changes(20)}
    assert states == {"hang-19.md": ChangeState.APPLIED, "last.md": ChangeState.PLANNED}


def test_a_journal_in_use_is_waited_for_and_never_to_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run's transaction that does not end is told as what it is."""
    folder = tmp_path / ".linkcheck"
    with History(folder) as history:
        history.journal.begin_run()
    monkeypatch.setattr("linkcheck.history.database.PATIENCE", 0.01)
    other = sqlite3.connect(folder / "history.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with History(folder) as history, pytest.raises(LinkcheckError, match="another program uses it") as told:
        history.journal.begin_run()
    other.close()
    assert "remove" not in str(told.value)
