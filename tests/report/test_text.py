"""The text report: short, complete, safe, and ending in the one line that matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import (
    Change,
    Finding,
    LinkcheckError,
    LookupStatus,
    Memento,
    Page,
    Past,
    Post,
    Reason,
    Report,
    Rule,
    Span,
    State,
    Verdict,
)
from linkcheck.report import FORMATS, REASONS, VERDICTS, Context, format_for, render, render_explanation, short_summary
from linkcheck.report.summary import last_line, repairing
from linkcheck.report.words import visible
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE, hostile, hostile_report
from tests.support.sample_report import (
    CHECKED,
    EMPTY,
    FIXED,
    GONE,
    MISSPELT,
    PROBLEMS,
    SAMPLE,
    VANISHED,
    finding,
    reference,
)


def of(*findings: Finding, **fields: object) -> Report:
    """Return a report of these findings and nothing else."""
    return replace(SAMPLE, findings=findings, problems=(), **fields)


@given(hostile)
def test_nothing_hostile_reaches_a_terminal(text: str) -> None:
    """Escapes, controls and marks that turn text around are shown, not sent."""
    report = hostile_report(text)
    shown = [render(report, name, Context(verbose=1)) for name in FORMATS]
    shown += [short_summary(report), render_explanation(report.findings[0])]
    assert not any(UNSAFE.search(one) for one in shown)


@given(hostile)
def test_hostile_text_adds_no_lines(text: str) -> None:
    """A line break in a file name cannot pretend to be a line of the report."""
    plain = render(hostile_report("x"), "text", Context(width=10_000))
    assert render(hostile_report(text or "x"), "text", Context(width=10_000)).count("\n") == plain.count("\n")


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cn", "Cs", "Zl", "Zp"])))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    """Letters of every script stay readable."""
    assert visible(text) == text


def test_a_link_in_forty_posts_is_one_finding() -> None:
    """The first places are shown, the rest is a number; `-v` lists them all."""
    text = render(of(GONE), "text", Context(width=200))
    assert text.count("gone: 404") == 1
    assert "and 36 more (-v lists all)" in text
    assert render(of(GONE), "text", Context(verbose=1)).count("content/posts/") == 1 + len(GONE.target.references)


def test_living_links_are_a_number() -> None:
    """Nobody wants to read what is well."""
    assert "fine.example" not in render(SAMPLE, "text")
    assert "fine.example" in render(SAMPLE, "text", Context(verbose=2))


def test_a_verdict_to_fail_on_is_listed_in_full() -> None:
    """Who fails on moved links needs to see them."""
    text = render(SAMPLE, "text", Context(fail_on=frozenset({State.MOVED})))
    assert "http://old.example/" in text
    assert "permanent-redirect: 301 → https://new.example/" in text


def test_a_flood_of_warnings_is_cut() -> None:
    """One habit of an author cannot bury the dead links."""
    many = tuple(replace(PROBLEMS[1], message=f"number {n}") for n in range(1_000))
    text = render(replace(SAMPLE, problems=many), "text")
    assert "and 995 more (-v lists all)" in text
    without = render(replace(SAMPLE, problems=()), "text")
    assert len(text.splitlines()) - len(without.splitlines()) < 20


def test_thousands_of_notes_are_counted() -> None:
    """Without -v notes are a number, with it a number for each file; -vv lists them."""
    one = replace(PROBLEMS[-1], rule=Rule.UNUSED_DEFINITION)
    notes = [replace(one, path=f"{name}.md", span=Span(place, place + 1)) for name in "abb" for place in range(1_000)]
    report = replace(EMPTY, problems=tuple(notes))
    assert "notes  3,000  unused-definition 3,000 in 2 files" in render(report, "text")
    assert "a.md" not in render(report, "text")
    verbose = render(report, "text", Context(verbose=1)).splitlines()
    assert verbose[:3] == [
        "unused-definition: 3,000 notes in 2 files (-vv lists all)",
        "  2,000  b.md",
        "  1,000  a.md",
    ]
    assert render(report, "text", Context(verbose=2)).count("a.md:") == 1_000


@pytest.mark.parametrize("width", [60, 70, 80, 100])
def test_words_keep_within_the_terminal(width: int) -> None:
    """Only what must be copied in one piece, a URL or a path, is wider than the terminal."""
    words = "it is a long story " * 10
    told = replace(GONE, verdict=replace(GONE.verdict, detail=words))
    known = [replace(one, from_history=True) for one in SAMPLE.findings]
    text = render(replace(of(told, *known), problems=PROBLEMS), "text", Context(width=width))
    assert [line for line in text.splitlines() if len(line) > width and "://" not in line and ".md" not in line] == []


def test_the_command_is_never_broken() -> None:
    """Whoever has a narrow terminal copies it in one piece, too."""
    for width in range(20, 120):
        assert repairing(SAMPLE) in short_summary(SAMPLE, Context(width=width))


def test_plain_where_no_colours_are_wanted() -> None:
    """A pipe gets no escapes, a terminal gets them."""
    assert "\x1b" not in render(SAMPLE, "text")
    assert "\x1b[31mdead\x1b[0m" in render(SAMPLE, "text", Context(colour=True))


def test_a_bug_shows_its_traceback_only_when_asked() -> None:
    """A person sees a verdict, a bug report has the rest."""
    assert "Traceback" not in render(SAMPLE, "text")
    assert "KeyError: 1" in render(SAMPLE, "text", Context(verbose=1))


DEAD = Verdict(State.DEAD, Reason.GONE, "404")


def dead(number: int, *, copy: bool) -> Finding:
    """Return a dead link with or without a copy."""
    url = f"http://dead{number}.example/"
    mementos = (GONE.mementos[0],) if copy else VANISHED.mementos
    return finding(DEAD, (reference("a.md", number, url),), mementos=mementos)


def told(number: int, detail: str) -> Finding:
    """Return a dead link without a copy that may be written, of which archives said this."""
    found = detail in {"too-far", "soft-404"}
    said = Memento(None, LookupStatus.FOUND if found else LookupStatus.UNKNOWN, detail=detail)
    return replace(dead(number, copy=False), mementos=(said,))


FINE = next(one for one in SAMPLE.findings if one.target.url.startswith("https://fine."))

LAST_LINES = {
    "3 dead, 1 never archived, 2 with an archived copy: run linkcheck scan --fix": of(
        dead(1, copy=True), dead(2, copy=True), VANISHED
    ),
    "1 dead, with an archived copy: run linkcheck scan --fix": of(GONE),
    "1 dead, none with an archived copy": of(VANISHED),
    "1 dead": of(replace(VANISHED, mementos=())),
    "1 link repaired in 40 places (linkcheck undo puts them back)": of(GONE, edits=FIXED.edits),
    "1 link repaired, but not everywhere (linkcheck undo puts it back). 1 dead, with an archived copy: "
    "run linkcheck scan --fix": of(GONE, edits=FIXED.edits[:1]),
    "1 dead, 1 with a copy that was not written": of(
        GONE, edits=tuple(replace(edit, applied=False, refused="the file changed") for edit in FIXED.edits)
    ),
    "1 invalid": of(MISSPELT),
    "1 invalid, 1 error. 5 dead (1 new since the last run), 1 never archived, 1 with an archived copy: "
    "run linkcheck scan --fix": SAMPLE,
    "2 dead, 2 whose archive could not be asked": of(told(1, "timeout"), told(2, "refused")),
    "3 dead, 1 not looked up yet, 1 that the archive withholds, 1 never archived": of(
        told(1, "budget"), told(2, "excluded"), VANISHED
    ),
    "3 dead, 1 with a copy too long after the post, 1 without a good copy, 1 with an archived copy: "
    "run linkcheck scan --fix": of(told(1, "too-far"), told(2, "soft-404"), GONE),
    "2 dead, 1 of which no archive was asked, 1 with a secret, of which no archive was asked": of(
        told(1, "offline"), told(2, "secret")
    ),
    "All is well.": of(FINE),
    "No document was found, so there was nothing to check.": EMPTY,
    "No links in 1 file.": replace(EMPTY, documents=1),
    "Every link is well. 7 warnings.": replace(of(FINE), problems=PROBLEMS[1:]),
    "Offline: no link was asked. The files themselves: in order.": of(offline=True),
    "Offline: no link was asked. The files themselves: no errors, 7 warnings.": replace(
        of(offline=True), problems=PROBLEMS[1:]
    ),
    "No verdicts: no name can be looked up": replace(SAMPLE, environment_fault="no name can be looked up"),
}


@pytest.mark.parametrize("line", LAST_LINES)
def test_the_last_line_says_what_to_do(line: str) -> None:
    """One line for each situation."""
    assert last_line(LAST_LINES[line], Context()) == line
    assert short_summary(LAST_LINES[line], Context(width=200)).endswith(f"{line}\n")


def test_undecided_links_are_no_alarm() -> None:
    """A server that does not answer today is nobody's task."""
    waiting = [one for one in SAMPLE.findings if one.verdict.state in {State.UNREACHABLE, State.BLOCKED}]
    assert last_line(of(*waiting), Context()) == "Nothing is dead. 2 links could not be judged this time."


