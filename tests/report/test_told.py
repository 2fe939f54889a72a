"""The same fault is told once to people; the JSON keeps each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import linkcheck
from linkcheck.model import Report

TEXT = """[a][x] [b][y]

[c][x], <a href="https//x.org/">d</a>

[e][X], again [f][x]

[ok]: https:/x.org/ok
[g][ok]
"""
PEOPLE = ("text", "markdown", "html")


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Scan a post with one undefined label in four places, another in one, and an address that is none."""
    (tmp_path / "a.md").write_text("[g][ok]\n\n" + TEXT.replace("[g][ok]\n", ""), encoding="utf-8")
    (tmp_path / "b.md").write_text("[a][x]\n\n[z]: a.md\n[b][z]\n", encoding="utf-8")
    return linkcheck.scan(["."], cwd=tmp_path, config=False, offline=True)


def test_the_json_keeps_each(report: Report) -> None:
    """Whoever counts or repairs needs every place."""
    problems = json.loads(linkcheck.render(report, "json"))["problems"]
    rules = [(one["rule"], one["path"]) for one in problems if one["rule"] != "unused-definition"]
    assert rules.count(("undefined-reference", "a.md")) == 5
    assert rules.count(("undefined-reference", "b.md")) == 1
    assert ("typo-scheme", "a.md") in rules


def test_text_has_one_row_for_one_fault_of_a_file(report: Report) -> None:
    """With its places; another label and another file are other faults."""
    text = linkcheck.render(report, "text")
    assert text.count("[x] is not defined") == 2
    assert text.count("[y] is not defined") == 1
    assert "a.md:3:1, 5:1, 7:15" in text
    assert "undefined-reference: 6 errors" in text


@pytest.mark.parametrize("name", PEOPLE)
def test_an_address_that_is_invalid_is_no_problem_besides(report: Report, name: str) -> None:
    """Its verdict says the same of the same place."""
    assert "typo-scheme" not in linkcheck.render(report, name)
    assert "two slashes" in linkcheck.render(report, name) or "one slash" in linkcheck.render(report, name)
