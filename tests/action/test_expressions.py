"""The small evaluator: right for what the Action uses, and loud about the rest."""

from __future__ import annotations

import pytest

from tests.action.expressions import ExpressionError, evaluate, filled, is_met

CONTEXTS = {
    "github": {"event_name": "Push", "event": {"pull_request": None, "number": 7}},
    "inputs": {"history": "cache", "empty": "", "paths": "a\nb"},
    "steps": {"scan": {"outputs": {"json": "x.json"}, "outcome": "success"}},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inputs.history", "cache"),
        ("inputs.missing", None),
        ("steps.later.outputs.json", None),
        ("'it''s'", "it's"),
        ("github.event_name == 'push'", True),
        ("inputs.history != 'none'", True),
        ("inputs.missing == ''", True),
        ("inputs.history == inputs.missing", False),
        ("!github.event.pull_request", True),
        ("!inputs.history == 'none'", ExpressionError),
        ("inputs.empty || inputs.history", "cache"),
        ("inputs.empty && inputs.history", ""),
        ("inputs.empty && inputs.history || 'else'", "else"),
        ("inputs.empty && (inputs.history || 'else')", ""),
        ("always()", True),
        ("cancelled()", ExpressionError),
        ("hashFiles('a')", ExpressionError),
        ("inputs.history == 7", ExpressionError),
        ("github.event.number == 'x'", ExpressionError),
        ("inputs", ExpressionError),
        ("env.HOME", ExpressionError),
        ("inputs.history inputs.paths", ExpressionError),
        ("(inputs.history", ExpressionError),
        ("inputs['history']", ExpressionError),
        ("inputs.history ==", ExpressionError),
        ("", ExpressionError),
    ],
)
def test_values(text: str, value: object) -> None:
    """As GitHub's documentation has them."""
    if value is ExpressionError:
        with pytest.raises(ExpressionError):
            evaluate(text, CONTEXTS)
    else:
        assert evaluate(text, CONTEXTS) == value


@pytest.mark.parametrize(
    ("condition", "failed", "runs"),
    [
        (None, False, True),
        (None, True, False),
        ("inputs.history", True, False),
        ("inputs.empty", False, False),
        ("always()", True, True),
        ("always() && inputs.empty", True, False),
        ("success() || inputs.history", True, True),
    ],
)
def test_after_a_failure_only_what_asks_for_it_runs(condition: str | None, *, failed: bool, runs: bool) -> None:
    """`success()` is meant where no function of status is named."""
    assert is_met(condition, CONTEXTS, failed=failed) is runs


def test_texts_are_filled() -> None:
    """What is not there is nothing, and no object is a text."""
    assert filled("[${{ inputs.paths }}] ${{ inputs.missing }}.", CONTEXTS) == "[a\nb] ."
    assert filled(True, CONTEXTS) == "true"
    with pytest.raises(ExpressionError):
        filled("${{ github.event }}", CONTEXTS)
