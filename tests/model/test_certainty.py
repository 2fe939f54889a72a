"""One level for one kind of certainty, and the reason where a message has to tell it."""

from __future__ import annotations

import pytest

from linkcheck.model import Certainty, Level, Position, Problem, Rule, Span
from linkcheck.verdict.outcome import key_of

EVERY = [(rule, certainty) for rule in Rule for certainty in rule.certainties]


@pytest.mark.parametrize(("rule", "certainty"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_the_level_is_that_of_the_certainty(rule: Rule, certainty: Certainty) -> None:
    """A problem ends in the reason for its level unless the fault shows it; its key in a baseline never does."""
    problem = Problem.of(rule, "a.md", Position(1, 1), Span(0, 1), "x (y)", certainty)
    assert problem.level is certainty.level
    assert problem.message == (f"x (y) ({certainty.words})" if certainty.is_told else "x (y)")
    assert problem.bare_message == "x (y)"
    assert key_of(problem) == f"{rule} a.md: x (y)"
    assert f"{certainty.level}: " in rule.levels
    assert certainty.words in rule.levels


def test_another_certainty_is_another_level_and_reason() -> None:
    """The reason of before leaves the message."""
    problem = Problem.of(Rule.MISSING_PAGE, "a.md", Position(1, 1), Span(0, 1), "no page /x/")
    assert (problem.level, problem.message) == (
        Level.ERROR,
        "no page /x/ (nothing that could bring it is missing)",
    )
    unused = problem.with_certainty(Certainty.NO_USE)
    assert (unused.level, unused.message) == (Level.NOTE, "no page /x/ (no link uses it)")


def test_every_certainty_is_of_some_rule() -> None:
    """A kind that nothing comes with would be a promise in the README's table that nobody keeps."""
    assert {certainty for _, certainty in EVERY} == set(Certainty)
