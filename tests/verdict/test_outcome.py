"""The exit code: what remains after repairs, and what of that the user wants to fail on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkcheck.model import FAIL_ON, Level, State
from linkcheck.report import exit_code
from linkcheck.verdict.outcome import judged
from tests.support.sample_report import FIXED, GONE, MISSPELT, PROBLEMS, SAMPLE


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
