"""`linkcheck review` as a process: by lines through a pipe, by keys on a terminal, ended at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from linkcheck.history import History
from linkcheck.model import LookupStatus, Memento, Past, Reason, State, Verdict
from tests.support.git import run_git
from tests.support.program import interruptible, linkcheck

POST = """---
title: A
date: 2018-06-01
---
See [gone](http://gone.lab/post#x) and [again](http://gone.lab/post#x), [moved](https://moved.lab/a).
<https://alive.lab/y>, [bare](www.moved.lab) and [copied](http://lost.lab/).
"""
COPY = "https://web.archive.org/web/20180704120000/http://gone.lab/post"
WHEN = datetime(2026, 11, 20, tzinfo=UTC)
READY = "[k/r/i/o/s/q/?] "


def past(url: str, state: State, reason: Reason, final_url: str | None = None) -> Past:
    """Return what a night knows of a link."""
    return Past(url, WHEN, Verdict(state, reason, "said so", 404, final_url))


def copy(near: date | None) -> Memento:
    """Return the copy that a night found."""
    return Memento(near, LookupStatus.FOUND, COPY, datetime(2018, 7, 4, tzinfo=UTC), "33 days after", probed=True)


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog of one post after a night; of one dead link, no copy is known."""
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "x"\n')
    (tmp_path / "content" / "a.md").write_text(POST)
    with History(tmp_path / ".linkcheck") as history:
        history.targets.adopt(
            [
                past("http://gone.lab/post", State.DEAD, Reason.GONE),
                past("http://lost.lab/", State.DEAD, Reason.GONE),
                past("https://moved.lab/a", State.MOVED, Reason.PERMANENT_REDIRECT, "https://other.lab/b"),
                past("https://alive.lab/y", State.ALIVE, Reason.OK),
            ]
        )
        key = "https://web.archive.org/web/read/http://gone.lab/post"
        history.archive_cache.keep_memento(key, copy(date(2018, 6, 1)))
    return tmp_path


def text(blog: Path) -> str:
    """Return the post as it is now."""
    return (blog / "content" / "a.md").read_text()


def piped(blog: Path, answers: str, *flags: str, code: int = 0) -> str:
    """Review with answers from a pipe; return what is printed."""
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "review", "--offline", *flags],
        cwd=blog,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_proposals_are_told_whole(blog: Path) -> None:
    """Old, new, why, the copy's day, a line of context; nothing is proposed where no copy is known."""
    out = piped(blog, "q\n")
    assert "1 dead link without a copy to propose" in out
    assert "3 proposals" in out
    for line in (
        "[1/3] dead  content/a.md:5:12 and 1 more place",
        "  old   http://gone.lab/post#x",
        f"  new   {COPY}#x",
        "  why   dead: said so",
        "  copy  captured 2018-07-04, 33 days after",
        "  line  See [gone](http://gone.lab/post#x) and",
    ):
        assert line in out
    assert "[2/3]" not in out
    assert text(blog) == POST


def test_each_answer_does_its_work(blog: Path) -> None:
    """Replaced at all places as one run, kept, ignored: the same bytes but for these, and undo puts them back."""
    out = piped(blog, "r\ni it is\ta menu\ni\nk\n")
    assert "only links to other sites can be ignored" in out
    assert "2 links in 1 post replaced; linkcheck undo puts them back" in out
    assert text(blog) == POST.replace("http://gone.lab/post", COPY)
    ignored = (blog / ".linkcheckignore").read_text().splitlines()
    assert (ignored[0][:2], ignored[0][12:], ignored[1:]) == ("# ", ": it is a menu", [r"^https://moved\.lab/a$"])
    assert "0 proposals" in piped(blog, "")
    assert linkcheck("undo", cwd=blog, code=0).stdout.startswith("Put back 2 links in 1 file")
    assert text(blog) == POST
    assert "1 proposal;" in piped(blog, "s\n"), "what was undone is asked about again"


def test_what_was_chosen_is_committed(blog: Path) -> None:
    """One post, one commit; where git stands in the way nothing is written, and the decisions are remembered."""
    run_git(blog, "init", "--quiet", "--initial-branch=main")
    for key in ("name", "email"):
        run_git(blog, "config", f"user.{key}", "ann")
    run_git(blog, "add", "content", "hugo.toml")
    run_git(blog, "commit", "--quiet", "-m", "begin")
    (blog / "content" / "a.md").write_text(POST + "more\n")
    assert "content/a.md is changed and not committed" in piped(blog, "r\nq\n", "--commit", code=2)
    assert text(blog) == POST + "more\n"
    run_git(blog, "commit", "--quiet", "--all", "-m", "more")
    assert "2 links in 1 post replaced, 1 commit; linkcheck undo" in piped(blog, "q\n", "--commit")
    assert COPY in text(blog)
    assert run_git(blog, "log", "-1", "--format=%s") == b"Replace 2 dead links in content/a.md\n"


def test_what_is_kept_is_asked_once(blog: Path) -> None:
    """And once more with --again; what is skipped comes every time."""
    assert "3 proposals" in piped(blog, "k\ns\n")
    assert "2 proposals; 1 kept before" in piped(blog, "q\n")
    assert "3 proposals" in piped(blog, "q\n", "--again")


