"""When a target is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import FailureCode, Past, Reason, State
from linkcheck.verdict.due import due_at, is_due
from linkcheck.verdict.strikes import Confirm
from tests.support.nights import CONFIRM, START, Night, failed, nights, said

DOWN = failed(FailureCode.CONNECT_REFUSED)
MUTE = failed(FailureCode.CONNECT_TIMEOUT)
ALIVE = said(State.ALIVE, Reason.OK)
GONE = said(State.DEAD, Reason.GONE, 404)
WALL = said(State.BLOCKED, Reason.CHALLENGE, 403)
ODD = said(State.UNSURE, Reason.CONTRADICTORY, 500)
DEATHS = tuple((day, GONE) for day in (0, 1, 3, 7, 14, 30, 60, 90))


@pytest.mark.parametrize(
    ("checks", "days"),
    [
        (((0, DOWN),), 1),
        (((0, ODD), (1, ODD)), 3),
        (((0, ODD), (1, ODD), (4, ODD)), 7),
        (((0, ODD), (1, ODD), (4, ODD), (11, ODD)), 14),
        (((0, ODD), (1, ODD), (4, ODD), (11, ODD), (25, ODD)), 14),
        (((0, WALL),), 1),
        (((0, GONE),), 1),
        (DEATHS[:2], 2),
        (DEATHS[:3], 4),
        (DEATHS[:4], 7),
        (DEATHS[:5], 16),
        (DEATHS[:6], 30),
        (DEATHS, 30),
        (((0, GONE), (5, GONE)), 2),  # counted from the first death, whenever it was asked in between
        (((0, GONE), (45, GONE)), 15),
        (((0, GONE), (1, ALIVE), (8, GONE)), 1),
    ],
)
def test_when_to_ask_again(checks: tuple[tuple[float, Night], ...], days: int) -> None:
    """After 1, 3, 7, 14 days, the dead for a month too; a run that is a little early does not wait a day more."""
    past = nights(*checks)
    exact = past.checked_at + timedelta(days=days)
    assert not is_due(past, exact - timedelta(hours=5), CONFIRM)
    assert is_due(past, exact - timedelta(hours=4), CONFIRM)


def test_what_another_checker_saw_is_asked_at_once() -> None:
    """It was alive for that one, and ours has no verdict on it yet."""
    past = Past("http://x.example/", START, said(State.UNCHECKED, Reason.OFFLINE).verdict, last_alive_at=START)
    assert is_due(past, START, CONFIRM)
    assert not is_due(replace(past, verdict=replace(past.verdict, state=State.ALIVE)), START, CONFIRM)


def test_runs_that_are_early_ask_once_for_each_turn() -> None:
    """What was asked four hours before its time is not asked again at that time."""
    past = nights((0, GONE), (20 / 24, GONE))
    assert due_at(past, CONFIRM) == START + timedelta(days=3, hours=-4)


def test_a_death_that_todays_rules_do_not_bear_is_asked_at_once() -> None:
    """An older version took server faults for death."""
    verdict = replace(GONE.verdict, reason=Reason.PERSISTENT_FAILURE)
    assert is_due(Past("http://a.lab/", START, verdict, strikes=(START,)), START, CONFIRM)
    lasting = nights((0, DOWN), (3, DOWN), (7, DOWN))
    assert not is_due(lasting, START + timedelta(days=7.5), CONFIRM)


def test_the_last_strike_is_not_waited_for_longer_than_needed() -> None:
    """With two strikes a third may settle it when the week is over, or the month, whatever the usual rhythm."""
    assert due_at(nights((0, DOWN), (1, DOWN), (4, DOWN)), CONFIRM) == START + timedelta(days=7)
    mute = nights((0, MUTE), (1, MUTE), (4, MUTE), (11, MUTE), (25, MUTE))
    assert due_at(mute, CONFIRM) == START + timedelta(days=30)
    assert due_at(mute, Confirm(days=60)) == START + timedelta(days=39, hours=-4)


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=30), st.integers(0, 10**6))
def test_the_living_are_not_all_due_at_once(name: str, minute: int) -> None:
    """They are asked after 6 to 8 days, the same target at the same time always alike."""
    at = START + timedelta(minutes=minute)
    past = Past(name, at, ALIVE.verdict, last_alive_at=at)
    assert timedelta(days=6) <= due_at(past, CONFIRM) - at <= timedelta(days=8)
    assert due_at(past, CONFIRM) == due_at(past, CONFIRM)


def test_what_is_to_be_replaced_is_asked_today() -> None:
    """`--fix` writes over nothing that was dead last week."""
    past = nights((0, GONE), (1, GONE), (3, GONE))
    assert not is_due(past, START + timedelta(days=5), CONFIRM)
    assert is_due(past, START + timedelta(days=5), CONFIRM, dead_too=True)
    assert not is_due(past, START + timedelta(days=3, minutes=5), CONFIRM, dead_too=True)


def test_what_was_checked_in_the_future_is_asked_again() -> None:
    """That clock was wrong, or this one is."""
    assert is_due(nights((400, DOWN)), START, CONFIRM)
