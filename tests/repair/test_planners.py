"""The table of planners is what `--fix` accepts: one line more, and the repair can be asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

from linkcheck.cli import run_command_line
from linkcheck.model import Finding, Reference, State
from linkcheck.repair import PLANNERS, DateOf, Planner, Replacement


def respelt(
    links: Sequence[tuple[Reference, Finding]], findings: Collection[Finding], date_of: DateOf
) -> Iterator[Replacement]:
    """Lead every link to one page."""
    for reference, finding in links:
        yield Replacement(reference, finding, "http://example.test/x")


def test_a_line_in_the_table_is_reachable_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it the kind is a mistake, after it the file is repaired."""
    monkeypatch.chdir(tmp_path)
    post = tmp_path / "post.md"
    post.write_text("A [slip](http://exa%ZZmple.test/x), and [none](http://example.test/y).\n")
    command = ["scan", "post.md", "--offline", "--fix=respelt", "-q"]
    assert run_command_line(command) == 2
    assert '--fix: "respelt" is unknown' in capsys.readouterr().err
    monkeypatch.setitem(PLANNERS, "respelt", Planner(State.INVALID, "to the host that was meant", respelt))
    assert run_command_line(command) == 0
    assert post.read_text() == "A [slip](http://example.test/x), and [none](http://example.test/y).\n"


def test_a_verdict_that_no_planner_repairs_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The twin: what is not built is said, with what there is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "post.md").write_text("[x](http://example.test/)\n")
    assert run_command_line(["scan", ".", "--offline", "--fix=blocked"]) == 2
    assert "blocked cannot be repaired by this version, only dead, kept, moved" in capsys.readouterr().err


def test_planners_are_about_different_verdicts() -> None:
    """No two of them would change the same link; `kept` is about the dead ones that `dead` has no copy of."""
    states = [planner.state for kind, planner in PLANNERS.items() if kind != "kept"]
    assert len(set(states)) == len(states)
