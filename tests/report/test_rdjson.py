"""reviewdog's format: its schema takes every report, and a suggestion replaces the destination's bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from linkcheck.model import Position, Report, Span
from linkcheck.report import Context
from linkcheck.report.diagnostics import diagnostics as found_diagnostics
from tests.report.possible_reports import POSSIBLE, acting, hostile_lines, parsed
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, PROBLEMS


def diagnostics(report: Report) -> list[Any]:
    """Return what a report that fits the schema has to say."""
    found: Any = parsed(report, "rdjson", "rdjson.json")["diagnostics"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("name", POSSIBLE)
def test_the_schema_takes_every_report(name: str) -> None:
    """One diagnostic for each diagnostic, and one for a fault of the environment."""
    report = POSSIBLE[name]
    codes = [one["code"]["value"] for one in diagnostics(report) if "code" in one]
    assert codes == [diagnostic.code for diagnostic in found_diagnostics(report, Context())]
    assert len(diagnostics(report)) - len(codes) == (report.environment_fault is not None)


@given(acting)
def test_any_text_is_held(text: str) -> None:
    """Nothing is lost, and nothing steers a terminal once it is read."""
    found = diagnostics(hostile_lines(text or "x"))
    assert len(found) == len(diagnostics(hostile_lines("x")))
    assert not any(UNSAFE.search(one["message"] + one["location"]["path"]) for one in found)


def test_columns_count_bytes() -> None:
    """As the format wants it: `𐐀` is four columns wide."""
    problem = replace(PROBLEMS[0], path="a.md", position=Position(3, 4), span=Span(90, 94))
    (one,) = diagnostics(replace(EMPTY, problems=(problem,), lines={("a.md", 3): "é𐐀 link."}))
    assert one["location"]["range"] == {"start": {"line": 3, "column": 8}, "end": {"line": 3, "column": 12}}


def test_a_line_that_is_not_known_is_marked_as_a_whole() -> None:
    """No column is better than a wrong one."""
    problem = replace(PROBLEMS[0], path="a.md", position=Position(3, 4), span=Span(90, 94))
    (one,) = diagnostics(replace(EMPTY, problems=(problem,)))
    assert one["location"]["range"] == {"start": {"line": 3}}


def test_a_suggestion_replaces_the_destination() -> None:
    """What reviewdog would commit is the line with the copy in it."""
    report = many(600, 4)
    found = [one for one in diagnostics(report) if "suggestions" in one]
    assert found
    for one in found:
        (suggestion,) = one["suggestions"]
        start, end = suggestion["range"]["start"], suggestion["range"]["end"]
        line = report.lines[one["location"]["path"], start["line"]].encode()
        written = line[start["column"] - 1 : end["column"] - 1].decode()
        assert written.startswith("http")
        assert suggestion["text"].endswith(written)
