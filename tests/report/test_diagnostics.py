"""What is shown at a place: which things, how grave, in which order, and which text may be written there."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkcheck.links.urls import redact
from linkcheck.model import (
    Change,
    Edit,
    FailOn,
    Finding,
    Level,
    LookupStatus,
    Position,
    Post,
    Quoting,
    Reference,
    Report,
    Span,
    State,
    Syntax,
)
from linkcheck.report import Context, broken, render
from linkcheck.report.diagnostics import Diagnostic, diagnostics
from linkcheck.report.regions import byte_column, end_column, written
from tests.support.copies import replace
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, FIXED, GONE, GONE_URL, HELLO, PROBLEMS, SAMPLE, VANISHED, reference

PAGE = "http://gone.example/page"
COPY = f"https://web.archive.org/web/20160515010203/{PAGE}"
LONELY = replace(
    GONE,
    target=replace(GONE.target, url=PAGE, references=(reference(HELLO, 3, PAGE),)),
    mementos=(replace(GONE.mementos[0], url=COPY),),
)


def of(*findings: Finding, **fields: object) -> Report:
    """Return a report of these findings and no problems."""
    return replace(EMPTY, findings=findings, **fields)


def told(report: Report, *fail_on: FailOn) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, with the usual `fail_on` where none is given."""
    return diagnostics(report, Context(fail_on=frozenset(fail_on)) if fail_on else Context())


def only(report: Report) -> Diagnostic:
    """Return the one diagnostic of a report."""
    (diagnostic,) = told(report)
    return diagnostic


def with_reference(**fields: object) -> Report:
    """Return a report of one dead link whose one reference has these fields."""
    one = replace(LONELY.target.references[0], **fields)
    return of(replace(LONELY, target=replace(LONELY.target, references=(one,))))


def test_only_what_is_sure_is_told() -> None:
    """A blocked, slow or odd page is nobody's fault; the text report tells of them."""
    assert {diagnostic.state for diagnostic in told(SAMPLE)} == {State.DEAD, State.INVALID, None}


def test_each_place_is_told() -> None:
    """Each reference of a dead link, and each problem."""
    wrong = [found for found in SAMPLE.findings if found.verdict.state.is_broken]
    places = sum(len(found.target.references) for found in wrong)
    assert len(told(SAMPLE)) == places + len(SAMPLE.problems)


def test_what_was_repaired_or_switched_off_is_not_told() -> None:
    """Nor what `--since` leaves aside."""
    assert not any(diagnostic.url == GONE_URL for diagnostic in told(FIXED))
    assert told(with_reference(disabled=True)) == ()
    assert told(replace(with_reference(untouched=True), since="main")) == ()
    aside = replace(PROBLEMS[0], untouched=True)
    assert told(of(problems=(aside,), since="main")) == ()


@pytest.mark.parametrize(
    ("fail_on", "level"),
    [
        ((State.DEAD,), Level.ERROR),
        ((Change.NEW,), Level.ERROR),
        ((State.MOVED,), Level.WARNING),
    ],
)
def test_a_dead_link_is_as_grave_as_the_run_takes_it(fail_on: tuple[FailOn, ...], level: Level) -> None:
    """An error where it fails the run, else a warning."""
    assert [diagnostic.level for diagnostic in told(of(LONELY), *fail_on)] == [level]


def test_a_verdict_that_fails_the_run_is_told() -> None:
    """With `--fail-on moved`, a red run shows why."""
    (moved,) = [diagnostic for diagnostic in told(SAMPLE, State.MOVED) if diagnostic.state is State.MOVED]
    assert moved.level is Level.ERROR
    assert "it is now https://new.example/" in moved.message


def test_what_the_baseline_knows_is_a_note_and_comes_last() -> None:
    """Old faults hide no new ones."""
    known = told(replace(SAMPLE, baseline=broken((VANISHED,), PROBLEMS[:1])))
    old = [diagnostic for diagnostic in known if diagnostic.known]
    assert {diagnostic.code for diagnostic in old} == {"dns-gone", "missing-page"}
    assert {diagnostic.level for diagnostic in old} == {Level.NOTE}
    assert known[-len(old) :] == tuple(old)
    assert all(diagnostic.new is not diagnostic.known for diagnostic in known)


def test_the_gravest_come_first_and_the_new_of_them() -> None:
    """Then path and place."""
    found = told(SAMPLE)
    levels = [diagnostic.level for diagnostic in found]
    assert levels == sorted(levels, key=list(Level).index)
    assert found[0].url == VANISHED.target.url
    rest = [
        (diagnostic.path, diagnostic.span)
        for diagnostic in found
        if diagnostic.level is Level.ERROR and not diagnostic.new
    ]
    assert rest == sorted(rest)


def test_the_copy_for_the_post_is_named() -> None:
    """Each post gets the copy near its own day, the first one where the day is not known."""
    posts = (Post("content/posts/02.md", GONE.mementos[1].near), Post(HELLO, GONE.mementos[0].near))
    words = {diagnostic.path: diagnostic.message for diagnostic in told(of(GONE, posts=posts))}
    assert "(2018-12-31, 1 day before)" in words["content/posts/02.md"]
    assert "(2016-05-15, 12 days after)" in words[HELLO]
    assert "(2016-05-15, 12 days after)" in words["content/posts/03.md"]


