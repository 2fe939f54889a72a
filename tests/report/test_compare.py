"""What became of what was broken, from one report to another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import (
    Change,
    Edit,
    Finding,
    Level,
    Position,
    Problem,
    Reason,
    Report,
    Row,
    Rule,
    Span,
    State,
    Verdict,
)
from linkcheck.report.compare import FORMATS, Comparison, compare
from linkcheck.report.view import Context
from tests.support.sample_report import CHECKED, EMPTY, GONE, SAMPLE, finding, memento, reference

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {
        "alive": Verdict(State.ALIVE, Reason.OK, "200", 200),
        "moved": Verdict(State.MOVED, Reason.PERMANENT_REDIRECT, "301", 200, "https://new.example/"),
        "dead": Verdict(State.DEAD, Reason.GONE, "404", 404),
        "invalid": Verdict(State.INVALID, Reason.BAD_HOST, "no host"),
        "unreachable": Verdict(State.UNREACHABLE, Reason.TIMEOUT, "silent"),
        "blocked": Verdict(State.BLOCKED, Reason.CHALLENGE, "403", 403),
        "excluded": Verdict(State.UNCHECKED, Reason.EXCLUDED, "excluded"),
        "offline": Verdict(State.UNCHECKED, Reason.OFFLINE, "offline"),
        "budget": Verdict(State.UNCHECKED, Reason.OVER_BUDGET, "later"),
    }
)
"""What a link may be; in the tests below `repaired` is dead with an edit, and `-` is not in the blog."""

URL = "http://a.example/"


def report(*links: tuple[str, str], problems: tuple[Problem, ...] = (), change: Change | None = None) -> Report:
    """Return a report of links, each a URL and a word of the table."""
    findings = []
    edits = []
    for line, (url, word) in enumerate(links, 1):
        if word == "-":
            continue
        one = reference("a.md", line, url)
        findings.append(finding(VERDICTS["dead" if word == "repaired" else word], (one,), change=change))
        if word == "repaired":
            edits.append(Edit("a.md", one.span, url.encode(), b"new", "dead", applied=True))
    rows = tuple(Row(one, found.target.url) for found in findings for one in found.target.references)
    return replace(EMPTY, rows=rows, findings=tuple(findings), problems=problems, edits=tuple(edits))


def places(comparison: Comparison) -> set[str]:
    """Return the lists that a comparison of one link has it in."""
    lists = ("new", "still", "fixed", "gone_from_blog", "not_asked", "changed")
    return {name for name in lists if getattr(comparison, name)}


TURNS = """
alive        dead         new
alive        repaired     fixed
alive        moved        changed
alive        unreachable  changed
alive        offline      -
alive        -            -
-            dead         new
-            alive        -
-            repaired     fixed
offline      repaired     fixed
unreachable  dead         new
excluded     dead         new
offline      dead         new
offline      alive        -
repaired     dead         new
repaired     -            -
dead         dead         still
dead         invalid      still
invalid      dead         still
dead         alive        fixed
dead         moved        fixed
dead         excluded     fixed
dead         repaired     fixed
invalid      alive        fixed
dead         unreachable  changed
dead         blocked      changed
dead         offline      not_asked
dead         budget       not_asked
dead         -            gone_from_blog
invalid      -            gone_from_blog
"""
"""Before, after, and where the link is told."""


@pytest.mark.parametrize("turn", TURNS.strip().splitlines())
def test_what_becomes_of_a_link(turn: str) -> None:
    """Each link is told at most once, and in the right place."""
    before, after, told = turn.split()
    comparison = compare(report((URL, before)), report((URL, after)))
    assert places(comparison) == {told} - {"-"}
    assert comparison.exit_code == (1 if told == "new" else 0)


@pytest.mark.parametrize(
    ("before", "change", "told"),
    [
        ("offline", Change.STILL, "still"),
        ("offline", Change.NEW, "new"),
        ("-", Change.STILL, "new"),
        ("alive", Change.STILL, "new"),
    ],
)
def test_the_history_tells_of_what_the_earlier_run_did_not_get_to(before: str, change: Change, told: str) -> None:
    """A link that was over budget then is not new for that; one that is new in the blog is."""
    comparison = compare(report((URL, before)), report((URL, "dead"), change=change))
    assert places(comparison) == {told}


@pytest.mark.parametrize(
    ("word", "change", "told"),
    [
        ("dead", None, {"new"}),
        ("dead", Change.NEW, {"new"}),
        ("dead", Change.STILL, {"still"}),
        ("repaired", Change.STILL, {"fixed"}),
        ("repaired", Change.NEW, {"fixed"}),
        ("alive", Change.BACK, {"fixed"}),
        ("alive", None, set()),
    ],
)
def test_without_an_earlier_report_the_history_tells(word: str, change: Change | None, told: set[str]) -> None:
    """The first night of a runner that has a history and no report."""
    comparison = compare(None, report((URL, word), change=change))
    assert places(comparison) == told
    assert (comparison.added, comparison.removed) == (0, 0)


def test_a_repair_that_was_merged_is_fixed() -> None:
    """The link is no longer in the blog, for its archived copy stands there."""
    copy = memento(URL, date(2016, 5, 3), datetime(2016, 5, 15, tzinfo=UTC), "12 days after")
    assert copy.url is not None
    dead = replace(report((URL, "dead")).findings[0], mementos=(copy,))
    before = replace(report((URL, "dead")), findings=(dead,))
    assert places(compare(before, report((copy.url, "alive")))) == {"fixed"}
    assert places(compare(before, report())) == {"gone_from_blog"}
    assert "  repaired  " in FORMATS["text"](compare(before, report((copy.url, "alive"))), Context())


def test_links_that_came_and_went_are_counted() -> None:
    """Whatever their verdict."""
    comparison = compare(report(("http://a/", "alive"), ("http://b/", "alive")), report(("http://c/", "moved")))
    assert (comparison.added, comparison.removed) == (1, 2)


def problem(line: int, message: str = "There is no page.", level: Level = Level.ERROR, path: str = "a.md") -> Problem:
    """Return a problem of a link inside the blog."""
    return Problem(Rule.MISSING_PAGE, level, path, Position(line, 1), Span(line, line), message)


def test_problems_wander_with_their_lines() -> None:
    """The same fault in another line is the same; twice in a file it counts twice; a note is none."""
    before = report(problems=(problem(3), problem(9, "Other."), problem(1, level=Level.NOTE)))
    after = report(problems=(problem(30), problem(40), problem(50, path="b.md"), problem(2, level=Level.WARNING)))
    comparison = compare(before, after)
    assert comparison.still_problems == (problem(30),)
    assert comparison.new_problems == (problem(40), problem(50, path="b.md"))
    assert comparison.fixed_problems == (problem(9, "Other."),)
    assert comparison.exit_code == 1
    assert compare(after, after).exit_code == 0


LINKS = st.dictionaries(
    st.sampled_from([f"http://{name}/" for name in "abcd"]), st.sampled_from([*VERDICTS, "repaired", "-"])
)


@given(LINKS, LINKS)
def test_every_broken_link_is_told_once(before: dict[str, str], after: dict[str, str]) -> None:
    """Nothing that was or is broken is lost, and nothing is told twice."""
    old, new = report(*sorted(before.items())), report(*sorted(after.items()))
    comparison = compare(old, new)
    told = [
        one.target.url
        for name in ("new", "still", "fixed", "gone_from_blog", "not_asked")
        for one in getattr(comparison, name)
    ]
    told += [turn.now.target.url for turn in comparison.changed]
    assert len(told) == len(set(told))
    broken = {url for links in (before, after) for url, word in links.items() if word in {"dead", "invalid"}}
    assert broken <= set(told)
    assert {one.target.url for one in comparison.new + comparison.still} == {
        url for url, word in after.items() if word in {"dead", "invalid"}
    }
    same = compare(new, new)
    assert places(same) <= {"still"}


def night(report: Report, days: int) -> Report:
    """Return a report that began some days after the sample's checks."""
    return replace(report, started_at=CHECKED + timedelta(days=days))