def test_the_end_of_the_answers_writes(blog: Path) -> None:
    """As `q` does; other words are explained."""
    assert "keep it as it is" in piped(blog, "x\nr\n")
    assert COPY in text(blog)


def test_what_changed_meanwhile_is_left(blog: Path) -> None:
    """A decision of yesterday is about the post of yesterday."""
    with History(blog / ".linkcheck") as history:
        from linkcheck.history import Choice

        history.decisions.keep(("http://gone.lab/post#x", f"{COPY}#x"), Choice.REPLACE)
    changed = POST.replace("http://gone.lab/post#x", "http://gone.lab/post#y")
    (blog / "content" / "a.md").write_text(changed)
    piped(blog, "q\n")
    assert text(blog) == changed


def test_a_report_is_a_source_too(blog: Path) -> None:
    """A copy in it is worth its digits, and nothing else that it says of where it is."""
    report = blog / "night.json"
    linkcheck("report", "content", "-f", "json", "-o", "night.json", cwd=blog)
    told = json.loads(report.read_text())
    for target in told["targets"]:
        for memento in target["mementos"]:
            memento["url"] = (memento["url"] or "").replace("https://web.archive.org/web/", "https://evil.lab/web/")
    evil = blog / "evil.json"
    evil.write_text(json.dumps(told))
    (blog / ".linkcheck" / "history.sqlite").unlink()
    assert f"  new   {COPY}#x" in piped(blog, "q\n", "--report", "night.json")
    out = piped(blog, "s\ns\ns\n", "--report", "evil.json")
    assert "evil.lab" not in out
    assert "2 proposals" in out


def test_stale_ignores_are_said(blog: Path) -> None:
    """With their line; one that still hides a link is not, and of a single post nothing is said."""
    (blog / ".linkcheckignore").write_text("# mine\n//alive\\.lab/\n^https://never\\.lab/\n")
    out = piped(blog, "q\n")
    assert r".linkcheckignore:3: matches no link any more: ^https://never\.lab/" in out
    assert ":2:" not in out
    assert "any more" not in piped(blog, "q\n", "content/a.md")


def test_kinds_are_chosen(blog: Path) -> None:
    """An unknown one is the user's to mend."""
    assert "1 proposal" in piped(blog, "q\n", "--kinds", "moved")
    assert "none of dead, kept, moved" in piped(blog, "", "--kinds", "funny", code=2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_single_keys_on_a_terminal(blog: Path) -> None:
    """No line is to be ended but that of a reason; `o` opens the new address in the browser."""
    opener = blog / "opener"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{blog}/opened"\n')
    opener.chmod(0o755)
    with terminal(blog, BROWSER=str(opener)) as (process, master):
        for keys in ("o", "r", "i"):
            until(master, READY)
            os.write(master, keys.encode())
        until(master, "why? ")
        os.write(master, b"it is a menu\n")
        until(master, READY)
        os.write(master, b"q")
        assert "2 links in 1 post replaced" in until(master, "puts them back")
        assert process.wait() == 0
    assert (blog / "opened").read_text().strip() == f"{COPY}#x"
    assert "it is a menu" in (blog / ".linkcheckignore").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("way", ["key", "signal"])
def test_ctrl_c_loses_nothing(blog: Path, way: str) -> None:
    """Nothing is written, all is remembered; the next review writes what was chosen."""
    with interruptible(), terminal(blog) as (process, master):
        until(master, READY)
        os.write(master, b"r")
        until(master, READY)
        if way == "key":
            os.write(master, b"\x03")
        else:
            process.send_signal(signal.SIGTERM)
        until(master, "goes on from here")
        assert process.wait() == 130
    assert text(blog) == POST
    assert f"chosen before, and written at the end: http://gone.lab/post#x -> {COPY}#x" in piped(blog, "q\n")
    assert COPY in text(blog)


@contextmanager
def terminal(blog: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a review whose standard streams are a terminal; yield it and the terminal's other end."""
    import fcntl
    import pty
    import termios

    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "linkcheck", "review", "--offline"],
        cwd=blog,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=partial(fcntl.ioctl, 0, termios.TIOCSCTTY, 0),  # else Ctrl-C is a letter like others
        env={**os.environ, "NO_COLOR": "1", **environment},
    )
    os.close(slave)
    try:
        yield process, master
    finally:
        process.kill()
        process.wait()
        os.close(master)


def until(master: int, words: str) -> str:
    """Read what the program prints until it prints these words."""
    seen = b""
    while words.encode() not in seen:
        seen += os.read(master, 4096)
    return seen.decode()


def test_private_addresses_are_let_in_by_a_flag(blog: Path) -> None:
    """Without it they are said to be left out, and not that no run has judged them."""
    url = "http://127.0.0.1:8001/gone"
    (blog / "content" / "a.md").write_text(f"[x]({url})\n")
    with History(blog / ".linkcheck") as history:
        history.targets.adopt([past(url, State.MOVED, Reason.PERMANENT_REDIRECT, "http://127.0.0.1:8001/new")])
    out = piped(blog, "q\n")
    assert "1 link to private addresses left out; --allow-network CIDR lets them in" in out
    assert "no run has judged" not in out
    out = piped(blog, "q\n", "--allow-network", "127.0.0.0/8")
    assert "left out" not in out
    assert "  new   http://127.0.0.1:8001/new" in out