def test_the_only_copy_may_be_written() -> None:
    """With the author's fragment, as `--fix` would write it."""
    assert only(of(LONELY)).replacement == COPY
    part = with_reference(destination=f"{PAGE}#part", span=Span(300, 305 + len(PAGE)))
    assert only(part).replacement == f"{COPY}#part"
    read_back = with_reference(quoting=Quoting.FIXED)
    assert only(read_back).replacement == COPY


@pytest.mark.parametrize(
    "fields",
    [
        {"quoting": Quoting.FIXED, "syntax": Syntax.FRONTMATTER},
        {"quoting": Quoting.TEXT, "syntax": Syntax.BARE},
        {"span": Span(300, 301 + len(PAGE))},
        {"destination": PAGE[5:], "span": Span(300, 295 + len(PAGE))},
        {"destination": f"{PAGE}#a(b", "span": Span(300, 304 + len(PAGE))},
    ],
)
def test_no_text_is_offered_that_could_mean_something_else(fields: dict[str, object]) -> None:
    """What `--fix` proves, a bot does not."""
    assert only(with_reference(**fields)).replacement is None


def test_a_copy_that_was_not_seen_is_not_offered() -> None:
    """Nor one of two that are for other days."""
    unprobed = replace(LONELY.mementos[0], probed=False)
    assert only(of(replace(LONELY, mementos=(unprobed,)))).replacement is None
    missing = replace(LONELY.mementos[0], answer=LookupStatus.NONE, url=None)
    assert only(of(replace(LONELY, mementos=(missing,)))).replacement is None
    other = replace(LONELY.mementos[0], url=COPY.replace("2016", "2018"))
    assert only(of(replace(LONELY, mementos=(LONELY.mementos[0], other)), posts=(Post(HELLO),))).replacement is None


def edit_of(one: Reference, new: str, **fields: object) -> Edit:
    """Return a planned edit of a reference."""
    edit = Edit(one.path, one.span, one.destination.encode(), new.encode(), "dead: gone")
    return replace(edit, **fields)


def test_a_planned_edit_is_what_is_offered() -> None:
    """The run proved it; what it refused is offered by nobody, and the message says why."""
    one = LONELY.target.references[0]
    assert only(of(LONELY, edits=(edit_of(one, "https://a.example/(1)"),))).replacement == "https://a.example/(1)"
    refused = only(of(LONELY, edits=(edit_of(one, COPY, refused="it would change the link below"),)))
    assert refused.replacement is None
    assert refused.message.endswith("(not written: it would change the link below)")


def test_a_masked_edit_is_not_offered() -> None:
    """`***` stands for a secret, and must not be written."""
    one = LONELY.target.references[0]
    assert only(of(LONELY, edits=(edit_of(one, "https://***@a.example/"),))).replacement is None


# --- places --------------------------------------------------------------------------------------


@given(st.text(max_size=8), st.text(min_size=1, max_size=8), st.text(max_size=8))
def test_places_are_counted_as_the_formats_want(before: str, link: str, after: str) -> None:
    """Characters for SARIF and GitHub, bytes of UTF-8 for reviewdog."""
    size = len(link.encode("utf-8", "surrogatepass"))
    line = f"<{before}{link}{after}>"
    assume("***" not in line)  # it stands for a secret
    start = Position(7, len(before) + 2)
    diagnostic = only(with_reference(position=start, span=Span(900, 900 + size), destination=link))
    report = of(lines={(HELLO, 7): line})
    assert written(diagnostic, report) == link
    assert byte_column(diagnostic, report) == len(f"<{before}".encode("utf-8", "surrogatepass")) + 1
    if "\n" not in link and "\r" not in link:
        assert end_column(diagnostic, report) == start.column + len(link)


@pytest.mark.parametrize("line", ["…cut off", "cut off…", "https://***@a.example/", "short"])
def test_a_line_that_is_not_whole_tells_no_bytes(line: str) -> None:
    """A wrong place would be marked, and a fix written there."""
    diagnostic = replace(only(of(LONELY)), position=Position(7, 30), destination="an &amp; entity")
    report = of(lines={(HELLO, 7): line})
    assert end_column(diagnostic, report) is None
    assert byte_column(diagnostic, report) is None


def test_a_span_that_ends_inside_a_character_has_no_end() -> None:
    """As may be where a file is not UTF-8."""
    diagnostic = replace(only(of(LONELY)), position=Position(7, 1), span=Span(0, 1))
    assert written(diagnostic, of(lines={(HELLO, 7): "é"})) is None


def test_a_report_of_any_size_gives_the_same_alerts_again() -> None:
    """However its findings and problems are ordered."""
    report = many(500, 3)
    turned = replace(report, findings=report.findings[::-1], problems=report.problems[::-1])
    assert told(turned) == told(report)


def test_a_secret_is_neither_shown_nor_measured() -> None:
    """Where a secret is redacted, columns are not what they were: no end is given, and no fix."""
    secret = f"{PAGE}?token=0hunter25a6f0c1d9e8b7a43"
    whole = with_reference(destination=secret, span=Span(300, 300 + len(secret)))
    found = replace(whole.findings[0], target=replace(whole.findings[0].target, url=secret))
    report = replace(of(found), lines={(HELLO, 3): f"[a]({secret}) {secret}"}, edits=())
    shown = [render(report, name, Context(redact=redact)) for name in ("sarif", "github", "rdjson", "junit")]
    assert not any("hunter2" in one for one in shown)
    assert not any(word in one for one in shown for word in ("endColumn", "byteOffset", '"end"', "suggestions"))