def test_an_interrupted_run_says_so() -> None:
    """What was not asked is counted, what is known still stands."""
    waiting = replace(VANISHED, verdict=Verdict(State.UNCHECKED, Reason.INTERRUPTED, ""))
    expected = "Interrupted with 1 link not asked. 1 dead, with an archived copy: run linkcheck scan --fix"
    assert last_line(of(GONE, waiting), Context()) == expected


WORDLESS = ("badge", "shields")
"""Formats that tell numbers only."""


@pytest.mark.parametrize("name", FORMATS)
def test_secrets_are_redacted_everywhere(name: str) -> None:
    """No format, no detail and no edit repeats a password."""
    secret = "http://me:secret@x.example/"  # noqa: S105 – it is the one that must not be seen
    detail = f"redirects to {secret}"
    verdict = replace(GONE.verdict, detail=detail, final_url=secret)
    exchanges = GONE.check.exchanges if GONE.check else ()
    memento = replace(GONE.mementos[0], url=f"https://web.archive.org/web/2016/{secret}")
    found = finding(verdict, (reference("a.md", 1, secret),), *exchanges, mementos=(memento,))
    found = replace(found, past=Past(secret, CHECKED, verdict, first_page=Page(title=detail)))
    rows = (replace(SAMPLE.rows[0], url=secret, reference=found.target.references[0]),)
    edit = replace(FIXED.edits[0], old=secret.encode(), new=secret.encode(), reason=detail)
    problem = replace(PROBLEMS[0], message=detail)
    report = replace(
        SAMPLE, findings=(found,), rows=rows, edits=(edit,), problems=(problem,), posts=(Post("a.md", None, detail),)
    )
    context = Context(redact=lambda url: url.replace("me:secret", "***"), verbose=2)
    assert "secret" not in render(report, name, context)
    assert "***@x.example" in render(report, name, context) or name in WORDLESS
    assert "secret" not in render_explanation(found, context)


