"""Undo of some URLs: their edits go back byte for byte, all others stand, and can go back later, in any order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest

from linkcheck.history import FileChange, History, Journal
from linkcheck.model import Document, Edit, Span
from linkcheck.repair import Undone, list_lines, repair, undo
from linkcheck.repair.urls import Urls
from tests.support.rewriting import ARCHIVE, reader

COPY = f"{ARCHIVE}20160607080910/"
URLS = ("http://a.example/", "http://b.example/x?y=1&z", "http://c.example/", "http://d.example/")
POST = (
    b"\xef\xbb\xbf# One\r\n\r\n[a](http://a.example/#top) [b](http://b.example/x?y=1&amp;z) \xff\r\n\r\n"
    b"[c]: <http://c.example/>\r\n\r\n[a](http://a.example/) <http://d.example/> [c]\r\n"
)
MORE = b"\r\nMore [of](http://e.example/).\r\n"


def copied(post: bytes, *urls: str) -> bytes:
    """Return a post whose links of some URLs lead to copies."""
    for url in urls:
        written = url.replace("&", "&amp;").encode()
        post = post.replace(written, COPY.encode() + written)
    return post


def edits_of(post: bytes, name: str = "post.md") -> list[Edit]:
    """Lead every link to its copy."""
    references = reader()(Document(name, post)).references
    spans = [reference.span for reference in references]
    olds = [post[span.start : span.end] for span in spans]
    return [Edit(name, span, old, COPY.encode() + old, "gone") for span, old in zip(spans, olds, strict=True)]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Return the journal of a folder in which all links of a post lead to copies."""
    (tmp_path / "post.md").write_bytes(POST)
    with History(tmp_path / ".linkcheck") as history:
        done = repair(edits_of(POST), {"post.md": Document("post.md", POST)}, history.journal, cwd=tmp_path)
        assert all(edit.applied for edit in done)
        assert (tmp_path / "post.md").read_bytes() == copied(POST, *URLS)
    with History(tmp_path / ".linkcheck") as history:  # not opened yet: SQLite's connections survive no fork
        yield history.journal


def back(journal: Journal, *urls: str, run: int | None = None) -> Undone:
    """Undo some URLs, or all that is left; renamed posts are looked for beside the journal."""
    folder = journal.bounds[0].name
    return undo(journal, run, reader(), cwd=folder, posts=lambda: sorted(folder.glob("*.md")), urls=urls)


@pytest.mark.parametrize("edited", [False, True])
def test_any_order(tmp_path: Path, journal: Journal, *, edited: bool) -> None:
    """After each URL just its links are as before; the last two go with all that is left."""
    post = tmp_path / "post.md"
    more = MORE if edited else b""
    for order in permutations(URLS):
        post.write_bytes(copied(POST, *URLS) + more)
        for number, url in enumerate(order[:2], 1):
            assert not [edit.refused for edit in back(journal, url, run=1).edits if edit.refused]
            assert post.read_bytes() == copied(POST, *order[number:]) + more
        assert back(journal, order[0], run=1).run is None, "it is back already"
        back(journal, run=1)
        assert post.read_bytes() == POST + more
        assert back(journal).run is None


@pytest.mark.parametrize(
    "url",
    [
        *("http://a.example/", "HTTP://A.example:80", "http://a.example/#other", f"{COPY}http://a.example/"),
        f"{COPY}http://a.example/#top",
    ],
)
def test_the_address_is_compared_as_it_is_sent(tmp_path: Path, journal: Journal, url: str) -> None:
    """Old or new, at all its places, with whatever fragment."""
    assert back(journal, url).lines[0].startswith("Put back 2 links in 1 file (run 1 of ")
    assert (tmp_path / "post.md").read_bytes() == copied(POST, *URLS[1:])


