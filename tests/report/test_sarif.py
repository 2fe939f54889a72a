"""SARIF: the schema of OASIS takes every report, and what a reader of it needs is there."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterable
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given

from linkcheck.__about__ import HOME
from linkcheck.model import Level, Position, Report, Span
from linkcheck.report import Context, render, sarif
from linkcheck.report.diagnostics import without_notes
from linkcheck.report.sarif import FINGERPRINT
from tests.report.possible_reports import INTERRUPTED, POSSIBLE, acting, hostile_lines, parsed
from tests.support import paths
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, GONE, PROBLEMS, SAMPLE


def run_of(report: Report) -> Any:
    """Return the one run of a log that fits the schema."""
    runs: Any = parsed(report, "sarif", "sarif-2.1.0.json")["runs"]
    (run,) = runs
    return run


def prints(results: Iterable[Any]) -> list[str]:
    """Return the fingerprints of results, sorted."""
    return sorted(result["partialFingerprints"][FINGERPRINT] for result in results)


@pytest.mark.parametrize("name", POSSIBLE)
def test_the_schema_takes_every_report(name: str) -> None:
    """One result for each diagnostic, each with a rule that explains it and a fingerprint of its own."""
    report = POSSIBLE[name]
    run = run_of(report)
    found = without_notes(report, Context())
    rules = run["tool"]["driver"]["rules"]
    assert [result["ruleId"] for result in run["results"]] == [diagnostic.code for diagnostic in found]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(set(prints(run["results"]))) == len(found)


@given(acting)
def test_any_text_is_held(text: str) -> None:
    """Nothing is lost, nothing acts in a viewer: no escape, no link, no placeholder."""
    run = run_of(hostile_lines(text))
    assert len(run["results"]) == len(without_notes(hostile_lines(text), Context()))
    for result in run["results"]:
        message = result["message"]["text"]
        assert not UNSAFE.search(message)
        assert "](" not in message.replace("\\]", "")
        assert not re.search(r"(?<!\{)(?:\{\{)*\{\d", message)


def test_the_project_has_one_home() -> None:
    """What reports name is what pyproject.toml names."""
    pyproject = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))
    assert pyproject["project"]["urls"]["Source"] == HOME
    assert run_of(EMPTY)["tool"]["driver"]["informationUri"] == HOME


def test_fingerprints_stay_when_lines_move() -> None:
    """A paragraph at the top of every document makes no diagnostic a new one."""
    report = many(300, 2)
    assert prints(run_of(moved(report, 7))["results"]) == prints(run_of(report)["results"])


def moved(report: Report, lines: int) -> Report:
    """Return a report of the same documents with so many lines of ten bytes before the first."""

    def down(one: Any) -> Any:
        place = Position(one.position.line + lines, one.position.column)
        return replace(one, position=place, span=Span(one.span.start + 10 * lines, one.span.end + 10 * lines))

    findings = tuple(
        replace(found, target=replace(found.target, references=tuple(map(down, found.target.references))))
        for found in report.findings
    )
    rows = tuple(replace(row, reference=down(row.reference)) for row in report.rows)
    quoted = {(path, line + lines): text for (path, line), text in report.lines.items()}
    return replace(report, findings=findings, rows=rows, problems=tuple(map(down, report.problems)), lines=quoted)


def test_a_line_number_in_a_message_is_no_part_of_a_fingerprint() -> None:
    """`first on line 3` becomes `first on line 9`, and it is the same problem."""
    before, after = (
        replace(SAMPLE, problems=(replace(PROBLEMS[0], span=Span(1, 1), message=f"It is first on line {line}."),))
        for line in (3, 9)
    )
    assert prints(run_of(before)["results"]) == prints(run_of(after)["results"])


def test_the_baseline_state_is_on_all_results_or_on_none() -> None:
    """As section 3.27.24 wants it."""
    text = render(POSSIBLE["known"], "sarif", Context(notes=True))
    (run,) = json.loads(text)["runs"]
    assert {result["baselineState"] for result in run["results"]} == {"new", "unchanged"}
    assert {result["baselineState"] for result in run_of(POSSIBLE["known"])["results"]} == {"new"}
    assert {result["baselineState"] for result in run_of(POSSIBLE["all new"])["results"]} == {"new"}
    assert not any("baselineState" in result for result in run_of(SAMPLE)["results"])


def test_a_fix_replaces_the_bytes_of_the_destination() -> None:
    """Where the copy for the post's day is known, an editor can write it."""
    report = many(600, 4)
    posts = {post.path for post in report.posts}
    fixes = [result for result in run_of(report)["results"] if "fixes" in result]
    assert fixes
    for result in fixes:
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        place = result["locations"][0]["physicalLocation"]
        line, region = place["contextRegion"]["snippet"]["text"], replacement["deletedRegion"]
        written = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert len(written.encode()) == region["byteLength"]
        assert written == result["properties"]["url"]
        assert replacement["insertedContent"]["text"].endswith(written)
        assert change["artifactLocation"]["uri"] in posts


