"""Code Quality of GitLab: each entry has the fields that GitLab reads, and fingerprints that stay."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from linkcheck.model import Position, Report
from linkcheck.report import Context, format_for, render
from linkcheck.report.diagnostics import without_notes
from tests.report.possible_reports import POSSIBLE, acting, hostile_lines
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, PROBLEMS, SAMPLE

TEXT = {"type": "string", "minLength": 1}
SCHEMA = Draft7Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": TEXT,
                "check_name": TEXT,
                "fingerprint": TEXT,
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                        "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                    },
                },
            },
        },
    }
)
"""The table of fields in GitLab's documentation, "Code Quality report format"."""


def entries(report: Report, *, notes: bool = False) -> list[Any]:
    """Return the entries of a report that fits."""
    found: list[Any] = json.loads(render(report, "gitlab", Context(notes=notes)))
    SCHEMA.validate(found)
    return found


@pytest.mark.parametrize("name", POSSIBLE)
def test_each_diagnostic_is_an_entry_with_a_fingerprint_of_its_own(name: str) -> None:
    """Two of the same would be shown as one."""
    found = entries(POSSIBLE[name])
    assert [one["check_name"] for one in found] == [
        f"linkcheck/{one.code}" for one in without_notes(POSSIBLE[name], Context())
    ]
    assert len({one["fingerprint"] for one in found}) == len(found)


@given(acting)
def test_any_text_is_held(text: str) -> None:
    """Nothing in it steers a terminal or a page."""
    for one in entries(hostile_lines(text), notes=True):
        assert not UNSAFE.search(one["description"] + one["location"]["path"])


def test_errors_are_before_warnings_and_notes_come_on_demand() -> None:
    """The widget shows the first ones."""
    severities = [one["severity"] for one in entries(SAMPLE, notes=True)]
    order = ["major", "minor", "info"]
    assert set(severities) == set(order)
    assert severities == sorted(severities, key=order.index)
    assert [one["severity"] for one in entries(SAMPLE)] == [one for one in severities if one != "info"]


def test_fingerprints_stay_when_lines_move() -> None:
    """A paragraph before it makes no fault a new one; another post, or another link, is another fault."""
    problem = replace(PROBLEMS[0], position=Position(3, 1))
    moved = replace(problem, position=Position(9, 1))
    other = replace(problem, path="other.md")
    first, second, third = (
        entries(replace(EMPTY, problems=(one,)), notes=True)[0]["fingerprint"] for one in (problem, moved, other)
    )
    assert first == second != third
    assert re.fullmatch(r"[0-9a-f]{32}:1", first)


def test_nothing_to_tell_is_an_empty_array() -> None:
    """GitLab wants a report from the target branch, too."""
    assert render(EMPTY, "gitlab") == "[]\n"


def test_the_file_that_gitlab_names_has_the_format() -> None:
    """Its documentation calls it so; another `.json` is a report."""
    assert format_for("out/gl-code-quality-report.json") == "gitlab"
    assert format_for("links.codequality.json") == "gitlab"
    assert format_for("report.json") == "json"


def test_a_large_blog_fits() -> None:
    """Some hundred bytes for each."""
    text = render(many(3_000, 3), "gitlab")
    assert len(text) < 700 * len(json.loads(text)) + 10