@pytest.mark.parametrize("url", ["https://a.example/", "http://a.example/x", "a.example", "http://b.example/x?y=1"])
def test_another_address_is_another(tmp_path: Path, journal: Journal, url: str) -> None:
    """The twin: nothing goes back, and what may have been meant is said."""
    done = back(journal, url)
    assert (done.run, (tmp_path / "post.md").read_bytes()) == (None, copied(POST, *URLS))
    assert done.lines[0].startswith(f"Nothing to put back of {url}")
    assert ("did you mean http://" in done.lines[0]) == ("//" in url)


@pytest.mark.parametrize(
    ("written", "url", "meant"),
    [
        (b"http://[::1]:8080/x", "http://[::1]:8080/x", True), (b"http://[::1]:8080/x", "8080/x", False),
        (b"www.x.example/a", "https://www.x.example/a", True), (b"//x.example/a", "https://x.example/a", True),
        (b"http://x.example/\\_a", "http://x.example/_a", True), (b"http://x.example/\xff", "http://x.example/", False),
        (b"http://x.example/a b", "http://x.example/a%20b", True), (b"../a", "../a", True), (b"../a", "a", False),
    ],
)  # fmt: skip
def test_how_an_address_may_be_written(written: bytes, url: str, *, meant: bool) -> None:
    """As it is sent, or as it is written where nothing is sent."""
    edit = Edit("post.md", Span(0, len(written)), written, b"http://new.example/", "gone")
    assert Urls([url]).concern(edit) is meant


def test_the_author_s_bytes_are_those_of_edits_that_stand(tmp_path: Path, journal: Journal) -> None:
    """`--fix=restored` asks the journal for them: what is taken back was written over by nobody."""
    new = f"{COPY}{URLS[2]}".encode()
    assert journal.written_over(tmp_path / "post.md", new) == URLS[2].encode()
    back(journal, URLS[2])
    assert journal.written_over(tmp_path / "post.md", new) is None


def test_urls_that_the_run_has_not_are_said(journal: Journal) -> None:
    """Beside those that went back."""
    lines = back(journal, "http://a.example/", "http://z.example/").lines
    assert lines[1:] == ("Nothing to put back of http://z.example/ in run 1.",)


def test_lines_that_touch(tmp_path: Path) -> None:
    """Definitions that a run took out, one below the other: each goes back to its place, beside those that stay out."""
    lines = [f"[{number}]: http://{number}.example/ 'http://title.example/'\n".encode() for number in range(4)]
    text = b"Text.\n\n"
    starts = [len(text) + sum(map(len, lines[:number])) for number in range(4)]
    edits = [
        Edit("post.md", Span(start, start + len(line)), line, b"", "unused", behind=text)
        for start, line in zip(starts, lines, strict=True)
    ]
    whole = text + b"".join(lines)
    for chosen in permutations(range(4), 2):
        (tmp_path / "post.md").write_bytes(whole)
        with History(tmp_path / ".linkcheck") as history:
            repair(edits, {"post.md": Document("post.md", whole)}, history.journal, cwd=tmp_path)
            assert (tmp_path / "post.md").read_bytes() == text
            for number, one in enumerate(chosen, 1):
                assert back(history.journal, f"http://{one}.example/").lines[0].startswith("Put back 1 definition ")
                expected = text + b"".join(lines[each] for each in sorted(chosen[:number]))
                assert (tmp_path / "post.md").read_bytes() == expected
            assert back(history.journal, "http://title.example/").run is None
            back(history.journal)
            assert (tmp_path / "post.md").read_bytes() == whole


def test_a_renamed_post(tmp_path: Path, journal: Journal) -> None:
    """It is known by what the undo before left in it, too."""
    (tmp_path / "post.md").rename(tmp_path / "new.md")
    back(journal, URLS[0])
    assert (tmp_path / "new.md").read_bytes() == copied(POST, *URLS[1:])
    (tmp_path / "new.md").rename(tmp_path / "newer.md")
    back(journal)
    assert (tmp_path / "newer.md").read_bytes() == POST


