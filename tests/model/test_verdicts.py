"""The three groups of verdicts are said once, by the verdicts themselves."""

from __future__ import annotations

import ast

from linkcheck.config import Settings
from linkcheck.model import FAIL_ON, Level, State
from linkcheck.report import Context
from tests.support.paths import PACKAGE

GROUPS = {
    "is_good": {State.ALIVE, State.MOVED},
    "is_broken": {State.DEAD, State.INVALID},
    "is_undecided": {State.UNREACHABLE, State.UNSURE, State.BLOCKED},
}


def test_each_verdict_is_in_one_group() -> None:
    """Only what nobody asked for is in none."""
    assert {name: {state for state in State if getattr(state, name)} for name in GROUPS} == GROUPS
    assert set(State) - set().union(*GROUPS.values()) == {State.UNCHECKED}


def test_what_fails_a_run_is_said_once() -> None:
    """Settings, formats and baselines mean the same."""
    assert {*GROUPS["is_broken"], Level.ERROR} == FAIL_ON
    assert Settings().fail_on is Context().fail_on is FAIL_ON


def test_no_module_lists_a_group_again() -> None:
    """A list of verdicts that is one of the groups would not hear of a change of it."""
    groups = {frozenset(state.name for state in group) for group in GROUPS.values()}
    again = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Tuple | ast.Set | ast.List) and _states(node) in groups
    ]
    assert again == []


def _states(node: ast.Tuple | ast.Set | ast.List) -> frozenset[str]:
    """Return the names of the verdicts that a tuple, a set or a list consists of."""
    return frozenset(
        one.attr
        for one in node.elts
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "State"
    )
