"""What the rules said of kept evidence is what they say when they judge it anew, and is named by all that judges."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from linkcheck import report
from linkcheck.run import rules_version
from tests.support.over_nights import Nights


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """Return a blog whose links are alive, gone, down, walled, busy, drifted and one for all."""
    states = ("alive", "gone", "refused", "wall", "busy", "essay-everywhere", "essay")
    web = Nights(tmp_path, {f"{name}.lab": state for name, state in zip("abcdefg", states, strict=True)})
    web.write(*web.hosts)
    web.run()
    web.sleep(9)
    web.hosts["g.lab"] = "recipe"
    web.run()
    return web


def _said(nights: Nights) -> object:
    said = json.loads(report.render(nights.run().report, "json"))
    return said["targets"], said["references"], said["problems"], said["summary"]


def _do(nights: Nights, statement: str) -> int:
    with closing(sqlite3.connect(nights.folder / ".linkcheck" / "history.sqlite")) as db, db:
        return db.execute(statement).rowcount


def _count(nights: Nights) -> int:
    with closing(sqlite3.connect(nights.folder / ".linkcheck" / "history.sqlite")) as db:
        return int(db.execute("SELECT count(*) FROM verdicts").fetchone()[0])


def test_a_kept_verdict_is_that_of_its_evidence(nights: Nights) -> None:
    """Word for word, with what the report shows of the check; and what was judged anew is kept."""
    kept = _said(nights)
    assert nights.asked == []
    assert _do(nights, "DELETE FROM verdicts") == len(nights.hosts)
    assert _said(nights) == kept
    assert _count(nights) == len(nights.hosts)
    assert _said(nights) == kept


@pytest.mark.parametrize("change", ["UPDATE verdicts SET rules = 'other'", "UPDATE verdicts SET verdict = x'00'"])
def test_a_verdict_by_other_rules_is_none(nights: Nights, change: str) -> None:
    """Nor is what nobody of ours wrote: the evidence is judged."""
    before = _said(nights)
    _do(nights, change)
    assert _said(nights) == before


def test_the_statuses_that_a_user_accepts_are_rules(nights: Nights) -> None:
    """A 404 that is accepted from tonight on was kept as a death."""
    assert nights.targets()["b.lab"]["verdict"] == "dead"
    assert nights.targets(accept=["404"])["b.lab"]["reason"] == "accepted"
    assert nights.targets()["b.lab"]["verdict"] == "dead"


def test_all_that_judges_is_part_of_the_name() -> None:
    """Whatever module of ours judging loads is a file whose change makes other rules."""
    script = (
        "import sys, linkcheck.verdict.weighing, linkcheck.run.cached as cached;"
        "import linkcheck.verdict.signals.page, linkcheck.verdict.signals.platforms;"
        "print(*sorted(sys.modules[name].__file__ for name in sys.modules if name.startswith('linkcheck')), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    parts = [rules_version.PACKAGE / part for part in rules_version.JUDGES]
    left = [
        file.relative_to(rules_version.PACKAGE).as_posix()
        for file in map(Path, told.stdout.split())
        if not any(file.is_relative_to(part) for part in parts)
    ]
    assert left == ["__about__.py", "__init__.py", "run/__init__.py"]


def test_all_that_reads_is_part_of_the_name() -> None:
    """Whatever module of ours any reader of documents loads is a file whose change makes other readers."""
    script = (
        "import sys; from linkcheck.sources import documents;"
        "[documents.reader(suffix) for suffix in documents.suffixes()];"
        "print(*sorted(sys.modules[name].__file__ for name in sys.modules if name.startswith('linkcheck')), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    parts = [rules_version.PACKAGE / part for part in rules_version.READERS]
    left = [
        file.relative_to(rules_version.PACKAGE).as_posix()
        for file in map(Path, told.stdout.split())
        if not any(file.is_relative_to(part) for part in parts)
    ]
    assert left == ["__about__.py", "__init__.py", "sources/__init__.py"]
