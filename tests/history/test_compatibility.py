"""Files of before the redesign are read by the code of today: a history, its JSON Lines, and a report.

The program of before wrote them over two nights. What today's code writes of them is the same, so that the program of
before can read it, too.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linkcheck.history import ChangeState, History, merge_shared, shared_text
from linkcheck.history.evidence import pack, pack_exchanges, unpack, unpack_exchanges, unzipped
from linkcheck.history.jsonl import decode_past, encode_past
from linkcheck.model import Capture, CaptureList, Flag, LookupStatus, State
from linkcheck.report import render
from linkcheck.report.reading import read
from linkcheck.verdict.weighing import judge
from tests.support.kept_json import lost
from tests.support.paths import CASES

BEFORE = CASES / "history" / "before"
NOW = datetime(2026, 3, 3, tzinfo=UTC)
DEAD = "https://web.archive.org/web/*/dead.lab/page"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """The history of before, in a place where it may be written."""
    shutil.copy(BEFORE / "history.sqlite", tmp_path)
    with History(tmp_path, now=lambda: NOW, warn=pytest.fail) as opened:
        yield opened


def select(query: str) -> list[tuple[Any, ...]]:
    """Return rows of the history of before, as they are."""
    with closing(sqlite3.connect(f"file:{BEFORE / 'history.sqlite'}?mode=ro&immutable=1", uri=True)) as db:
        return db.execute(query).fetchall()


def facts(data: bytes) -> object:
    """Return evidence as plain JSON; the marks of a page are a set, whose order says nothing."""

    def ordered(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {name: sorted(value) if name == "marks" else value for name, value in pairs}

    return json.loads(unzipped(data), object_pairs_hook=ordered)


def test_its_json_lines_are_the_same(history: History) -> None:
    """Targets, mementos, runs and baseline give the file that the program of before gave, byte for byte."""
    assert shared_text(history) == (BEFORE / "history.jsonl").read_text("utf-8")


def test_its_json_lines_are_merged(tmp_path: Path) -> None:
    """A runner without a disk of its own begins with the file alone."""
    with History(tmp_path / "new", warn=pytest.fail) as history:
        assert merge_shared(history, BEFORE / "history.jsonl", pytest.fail)
        assert shared_text(history) == (BEFORE / "history.jsonl").read_text("utf-8")


def test_every_piece_of_evidence_is_read_whole() -> None:
    """Each check is packed again to the same JSON, so nothing of it was lost on the way."""
    found = select("SELECT url, evidence FROM targets WHERE evidence IS NOT NULL")
    for url, data in found:
        check = unpack(data)
        assert check is not None
        assert check.url == url
        assert facts(pack(check)) == facts(data)
    assert len(found) == 8
    ((probes,),) = select("SELECT exchanges FROM probes")
    exchanges = unpack_exchanges(probes)
    assert exchanges is not None
    assert facts(pack_exchanges(exchanges)) == facts(probes)


def test_the_evidence_says_the_same(history: History) -> None:
    """Judged again, each check gives the verdict of its record."""
    pasts = history.targets.pasts()
    verdicts = {check.url: judge(check) for check in history.targets.evidence(pasts)}
    assert len(verdicts) == len(pasts) - 1, "one record came from another machine, without evidence"
    for url, verdict in verdicts.items():
        then = pasts[url].verdict
        assert (verdict.state, verdict.reason) == (then.state, then.reason)
    essay = pasts["http://essay.lab/page"]
    assert essay.verdict.flags == (Flag.FRAGMENT_MISSING,)
    assert essay.first_page is not None
    assert essay.first_page.title == "Salt and ships"


def test_every_record_is_written_as_it_was() -> None:
    """The column `record` holds the same line."""
    lines = select("SELECT record FROM targets")
    assert len(lines) == 9
    for (line,) in lines:
        past = decode_past(line)
        assert past is not None
        assert encode_past(past) == line


def test_what_archives_said_is_known(history: History) -> None:
    """Lists of captures, the copies that were probed, and the keys that wait for a budget."""
    archives = history.archive_cache
    captures = (Capture("20150301100000", "A"), Capture("20000800241623"))
    assert archives.captures(DEAD) == CaptureList(LookupStatus.FOUND, captures)
    assert archives.captures(DEAD.replace("dead", "gone")) == CaptureList(LookupStatus.NONE)
    memento = archives.memento(DEAD, date(2020, 5, 1))
    assert memento is not None
    assert memento.url == "https://web.archive.org/web/20200501101010/http://dead.lab/page"
    assert len(archives.mementos()) == 2
    assert archives.waiting() == {DEAD.replace("dead", "noname")}
    assert history.probes.probes("gone.lab/") is not None


def test_its_runs_can_be_undone(history: History, tmp_path: Path) -> None:
    """The journal gives back each edit, whatever bytes its file's name has."""
    (run,) = history.journal.runs()
    assert (run.files, run.edits, run.undone) == (2, 3, False)
    latin, post = history.journal.changes(run.id)
    assert latin.path.name.encode("utf-8", "surrogateescape") == b"caf\xe9.md"
    assert (post.path, post.state) == (tmp_path.parent / "post.md", ChangeState.APPLIED)
    assert [edit.old for edit in post.edits] == [b"http://dead.lab/page", b"\xff\x00ab"]


def test_a_report_of_before_is_written_as_it_was() -> None:
    """Read and written again, a report has all that it had; keys are new since."""
    text = (BEFORE / "report.json").read_text("utf-8")
    report = read(text.encode(), "report.json")
    assert {finding.verdict.state for finding in report.findings} >= {State.ALIVE, State.DEAD, State.BLOCKED}
    assert list(lost(json.loads(text), json.loads(render(report, "json")))) == []