def test_every_code_has_words() -> None:
    """No verdict and no reason is left without a sentence."""
    assert set(VERDICTS) == set(State)
    assert set(REASONS) == set(Reason)


@pytest.mark.parametrize(
    ("output", "chosen", "expected"),
    [
        ("-", None, "text"),
        ("-", "json", "json"),
        ("report.json", None, "json"),
        ("report.JSON", "markdown", "json"),
        ("out/report.md", None, "markdown"),
        ("report.txt", "json", "text"),
        ("report", None, "text"),
        ("/dev/fd/3", "markdown", "markdown"),
    ],
)
def test_the_suffix_gives_the_format(output: str, chosen: str | None, expected: str) -> None:
    """`--format` decides only where the suffix says nothing."""
    assert format_for(output, chosen) == expected


def test_an_unknown_format_names_the_nearest() -> None:
    """A slip of the finger is answered with what was meant."""
    with pytest.raises(LinkcheckError, match='no format "jsno", did you mean json'):
        format_for("-", "jsno")


def test_a_quiet_repair_tells_what_it_left() -> None:
    """What fails or was refused, in full; neither what was repaired nor numbers, and nothing where all was."""
    quiet = Context(only_left=True)
    told = render(FIXED, "text", quiet)
    assert GONE.target.url not in told
    assert MISSPELT.target.url in told
    assert "distinct link" not in told
    repaired = replace(of(GONE), edits=FIXED.edits)
    assert render(repaired, "text", quiet) == ""
    refused = replace(repaired, edits=tuple(replace(one, applied=False, refused="no") for one in FIXED.edits))
    assert "not written  no" in render(refused, "text", quiet)


def test_quiet_tells_nothing_that_is_known() -> None:
    """With `--fail-on new`, what the baseline has fails no run."""
    quiet = Context(only_left=True, fail_on=frozenset({Change.NEW}))
    report = of(GONE)
    assert GONE.target.url in render(report, "text", quiet)
    assert render(replace(report, baseline=frozenset({GONE.target.url})), "text", quiet) == ""


def test_what_is_new_comes_first_where_not_all_is_shown() -> None:
    """Whatever its place in the alphabet; the heading of a post counts all of its findings."""
    news = replace(MISSPELT, change=Change.NEW)
    report = replace(of(GONE), findings=(replace(GONE, change=Change.STILL), news))
    told = render(report, "text", Context(most=1)).splitlines()
    assert any(news.target.url in line for line in told)
    assert not any(GONE.target.url in line for line in told)
    assert "and 1 more: -v shows them here, -o report.html in a browser" in told
    assert told[-1] == told[told.index("") + 1]


def test_an_explanation_says_the_same_once() -> None:
    """Both attempts may end in the same words."""
    one = GONE.verdict.evidence[0]
    twice = replace(GONE, verdict=replace(GONE.verdict, evidence=(one, one)))
    assert render_explanation(twice).count(f"{one.state} ({one.reason}): ") == 1
    other = replace(one, detail="another thing")
    assert "another thing" in render_explanation(replace(twice, verdict=replace(GONE.verdict, evidence=(one, other))))
