"""JUnit's XML: parsed back, each reference is one test, and the numbers add up."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
import xmlschema
from hypothesis import given

from linkcheck.model import Change, Level, Report, State
from linkcheck.report import Context, render
from linkcheck.report.diagnostics import diagnostics
from tests.report.possible_reports import INTERRUPTED, POSSIBLE, SCHEMAS, acting, hostile_lines
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, FIXED, GONE, HELLO, SAMPLE, reference

SCHEMA = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd", defuse="always")
"""The strictest there is: its reader drops a file that has more."""


def suites(report: Report, context: Context | None = None) -> Element:
    """Return the root as a server reads it."""
    return fromstring(render(report, "junit", context or Context()))  # noqa: S314 - our own


def cases_of(report: Report) -> list[Element]:
    """Return every test."""
    return list(suites(report).iter("testcase"))


def texts(root: Element) -> Iterator[str]:
    """Yield all that a document says."""
    for element in root.iter():
        yield from (element.text or "", *element.attrib.values())


@pytest.mark.parametrize("name", POSSIBLE)
def test_the_schema_takes_every_report(name: str) -> None:
    """Whatever is in it; what would make a parser fetch or expand anything is not."""
    SCHEMA.validate(render(POSSIBLE[name], "junit"))


@pytest.mark.parametrize("name", POSSIBLE)
def test_each_reference_is_a_test(name: str) -> None:
    """And each problem that no reference has; the error is of the environment."""
    report = POSSIBLE[name]
    places = {(row.reference.path, row.reference.span.start) for row in report.rows}
    others = [one for one in diagnostics(report, Context()) if (one.path, one.span.start) not in places]
    assert len(cases_of(report)) == len(report.rows) + len(others) + (report.environment_fault is not None)


@pytest.mark.parametrize("name", POSSIBLE)
def test_numbers_add_up(name: str) -> None:
    """Of each suite, and of all."""
    root = suites(POSSIBLE[name])
    tags = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for counted in (root, *root.iter("testsuite")):
        for number, tag in tags.items() & {(name, tags.get(name)) for name in counted.attrib}:
            assert int(counted.attrib[number]) == len(list(counted.iter(tag))), (counted.attrib, number)
    for suite in root.iter("testsuite"):
        time = sum(float(case.attrib["time"]) for case in suite.iter("testcase"))
        assert float(suite.attrib["time"]) == pytest.approx(time, abs=0.001)


@pytest.mark.parametrize("name", POSSIBLE)
def test_names_are_unique(name: str) -> None:
    """Servers take two tests of one name for one."""
    named = [(case.attrib["classname"], case.attrib["name"]) for case in cases_of(POSSIBLE[name])]
    assert len(set(named)) == len(named)


def test_a_test_keeps_its_name_when_its_line_moves() -> None:
    """So that a server can tell since when it fails."""
    url = "http://gone.example/"
    rows = [replace(SAMPLE.rows[0], reference=reference(HELLO, line, url), url=None) for line in (4, 9, 12)]
    names = [case.attrib["name"] for case in cases_of(replace(EMPTY, rows=tuple(rows)))]
    assert names == [f"inline {url}", f"inline {url} (2)", f"inline {url} (3)"]


def test_a_name_that_looks_like_a_repeat_is_another() -> None:
    """`x (2)` may be what somebody wrote."""
    urls = ("x (2)", "x", "x", "x (2)")
    rows = [replace(SAMPLE.rows[0], reference=reference(HELLO, at, url), url=None) for at, url in enumerate(urls, 1)]
    names = [case.attrib["name"] for case in cases_of(replace(EMPTY, rows=tuple(rows)))]
    assert len(set(names)) == 4


@given(acting)
def test_any_text_is_held(text: str) -> None:
    """What XML cannot hold is shown; no text begins or ends an element."""
    root, plain = suites(hostile_lines(text)), suites(hostile_lines("x"))
    assert not any(UNSAFE.search(one.replace("\n", "")) for one in texts(root))
    assert len(list(root.iter("testcase"))) == len(list(plain.iter("testcase")))
    assert {element.tag for element in root.iter()} == {element.tag for element in plain.iter()}


def test_what_fails_a_run_fails_its_test() -> None:
    """With the place, so that a log alone is enough."""
    failed = [case for case in cases_of(SAMPLE) if case.find("failure") is not None]
    assert len(failed) == sum(diagnostic.level is Level.ERROR for diagnostic in diagnostics(SAMPLE, Context()))
    missing = next(case for case in failed if case.attrib["name"] == "inline missing.md")
    failure = missing.find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "missing-page"
    assert failure.text == f"{HELLO}:50:1: {failure.attrib['message']} (missing-page)"


def test_what_the_run_does_not_mind_passes_with_a_word() -> None:
    """Blocked, slow and odd pages, warnings, and what the baseline knows."""
    known = replace(SAMPLE, baseline=frozenset({GONE.target.url}))
    root = suites(known, Context(fail_on=frozenset({Change.NEW})))
    said = [case.findtext("system-out") or "" for case in root.iter("testcase") if case.find("failure") is None]
    for state in (State.MOVED, State.BLOCKED, State.UNREACHABLE, State.UNSURE):
        assert any(words.startswith(f"{state}: ") for words in said)
    assert sum(words.startswith("note: ") and ": Dead link" in words for words in said) == len(GONE.target.references)


def test_what_was_not_asked_is_skipped() -> None:
    """With the reason."""

    def skipped(report: Report) -> list[str]:
        return [case.attrib["message"] for case in suites(report).iter("skipped")]

    assert skipped(SAMPLE) == ["scheme: mailto"]
    assert skipped(INTERRUPTED) == ["interrupted: the run ended before", "scheme: mailto"]


def test_a_repaired_reference_passes() -> None:
    """And says so."""
    said = [case.findtext("system-out") for case in cases_of(FIXED)]
    assert said.count("repaired") == len(GONE.target.references)


def test_a_link_takes_its_time_once() -> None:
    """Forty references of one link were one request."""
    report = many(300, 1)
    asked = sum(one.elapsed_ms for found in report.findings if found.check for one in found.check.exchanges)
    assert sum(float(case.attrib["time"]) for case in cases_of(report)) == pytest.approx(asked / 1000, abs=0.5)


def test_a_link_that_a_post_repeats_ever_again_is_named_in_one_go() -> None:
    """The names of many equal references are made without looking for each among all."""
    one = SAMPLE.rows[0]
    rows = tuple(
        replace(one, reference=reference(HELLO, line, "http://same.example/"), url=None) for line in range(1, 20_001)
    )
    names = {case.attrib["name"] for case in cases_of(replace(EMPTY, rows=rows))}
    assert len(names) == 20_000