@pytest.mark.parametrize("name", POSSIBLE)
def test_a_context_is_more_than_the_place(name: str) -> None:
    """As section 3.29.5 wants it: a region without an end goes to the end of its line."""
    places = [result["locations"][0]["physicalLocation"] for result in run_of(POSSIBLE[name])["results"]]
    for place in places:
        if "contextRegion" in place and place["region"]["startColumn"] == 1:
            assert place["region"]["endColumn"] <= len(place["contextRegion"]["snippet"]["text"])


def test_a_line_that_is_nothing_but_the_link_has_no_context() -> None:
    """Nor one whose end is not known."""
    problem = replace(PROBLEMS[0], path="a.md", position=Position(3, 1), span=Span(90, 95))
    for line, context in (("a.pdf", False), ("a.pdf.", True), ("a.p", False)):
        (result,) = run_of(replace(EMPTY, problems=(problem,), lines={("a.md", 3): line}))["results"]
        assert ("contextRegion" in result["locations"][0]["physicalLocation"]) is context


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("content/a b.md", "content/a%20b.md"),
        ("a:b#c?.md", "a%3Ab%23c%3F.md"),
        ("é.md", "%C3%A9.md"),
        ("caf\udce9.md", "caf%E9.md"),
        ("/tmp/x.md", "file:///tmp/x.md"),  # noqa: S108 - a name, not a file
        ("../x.md", "../x.md"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    """A reader gets back the bytes of the file's name."""
    report = replace(SAMPLE, findings=(), problems=(replace(PROBLEMS[0], path=path),))
    (result,) = run_of(report)["results"]
    where = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where["uri"] == uri
    assert ("uriBaseId" in where) is not path.startswith("/")
    assert unquote_to_bytes(uri.removeprefix("file://")) == path.encode("utf-8", "surrogateescape")


def test_a_run_says_how_it_went() -> None:
    """Times and the exit code; what kept it from its work is a notification."""
    invocation = run_of(many(30, 1))["invocations"][0]
    assert invocation["executionSuccessful"] is True
    assert invocation["startTimeUtc"] < invocation["endTimeUtc"]
    fault = run_of(POSSIBLE["fault"])["invocations"][0]
    assert fault["executionSuccessful"] is False
    assert fault["toolExecutionNotifications"][0]["level"] == "error"
    waiting = run_of(INTERRUPTED)["invocations"][0]["toolExecutionNotifications"]
    words = [one["message"]["text"] for one in waiting]
    assert words[0] == "Interrupted with 1 link not asked."
    assert [one.partition(":")[0] for one in words[1:]] == [
        "Not judged inside the blog",
        "1 note left out; --notes has them told.",
    ]


def test_notes_are_told_on_demand() -> None:
    """By default each result is somebody's task; the number of the others is said."""
    wanted = json.loads(render(SAMPLE, "sarif", Context(notes=True)))["runs"][0]
    levels = [result["level"] for result in wanted["results"]]
    assert levels.count("note") > 0
    usual = run_of(SAMPLE)
    assert [result["level"] for result in usual["results"]] == [level for level in levels if level != "note"]
    words = [one["message"]["text"] for one in usual["invocations"][0]["toolExecutionNotifications"]]
    assert words[-1].startswith(f"{levels.count('note')} note")


def test_the_gravest_are_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub refuses a file of more results; what is left out is counted."""
    assert sarif.MOST_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1_000)
    note = PROBLEMS[-1]
    notes = tuple(replace(note, position=Position(line, 1), span=Span(line, line)) for line in range(1, 1_000))
    report = replace(SAMPLE, findings=(GONE,), problems=notes)
    (run,) = json.loads(render(report, "sarif", Context(notes=True)))["runs"]
    assert len(run["results"]) == 1_000
    assert [result["level"] for result in run["results"][:41]] == ["error"] * 40 + ["note"]
    told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert told == "Only the gravest results fit; left out: 39 notes."


def test_a_file_is_no_larger_than_github_takes() -> None:
    """Ten megabytes after gzip, which a blog of long and random addresses reaches before it has 25,000 results."""
    digits = Random(7)  # noqa: S311 - no secret
    urls = [f"http://gone.example/{digits.randbytes(400).hex()}" for _ in range(25_000)]
    base = PROBLEMS[0]
    problems = tuple(
        replace(base, level=Level.ERROR, position=Position(line, 1), span=Span(line, line), message=url)
        for line, url in enumerate(urls, 1)
    )
    text = render(replace(EMPTY, problems=problems), "sarif")
    assert 8_000_000 < len(gzip.compress(text.encode())) < 10_000_000
    (run,) = json.loads(text)["runs"]
    told = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    left = int(re.sub(r"\D", "", next(words for words in told if "left out" in words)))
    assert len(run["results"]) + left == 25_000


def test_a_page_of_a_site_is_an_address_of_its_own() -> None:
    """And no file below the root of a repository."""
    url = "https://blog.example/notes/?a=1&b=%20"
    rows = tuple(replace(row, reference=replace(row.reference, path=url)) for row in SAMPLE.rows)
    report = replace(SAMPLE, rows=rows, problems=tuple(replace(one, path=url) for one in SAMPLE.problems), findings=())
    results = json.loads(render(report, "sarif"))["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert places
    assert all(place["artifactLocation"] == {"uri": url} for place in places)
