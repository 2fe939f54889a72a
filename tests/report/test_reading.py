"""An old JSON report, read again, is the report that it was."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.__about__ import __version__
from linkcheck.model import (
    Change,
    Check,
    Edit,
    Evidence,
    Exchange,
    Failure,
    FailureCode,
    Finding,
    Flag,
    Fragment,
    Level,
    LinkcheckError,
    LookupStatus,
    Memento,
    Page,
    Past,
    Position,
    Post,
    Problem,
    Profile,
    Quoting,
    Reason,
    Reference,
    Report,
    Request,
    Response,
    Row,
    Rule,
    RunStats,
    Span,
    State,
    Syntax,
    Target,
    Tls,
    Url,
    Verdict,
)
from linkcheck.report import Context, broken, render, render_explanation
from linkcheck.report.reading import MOST_STRIKES, is_report, read
from tests.support import paths
from tests.support.copies import replace
from tests.support.full_report import FULL, in_order
from tests.support.sample_report import CHECKED, EMPTY, FIXED, SAMPLE

SAMPLES = {"sample": in_order(SAMPLE), "fixed": in_order(FIXED), "empty": EMPTY, "full": FULL}


def again(report: Report) -> Report:
    """Write a report and read it."""
    return read(render(report, "json").encode())


def changed(report: Report, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a JSON report in which something was changed by hand."""
    whole = json.loads(render(report, "json"))
    change(whole)
    return json.dumps(whole).encode()