BEFORE = night(
    report(
        *(("http://still/", "dead"), ("http://back/", "dead"), ("http://away/", "dead"), ("http://late/", "dead")),
        *(("http://new/", "alive"), ("http://wanders/", "alive"), ("http://mended/", "dead")),
        problems=(problem(3, "Old."), problem(4, "Same.")),
    ),
    0,
)
AFTER = night(
    report(
        *(("http://still/", "dead"), ("http://back/", "alive"), ("http://late/", "budget"), ("http://new/", "dead")),
        *(("http://wanders/", "moved"), ("http://mended/", "repaired"), ("http://added/", "alive")),
        problems=(problem(3, "Same."), problem(4, "New.")),
    ),
    1,
)
LAST = "1 newly broken, 1 new error, 3 fixed, 2 still broken, 1 no longer in the blog, 1 not asked this time."

TOLD = f"""New
  a.md:4:1  inline  http://new/
    dead  gone: 404

New errors
  a.md:4:1  missing-page
    New.

Fixed
  alive     a.md:2:1  http://back/
  repaired  a.md:6:1  http://mended/

Fixed errors
  a.md:3:1  missing-page
    Old.

No longer in the blog
  a.md:3:1  http://away/

Not asked this time
  a.md:4:1  http://late/

Still broken
  dead  a.md:1:1  http://still/

Errors that are still there
  a.md:3:1  missing-page
    Same.

2026-01-02 03:04 → 2026-01-03 03:04: 1 link added, 1 removed

{LAST}
"""


