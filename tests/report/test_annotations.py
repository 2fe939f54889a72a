"""GitHub's workflow commands, read as the runner of GitHub reads them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given

from linkcheck.model import Level, Position, Report, Span
from linkcheck.report import Context, render
from linkcheck.report.diagnostics import diagnostics
from tests.report.possible_reports import POSSIBLE, acting, hostile_lines
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, GONE_URL, PROBLEMS, SAMPLE

COMMAND = re.compile(r"::(?P<name>[^ :]+)(?: (?P<properties>[^:]*))?::(?P<message>.*)")
NAMES = {"error": Level.ERROR, "warning": Level.WARNING, "notice": Level.NOTE}


@dataclass(frozen=True)
class Command:
    """One command as the runner has it."""

    name: str
    message: str
    properties: dict[str, str]


def commands(report: Report) -> list[Command]:
    """Return the commands of a report; other lines must be inert."""
    found = []
    for line in re.split(r"[\r\n]", render(report, "github")):
        if line.lstrip().startswith("::"):
            match = COMMAND.fullmatch(line)
            assert match
            pairs = [pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair]
            properties = {key: decoded(value) for key, value in pairs}
            assert len(properties) == len(pairs)
            found.append(Command(match["name"], decoded(match["message"]), properties))
        else:
            assert "##[" not in line
    return found


def decoded(text: str) -> str:
    """Undo the escapes, `%25` last."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


@pytest.mark.parametrize("name", POSSIBLE)
def test_ten_of_each_level_are_shown_and_all_are_told(name: str) -> None:
    """What GitHub does not show at the lines is in the log, notes as numbers."""
    report = POSSIBLE[name]
    found = diagnostics(report, Context())
    shown = [command for command in commands(report) if "file" in command.properties]
    levels = Counter(diagnostic.level for diagnostic in found)
    assert Counter(NAMES[one.name] for one in shown) == {level: min(10, levels[level]) for level in levels}
    assert {one.message for one in shown} <= {diagnostic.message for diagnostic in found}
    rest = [line for line in render(report, "github").split("\n") if line.startswith("- ")]
    minded = sum(max(0, levels[level] - 10) for level in (Level.ERROR, Level.WARNING))
    notes = sum(int(line.rpartition(" ")[2].replace(",", "")) for line in rest[minded:])
    assert notes == max(0, levels[Level.NOTE] - 10)


def test_a_command_says_where() -> None:
    """Path, line, first column and the last, and a title of verdict and reason."""
    gone = commands(SAMPLE)[0]
    assert gone.name == "error"
    assert gone.message.startswith("Dead link https://vanished.example/: ")
    wanted = {"file": "content/posts/world/index.md", "line": "30", "col": "14", "endColumn": "39"}
    assert gone.properties == {**wanted, "title": "dead: dns-gone"}


def test_each_link_comes_once_before_any_comes_again() -> None:
    """A link in forty posts leaves room for the others."""
    errors = [one.message.split()[2] for one in commands(SAMPLE) if one.properties.get("title", "").startswith("dead")]
    assert errors.index(f"{GONE_URL}:") < 6
    assert len(set(errors[:5])) == 5


@given(acting)
def test_nothing_breaks_out(text: str) -> None:
    """However a file, a link or a server is called, the runner reads our commands and no others."""
    report, plain = hostile_lines(text or "y"), hostile_lines("x")
    found, known = commands(report), commands(plain)
    assert sorted(one.name for one in found) == sorted(one.name for one in known)
    assert [set(one.properties) - {"endColumn"} for one in found] == [
        set(one.properties) - {"endColumn"} for one in known
    ]
    assert render(report, "github").count("\n") == render(plain, "github").count("\n")


def test_a_path_is_not_changed_by_its_escapes() -> None:
    """Commas, colons and percent signs come out as they went in."""
    report = replace(EMPTY, problems=(replace(PROBLEMS[0], path="a,b:c%2C.md", message="100%: a,\u202eb"),))
    (command,) = commands(report)
    assert command.properties["file"] == "a,b:c%2C.md"
    assert command.message == "100%: a,\\u202eb"


def test_a_fault_of_the_environment_is_a_warning() -> None:
    """It has no place."""
    first = commands(POSSIBLE["fault"])[0]
    assert first == Command("warning", "No verdicts: no name server answers", {})


def test_an_empty_report_is_an_empty_line() -> None:
    """Nothing to tell is nothing told."""
    assert render(EMPTY, "github") == "\n"


def test_a_long_message_is_cut() -> None:
    """A page of text is no annotation."""
    long = replace(PROBLEMS[0], message="x" * 100_000, position=Position(1, 1), span=Span(0, 0))
    (command,) = commands(replace(EMPTY, problems=(long,)))
    assert len(command.message) == 2_000