# --- what is read says what was written --------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = st.text(string.ascii_letters + " é‮\x1b|`", max_size=12)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis wants them naive
NUMBERS = st.integers(0, 10**6)
PATHS = st.sampled_from(["a.md", "b/é.md", "bad\udcff.md"])
URLS = st.sampled_from([f"http://{name}.example/" for name in "abcdé"])
REFERENCES = st.builds(
    Reference,
    PATHS,
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: Span(min(pair), max(pair))),
    st.builds(Position, NUMBERS, NUMBERS),
    st.sampled_from(Syntax),
    TEXT,
    st.sampled_from(Quoting),
    st.none() | TEXT,
    st.none() | st.booleans(),
    st.lists(st.builds(Position, NUMBERS, NUMBERS), max_size=2).map(tuple),
    disabled=st.booleans(),
)
EVIDENCE = st.builds(Evidence, WORDS, st.sampled_from(State), st.sampled_from(Reason), WORDS)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(State),
    st.sampled_from(Reason),
    WORDS,
    st.none() | NUMBERS,
    st.none() | URLS,
    st.lists(st.sampled_from(Flag), max_size=2, unique=True).map(tuple),
    st.lists(EVIDENCE, max_size=2).map(tuple),
)
REQUESTS = st.builds(Request, URLS.map(Url), st.sampled_from(Profile), tls=st.sampled_from(Tls))
OUTCOMES = st.builds(Response, NUMBERS) | st.builds(Failure, st.sampled_from(FailureCode), WORDS)
CHECKS = st.builds(
    Check, URLS.map(Url), st.lists(st.builds(Exchange, REQUESTS, OUTCOMES, NUMBERS), max_size=2).map(tuple), MOMENTS
)
PASTS = st.builds(
    Past,
    URLS,
    MOMENTS,
    VERDICTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.lists(MOMENTS, max_size=3).map(tuple),
    NUMBERS,
    st.none() | st.builds(Page, TEXT),
)
MEMENTOS = st.builds(
    Memento,
    st.none() | st.dates(),
    st.sampled_from(LookupStatus),
    st.none() | URLS,
    st.none() | MOMENTS,
    st.none() | WORDS,
    st.booleans(),
    st.none() | WORDS,
)
PROBLEMS = st.builds(
    Problem,
    st.sampled_from(Rule),
    st.sampled_from(Level),
    PATHS,
    st.builds(Position, NUMBERS, NUMBERS),
    st.builds(Span, NUMBERS, NUMBERS),
    WORDS,
)
EDITS = st.builds(
    Edit,
    PATHS,
    st.builds(Span, NUMBERS, NUMBERS),
    st.binary(max_size=8),
    st.binary(max_size=8),
    WORDS,
    st.booleans(),
    st.none() | WORDS,
)
NIGHTS = st.builds(RunStats, MOMENTS, st.dictionaries(st.sampled_from(State), NUMBERS, max_size=3), NUMBERS)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report whose targets and rows belong together."""
    known = draw(st.dictionaries(URLS, st.lists(REFERENCES, min_size=1, max_size=3), max_size=3))
    findings = tuple(
        draw(
            st.builds(
                Finding,
                st.just(Target(url, tuple(references))),
                VERDICTS,
                st.none() | CHECKS,
                st.lists(MEMENTOS, max_size=2).map(tuple),
                st.none() | PASTS,
                st.booleans(),
                st.none() | st.sampled_from(Change),
            )
        )
        for url, references in known.items()
    )
    rows: list[tuple[Reference, str | None]] = [
        (reference, url) for url, references in known.items() for reference in references
    ]
    rows += [(reference, None) for reference in draw(st.lists(REFERENCES, max_size=2))]
    rules = st.lists(st.sampled_from(Rule), max_size=2, unique=True).map(tuple)
    problems = tuple(draw(st.lists(PROBLEMS, max_size=3)))
    baseline = draw(st.sampled_from([None, frozenset(), broken(findings[:1], problems[:1])]))
    return Report(
        exit_code=draw(NUMBERS),
        offline=draw(st.booleans()),
        duration_s=draw(st.floats(0, 10**6)),
        requests=draw(NUMBERS),
        environment_fault=draw(st.none() | WORDS),
        documents=draw(NUMBERS),
        rows=tuple(Row(one, url, draw(rules), draw(st.none() | st.sampled_from(Fragment))) for one, url in rows),
        findings=findings,
        problems=problems,
        edits=tuple(draw(st.lists(EDITS, max_size=2))),
        baseline=baseline,
        started_at=draw(st.none() | MOMENTS),
        posts=tuple(draw(st.lists(st.builds(Post, PATHS, st.none() | st.dates(), st.none() | TEXT), max_size=2))),
        nights=tuple(draw(st.lists(NIGHTS, max_size=2))),
        lines=draw(st.dictionaries(st.tuples(st.just("a.md"), NUMBERS), WORDS, max_size=2)),
    )


@given(reports())
def test_what_is_read_is_written_as_it_was(report: Report) -> None:
    """No report loses anything that JSON can say."""
    once = render(report, "json")
    assert render(read(once.encode()), "json") == once


@pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("verbose", [0, 1, 2])
@pytest.mark.parametrize("style", ["text", "json", "markdown"])
def test_every_format_shows_the_same(report: Report, style: str, verbose: int) -> None:
    """Nothing that people are shown is missing in JSON."""
    context = Context(verbose=verbose)
    assert render(again(report), style, context) == render(report, style, context)


@pytest.mark.parametrize("number", range(len(SAMPLE.findings)))
def test_an_explanation_lacks_headers_and_sizes_only(number: int) -> None:
    """Headers and bodies are in no JSON report; all else that `explain` says is."""
    whole = render_explanation(FULL.findings[number]).splitlines()
    left = render_explanation(again(FULL).findings[number]).splitlines()
    headers = ("     content-type: ", "     server: ", "     location: ", "     cf-mitigated: ")
    told = [line.replace(", 17 bytes read", "") for line in whole if not line.startswith(headers)]
    assert [line.replace(".678901", "") for line in told] == left


def test_all_that_is_new_comes_back() -> None:
    """Nights, posts, lines, strikes and the baseline are read, not only written."""
    known = again(FULL)
    assert (known.started_at, known.posts, known.lines) == (CHECKED.replace(microsecond=0), FULL.posts, FULL.lines)
    assert [night.verdicts for night in known.nights] == [night.verdicts for night in FULL.nights]
    assert known.baseline == FULL.baseline
    assert [one.past and len(one.past.strikes) for one in known.findings] == [
        one.past and len(one.past.strikes) for one in FULL.findings
    ]


# --- reports of other versions -----------------------------------------------------------------

ADDED = {
    "run": ("started_at", "version"),
    "targets": ("strike_times", "title", "failures", "probes"),
    "problems": ("known",),
    "exchanges": ("detail", "tls"),
}
"""What the first reports did not have, beside `documents`, `nights` and `lines`."""


def as_it_was_once(whole: dict[str, Any]) -> None:
    """Take out of a report what an older version did not write."""
    for part in ("documents", "nights", "lines"):
        del whole[part]
    rows: Mapping[str, list[dict[str, Any]]] = {
        "run": [whole["run"]],
        "targets": whole["targets"],
        "problems": whole["problems"],
        "exchanges": [one for target in whole["targets"] for one in target["exchanges"]],
    }
    for part, keys in ADDED.items():
        for row in rows[part]:
            for key in keys:
                row.pop(key, None)


def test_an_older_report_is_read() -> None:
    """What it says stays; what it cannot know is not known."""
    old = changed(FULL, as_it_was_once)
    whole = json.loads(render(read(old), "json"))
    assert whole["run"]["started_at"] is None
    assert not whole["nights"]
    as_it_was_once(whole)
    for problem in whole["problems"]:
        problem.pop("known", None)
    assert whole == json.loads(old)


def test_a_report_that_an_older_program_wrote_is_the_same_again() -> None:
    """Everything that a report may hold, as 0.1.0 wrote it before its modules were arranged anew; fields may be new."""
    old = (paths.CASES / "old" / "report-0.1.0.json").read_bytes()
    written = json.loads(old)
    written["run"]["version"] = __version__
    assert _kept(written, json.loads(render(read(old), "json"))) == written


def _kept(old: Any, new: Any) -> Any:
    """Return what is new without the fields that the old had not, at any depth."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: _kept(old[key], value) for key, value in new.items() if key in old}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_kept(before, value) for before, value in zip(old, new, strict=True)]
    return new