def test_people_are_told_what_is_new_first() -> None:
    """The text is for a terminal; other verdicts are told on demand."""
    comparison = compare(BEFORE, AFTER)
    assert FORMATS["text"](comparison, Context()) == TOLD
    assert "alive → moved  a.md:5:1  http://wanders/" in FORMATS["text"](comparison, Context(verbose=1))


def test_programs_are_told_the_same() -> None:
    """Every list is there, empty or not, and counted."""
    told = json.loads(FORMATS["json"](compare(BEFORE, AFTER), Context()))
    assert told["schema"] == "linkcheck-diff/1"
    assert told["exit_code"] == 1
    assert {name: len(told[name]) for name in told["summary"]} == told["summary"]
    assert [one["became"] for one in told["fixed"]] == ["alive", "repaired"]
    assert [(one["was"], one["verdict"]) for one in told["changed"]] == [("alive", "moved")]
    assert told["new"][0]["references"] == [{"path": "a.md", "line": 4, "column": 1}]
    assert json.loads(FORMATS["json"](compare(EMPTY, EMPTY), Context()))["new"] == []


def test_issues_are_told_the_same() -> None:
    """What stands in Markdown can be posted: inert, and never too long."""
    told = FORMATS["markdown"](compare(BEFORE, AFTER), Context())
    assert told.startswith(f"{LAST}\n\n")
    headings = [line for line in told.splitlines() if line.startswith("## ")]
    assert headings[:3] == ["## New: 1", "## New errors: 1", "## Fixed: 2"]
    assert "| `a.md:4:1` | `inline` | `http://new/` | 404 (gone) |" in told
    flood = [finding(VERDICTS["dead"], (reference("a.md", n, f"http://{n}/" + "x" * 99),)) for n in range(2000)]
    long = FORMATS["markdown"](compare(EMPTY, replace(EMPTY, findings=tuple(flood))), Context())
    assert len(long) < 65_536
    assert "do not fit here" in long


@pytest.mark.parametrize("style", FORMATS)
def test_hostile_text_is_inert(style: str) -> None:
    """Nothing of a URL, a label or a path reaches the terminal raw."""
    nasty = "\x1b[31m\u202e@everyone\n::error::"
    one = replace(GONE, target=replace(GONE.target, url=nasty))
    again = replace(one, verdict=replace(one.verdict, detail=nasty))
    bad = replace(EMPTY, findings=(again,), problems=(problem(1, nasty, path=nasty),), environment_fault=nasty)
    for told in (compare(EMPTY, bad), compare(bad, EMPTY), compare(bad, bad)):
        text = FORMATS[style](told, Context(verbose=1))
        assert not {"\x1b", "\u202e"} & set(text)
        assert not any(line.startswith("::error") for line in text.splitlines())


def test_a_run_that_could_not_judge_says_so() -> None:
    """Then nothing is fixed, and nothing is new."""
    fault = replace(report((URL, "offline")), environment_fault="no connection at all")
    comparison = compare(report((URL, "dead")), fault)
    assert places(comparison) == {"not_asked"}
    assert "The later run could not judge: no connection at all. Nothing new is broken, 1 not" in FORMATS["text"](
        comparison, Context()
    )


def test_a_report_compared_with_itself_has_nothing_new() -> None:
    """All that is broken in the sample is still broken."""
    comparison = compare(SAMPLE, SAMPLE)
    broken = [one for one in SAMPLE.findings if one.verdict.state.is_broken]
    assert comparison.still == tuple(broken)
    assert places(comparison) == {"still"}


def test_two_links_that_redaction_made_one() -> None:
    """The broken one counts."""

    def both(first: str, second: str) -> Report:
        findings: list[Finding] = [*report((URL, first)).findings, *report((URL, second)).findings]
        return replace(EMPTY, findings=tuple(findings))

    assert places(compare(both("alive", "alive"), both("dead", "alive"))) == {"new"}
    assert places(compare(both("dead", "alive"), both("alive", "dead"))) == {"still"}
    assert places(compare(both("dead", "alive"), both("alive", "alive"))) == {"fixed"}
