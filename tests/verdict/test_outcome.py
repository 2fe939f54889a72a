"""The exit code: what remains after repairs, and what of that the user wants to fail on."""

from __future__ import annotations

import pytest

from linkcheck.model import FAIL_ON, Level, Reason, State, Verdict
from linkcheck.report import FORMATS, exit_code, render, short_summary
from linkcheck.verdict.outcome import is_largely_unasked, judged
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, FIXED, GONE, MISSPELT, PROBLEMS, SAMPLE

FINE = next(one for one in SAMPLE.findings if one.target.url.startswith("https://fine."))
LEFT = replace(FINE, verdict=Verdict(State.UNCHECKED, Reason.ENVIRONMENT, "no descriptor"), from_history=False)


def test_a_dead_link_fails() -> None:
    """Dead is what the program looks for."""
    assert exit_code([GONE], (), (), FAIL_ON) == 1


def test_a_repaired_link_no_longer_counts() -> None:
    """After --fix of all its places, nothing is left to do."""
    assert exit_code([GONE], (), FIXED.edits, FAIL_ON) == 0


def test_one_place_left_still_counts() -> None:
    """A link that stands elsewhere too is still dead there."""
    assert exit_code([GONE], (), FIXED.edits[1:], FAIL_ON) == 1


def test_an_edit_that_was_not_written_repairs_nothing() -> None:
    """Planned or refused is not applied."""
    planned = [replace(edit, applied=False, refused="the file changed") for edit in FIXED.edits]
    assert exit_code([GONE], (), planned, FAIL_ON) == 1


def test_places_switched_off_by_a_comment_need_no_repair() -> None:
    """What the author switched off is not left over."""
    first, *others = GONE.target.references
    target = replace(GONE.target, references=(replace(first, disabled=True), *others))
    assert exit_code([replace(GONE, target=target)], (), FIXED.edits[1:], FAIL_ON) == 0


def test_only_errors_among_problems_fail_by_default() -> None:
    """Warnings are advice."""
    warnings = [problem for problem in PROBLEMS if problem.level is not Level.ERROR]
    assert exit_code((), warnings, (), FAIL_ON) == 0
    assert exit_code((), PROBLEMS, (), FAIL_ON) == 1
    assert exit_code((), warnings, (), {Level.WARNING}) == 1


@pytest.mark.parametrize("state", State)
def test_fail_on_names_verdicts(state: State) -> None:
    """Each verdict fails exactly when it is named."""
    finding = replace(MISSPELT, verdict=replace(MISSPELT.verdict, state=state))
    assert exit_code([finding], (), (), {state}) == 1
    assert exit_code([finding], (), (), set(State) - {state}) == 0


def test_nothing_to_fail_on() -> None:
    """An empty list never fails."""
    assert exit_code(SAMPLE.findings, SAMPLE.problems, (), ()) == 0


def test_what_a_change_leaves_aside_is_not_judged() -> None:
    """Under `--since` neither links nor problems that it does not touch are told; without it all are."""
    aside = replace(
        MISSPELT,
        target=replace(
            MISSPELT.target, references=tuple(replace(one, untouched=True) for one in MISSPELT.target.references)
        ),
    )
    both = replace(SAMPLE, findings=(GONE, aside), problems=(PROBLEMS[0], replace(PROBLEMS[1], untouched=True)))
    told = judged(replace(both, since="main"))
    assert (told.findings, told.problems) == ((GONE,), (PROBLEMS[0],))
    assert judged(both) == both


@pytest.mark.parametrize(
    ("asked", "left", "largely"), [(9, 1, True), (10, 1, False), (0, 1, True), (90, 10, True), (9, 0, False)]
)
def test_a_tenth_that_was_not_asked_is_no_good_end(asked: int, left: int, largely: bool) -> None:
    """Counted among what was asked in this run; and whatever the share, nobody reads that all is well."""
    asked_now = replace(FINE, from_history=False)
    findings = (*[asked_now] * asked, *[LEFT] * left)
    assert is_largely_unasked(findings) is largely
    assert is_largely_unasked((*findings, *[replace(FINE, from_history=True)] * 1000)) is largely
    told = replace(EMPTY, offline=False, documents=1, findings=findings, rows=SAMPLE.rows[:1])
    texts = [short_summary(told), *(render(told, name) for name in FORMATS)]
    assert any("All is well" in text for text in texts) is (left == 0)
    assert not any("ink is well" in text for text in texts)


def test_what_the_user_left_out_is_no_fault_of_the_machine() -> None:
    """A budget, an exclusion and a host that was left are no reasons of ours."""
    for reason in (Reason.OVER_BUDGET, Reason.EXCLUDED, Reason.SILENT_HOST, Reason.OFFLINE):
        assert not is_largely_unasked([replace(LEFT, verdict=replace(LEFT.verdict, reason=reason))] * 9 + [FINE])