def test_names_that_are_not_utf8_are_written_as_escapes() -> None:
    """JSON holds no half of a character; whatever stands beside one stays as it is."""
    row = replace(SAMPLE.rows[0], reference=replace(SAMPLE.rows[0].reference, path="é\udcff.md"))
    whole = json.loads(render(replace(EMPTY, rows=(row,), paths=("é", "\udcff")), "json"))
    assert whole["references"][0]["path"] == "é\\udcff.md"
    assert whole["run"]["paths"] == ["é", "\\udcff"]


def test_what_a_newer_version_added_is_passed_over() -> None:
    """Unknown fields, anywhere, and a verdict that nobody here has heard of in the numbers."""

    def newer(whole: dict[str, Any]) -> None:
        whole["mood"] = {"a": [1]}
        whole["targets"][0]["colour"] = "red"
        whole["summary"]["verdicts"]["haunted"] = 3
        whole["nights"][0]["verdicts"]["haunted"] = 3

    assert render(read(changed(FULL, newer)), "json") == render(FULL, "json")


def test_an_absurd_number_fills_no_memory() -> None:
    """A report may come from anywhere."""
    absurd = read(changed(FULL, _set("targets", 0, "strikes", value=10**30)))
    assert absurd.findings[0].past is not None
    assert len(absurd.findings[0].past.strikes) == MOST_STRIKES