def test_the_list_counts_what_is_put_back(journal: Journal) -> None:
    """Of five links two, then all."""
    assert list_lines(journal)[0].endswith("5 links in 1 file")
    back(journal, URLS[0])
    assert list_lines(journal)[0].endswith("5 links in 1 file, 2 of them put back")
    back(journal)
    assert list_lines(journal)[0].endswith("5 links in 1 file (put back)")


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_a_post_that_came_back_from_elsewhere(tmp_path: Path, journal: Journal, stage: int) -> None:
    """Git brings back what two undos had changed: the run knows it again, as it was, and after the first."""
    stages = [(tmp_path / "post.md").read_bytes()]
    for url in URLS[:2]:
        back(journal, url)
        stages.append((tmp_path / "post.md").read_bytes())
    (tmp_path / "post.md").write_bytes(stages[stage])
    back(journal, URLS[2])
    assert (tmp_path / "post.md").read_bytes() == stages[stage].replace(COPY.encode() + b"http://c", b"http://c")
    back(journal)
    assert (tmp_path / "post.md").read_bytes() == POST


def test_what_cannot_be_written_stands(tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next undo finds it as it was."""
    with monkeypatch.context() as patch:
        patch.setattr(UNDO, "write", lambda *_: "the disk is full")
        assert "left as it is: the disk is full" in back(journal, URLS[0]).lines[1]
    assert list_lines(journal)[0].endswith("5 links in 1 file")
    (tmp_path / "post.md").write_bytes(copied(POST, *URLS) + MORE)
    assert back(journal).lines[0].startswith("Put back 5 links")
    assert (tmp_path / "post.md").read_bytes() == POST + MORE


def _die(*_: object) -> None:
    os._exit(9)


def _write_and_die(path: Path, _: bytes, after: bytes) -> None:
    path.write_bytes(after)
    os._exit(9)


def _amend_and_die(journal: Journal, run: int, path: Path, change: FileChange) -> None:
    _AMEND(journal, run, path, change)
    os._exit(9)


_AMEND = Journal.amend
UNDO = import_module("linkcheck.repair.undo")
"""Imported by name, for the room's `undo` is the function."""
MOMENTS: dict[str, tuple[object, str, Callable[..., None]]] = {
    "before the journal": (Journal, "amend", _die),
    "after the journal": (Journal, "amend", _amend_and_die),
    "after the post": (UNDO, "write", _write_and_die),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("then", ["the same", "another", "all", "a fix"])
def test_a_killed_undo(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, moment: str, then: str, *, edited: bool
) -> None:
    """Whenever it was killed, the journal says what the post has, and the next undo or fix goes on from there."""
    post, more = tmp_path / "post.md", MORE if edited else b""
    post.write_bytes(copied(POST, *URLS) + more)
    with History(tmp_path / ".linkcheck") as history:
        back(history.journal, URLS[3])
    child = os.fork()
    if child == 0:
        try:
            monkeypatch.setattr(*MOMENTS[moment])
            with History(tmp_path / ".linkcheck") as history:
                back(history.journal, URLS[0])
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    written = moment == "after the post"
    assert post.read_bytes() == copied(POST, *URLS[written:3]) + more
    assert list_lines(journal)[0].endswith(f"5 links in 1 file, {3 if written else 1} of them put back")
    match then:
        case "the same":
            assert (back(journal, URLS[0]).run is None) == written
            assert post.read_bytes() == copied(POST, *URLS[1:3]) + more
        case "another":
            back(journal, URLS[1])
            assert post.read_bytes() == copied(POST, *URLS[written:1], URLS[2]) + more
        case "a fix":
            now = post.read_bytes()
            edit = next(edit for edit in edits_of(now) if edit.old == b"http://d.example/")
            assert all(
                one.applied for one in repair([edit], {"post.md": Document("post.md", now)}, journal, cwd=tmp_path)
            )
            back(journal)
            assert post.read_bytes() == now
        case _:
            pass
    assert not [edit.refused for edit in back(journal).edits if edit.refused]
    assert post.read_bytes() == POST + more
