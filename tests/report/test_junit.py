"""JUnit's XML: parsed back, each post is one test, and the numbers add up."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
import xmlschema
from hypothesis import given

from linkcheck.model import Change, Level, Reason, Report, State
from linkcheck.report import Context, render
from linkcheck.report.diagnostics import diagnostics
from linkcheck.report.pieces import place
from tests.report.possible_reports import POSSIBLE, SCHEMAS, acting, hostile_lines
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, FIXED, GONE, HELLO, SAMPLE, reference

ONE_LINK = "content/posts/02.md"
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
def test_each_post_is_a_test(name: str) -> None:
    """Whether it has references or only problems; the error is of the environment."""
    report = POSSIBLE[name]
    posts = {post.path for post in report.posts} | {row.reference.path for row in report.rows}
    posts |= {one.path for one in diagnostics(report, Context())}
    assert len(cases_of(report)) == len(posts) + (report.environment_fault is not None)


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


def test_posts_whose_names_look_alike_are_two_tests() -> None:
    """XML cannot hold the first; `x (2)` may be what somebody called a post."""
    paths = ("\x01.md", "\\u0001.md", "\\u0001.md (2)")
    rows = [replace(SAMPLE.rows[0], reference=reference(path, 1, "x"), url=None) for path in paths]
    names = [case.attrib["name"] for case in cases_of(replace(EMPTY, rows=tuple(rows)))]
    assert len(names) == len(set(names)) == 3


@given(acting)
def test_any_text_is_held(text: str) -> None:
    """What XML cannot hold is shown; no text begins or ends an element."""
    root, plain = suites(hostile_lines(text)), suites(hostile_lines("x"))
    assert not any(UNSAFE.search(one.replace("\n", "")) for one in texts(root))
    assert len(list(root.iter("testcase"))) == len(list(plain.iter("testcase")))
    assert {element.tag for element in root.iter()} == {element.tag for element in plain.iter()}


def test_what_fails_a_run_fails_its_post() -> None:
    """With every place, so that a log alone is enough."""
    failed = [failure for case in cases_of(SAMPLE) for failure in case.iter("failure")]
    errors = [diagnostic for diagnostic in diagnostics(SAMPLE, Context()) if diagnostic.level is Level.ERROR]
    lines = [line for failure in failed for line in (failure.text or "").split("\n")]
    assert len(failed) == len({one.path for one in errors})
    assert sorted(lines) == sorted(f"{place(one)}: {one.message} ({one.code})" for one in errors)
    (post,) = [case for case in cases_of(SAMPLE) if case.attrib["name"] == HELLO]
    failure = post.find("failure")
    assert failure is not None
    here = [one for one in errors if one.path == HELLO]
    assert failure.attrib == {
        "message": f"{len(here)} errors; the first: {here[0].message}",
        "type": here[0].code,
    }


def test_what_the_run_does_not_mind_passes_with_a_word() -> None:
    """Blocked, slow and odd pages, warnings; of notes, and of what the baseline knows, the number."""
    known = replace(SAMPLE, baseline=frozenset({GONE.target.url}))
    root = suites(known, Context(fail_on=frozenset({Change.NEW})))
    said = [line for case in root.iter("testcase") for line in (case.findtext("system-out") or "").split("\n")]
    for state in (State.MOVED, State.BLOCKED, State.UNREACHABLE, State.UNSURE):
        assert any(words.startswith(f"{state}: ") for words in said)
    assert sum(int(words.split()[0]) for words in said if "note" in words) >= len(GONE.target.references)


def test_what_was_not_asked_is_skipped() -> None:
    """A post of which nothing was asked, with the reason; one of which something was is not."""
    offline = replace(SAMPLE.findings[0].verdict, state=State.UNCHECKED, reason=Reason.OFFLINE, detail="")
    unasked = tuple(replace(one, verdict=offline, check=None) for one in SAMPLE.findings)
    (case,) = suites(replace(SAMPLE, findings=unasked, problems=())).iterfind(f".//testcase[@name='{ONE_LINK}']")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"].startswith("offline: ")
    assert [*suites(SAMPLE).iter("skipped")] == []


def test_a_repaired_post_passes() -> None:
    """And says how many links were repaired."""
    said = "\n".join(case.findtext("system-out") or "" for case in cases_of(FIXED)).split("\n")
    repaired = [int(line.split()[1]) for line in said if line.startswith("repaired: ")]
    assert sum(repaired) == len(GONE.target.references)


def test_a_link_takes_its_time_once() -> None:
    """Forty references of one link were one request."""
    report = many(300, 1)
    asked = sum(one.elapsed_ms for found in report.findings if found.check for one in found.check.exchanges)
    assert sum(float(case.attrib["time"]) for case in cases_of(report)) == pytest.approx(asked / 1000, abs=0.5)


def test_it_grows_with_what_is_wrong_and_not_with_what_is_fine() -> None:
    """A blog of twenty thousand good links in one post is one line."""
    one = SAMPLE.rows[0]
    rows = tuple(
        replace(one, reference=reference(HELLO, line, "http://same.example/"), url=None) for line in range(1, 20_001)
    )
    assert len(render(replace(EMPTY, rows=rows), "junit")) < 1_000