def _set(*path: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    def change(whole: Any) -> None:
        for key in path[:-1]:
            whole = whole[key]
        whole[path[-1]] = value

    return change


NEWER = "written by a newer linkcheck: update linkcheck to read it"

WRONG: Mapping[str, tuple[bytes, str]] = {
    "empty": (b" \n", "r.json: the file is empty"),
    "text": (b"content/\n  hello.md: 1 dead", "r.json:1:1: this is not JSON: invalid character"),
    "in the third line": (b'{\n"run":\n  oops}', "r.json:3:3: this is not JSON: invalid character"),
    "cut off": (
        b'{\n  "schema": "linkcheck-rep',
        "r.json:2:27: the JSON ends here too early: was the file cut off?",
    ),
    "NUL": (b'{"schema": "a\x00b"}', "r.json:1:14: this is not JSON: invalid character"),
    "bad UTF-8": (b'{\n"schema": "\xff"}', "r.json:2:12: byte 0xff is not UTF-8"),
    "UTF-16": (
        render(EMPTY, "json").encode("utf-16"),
        "r.json: this is UTF-16, as PowerShell's > writes it: use --output, or save it as UTF-8",
    ),
    "two documents": (b'{"schema": "linkcheck-report/1"}\n{}', "r.json:2:2: this is not JSON: trailing characters"),
    "another thing": (b'{"a": 1}', 'r.json: this is no report of linkcheck: its "schema" is not linkcheck-report/1'),
    "a list": (b"[1]", "r.json: this is no report of linkcheck: expected `object`, got `array`"),
    "a number as schema": (
        b'{"schema": 1}',
        'r.json: this is no report of linkcheck: its "schema" is not linkcheck-report/1',
    ),
    "version 2": (
        b'{"schema": "linkcheck-report/2"}',
        f"r.json: linkcheck-report/2: {NEWER}",
    ),
    "no run": (
        b'{"schema": "linkcheck-report/1"}',
        "r.json: this is no report of linkcheck: object missing required field `run`",
    ),
    "another reason": (
        changed(SAMPLE, _set("targets", 0, "reason", value="haunted")),
        f"r.json: targets[0].reason: 'haunted' is not known here: {NEWER}",
    ),
    "a wrong type": (
        changed(SAMPLE, _set("references", 2, "line", value="7")),
        "r.json: this is no report of linkcheck: references[2].line: expected `int`, got `str`",
    ),
    "a target that nobody names": (
        changed(SAMPLE, _set("references", value=[])),
        "r.json: this is no report of linkcheck: targets[0]: no reference has this url",
    ),
    "nested": (
        b'{"schema": ' + b"[" * 200_000,
        "r.json: this is no report of linkcheck: it is nested too deeply",
    ),
}


@pytest.mark.parametrize(("data", "words"), WRONG.values(), ids=WRONG)
def test_what_is_no_report_is_one_clear_line(data: bytes, words: str) -> None:
    """It says what, where, and what to do."""
    with pytest.raises(LinkcheckError) as caught:
        read(data, "r.json")
    assert str(caught.value) == words


@given(st.binary(max_size=200) | st.binary(max_size=40).map(lambda tail: b'{"schema": "linkcheck-report/1"' + tail))
def test_no_bytes_are_a_bug(data: bytes) -> None:
    """Whatever a file holds, it is a report or a line for people."""
    with pytest.raises(LinkcheckError):
        read(data)


@given(st.data())
def test_a_report_cut_anywhere_is_told(data: st.DataObject) -> None:
    """A full disk leaves the beginning of a report."""
    whole = render(EMPTY, "json").encode()
    with pytest.raises(LinkcheckError):
        read(whole[: data.draw(st.integers(0, len(whole) - 3))])


def test_a_mark_that_windows_puts_first_is_passed_over() -> None:
    """Saved once by an editor, it is the same report."""
    marked = b"\xef\xbb\xbf" + render(FULL, "json").encode()
    assert render(read(marked), "json") == render(FULL, "json")
    assert is_report(marked)


def test_a_report_is_known_by_its_beginning() -> None:
    """Whatever its file is called, and whether or not it can be read to its end."""
    assert is_report(render(EMPTY, "json").encode()[:60])
    assert is_report(b'\n{"schema":"linkcheck-report/7"')
    assert not is_report(b"# A post\n")
    assert not is_report(b'{"title": "JSON front matter"}\n')
