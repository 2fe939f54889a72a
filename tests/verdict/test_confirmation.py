"""Strikes, death by persistence, and when to ask again: a calendar of nights, none of them waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Change, Check, Evidence, Page, Past, Reason, State, Url, Verdict
from linkcheck.verdict.confirmation import STRIKES, Confirm, change, confirmed, due_at, is_due, remember

URL = Url("https://site.test/page")
START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
CONFIRM = Confirm()


def verdict(state: State, reason: Reason) -> Verdict:
    """Return a verdict as a check alone gives it."""
    return Verdict(state, reason, reason.value, evidence=(Evidence("test", state, reason, reason.value),))


DOWN = verdict(State.UNREACHABLE, Reason.REFUSED)
ALIVE = verdict(State.ALIVE, Reason.OK)
GONE = verdict(State.DEAD, Reason.GONE)
WALL = verdict(State.BLOCKED, Reason.CHALLENGE)
LIMITED = verdict(State.UNREACHABLE, Reason.RATE_LIMITED)
EXPIRED = verdict(State.UNREACHABLE, Reason.TLS)
ODD = verdict(State.UNSURE, Reason.CONTRADICTORY)


def nights(*checks: tuple[float, Verdict], confirm: Confirm = CONFIRM) -> Past:
    """Return what is known after checks so many days after the start."""
    past: Past | None = None
    for day, said in checks:
        past = remember(past, Check(URL, (), START + timedelta(days=day)), said, confirm)
    assert past is not None
    return past


@pytest.mark.parametrize(
    ("checks", "strikes", "state"),
    [
        (((0, DOWN),), 1, State.UNREACHABLE),
        (((0, DOWN), (1, DOWN), (2, DOWN)), 3, State.UNREACHABLE),  # three nights, but no week
        (((0, DOWN), (7, DOWN)), 2, State.UNREACHABLE),  # a week, but only two runs
        (((0, DOWN), (3, DOWN), (7, DOWN)), 3, State.DEAD),
        (((0, DOWN), (0.5, DOWN), (7, DOWN)), 2, State.UNREACHABLE),  # two runs of one day are one
        (((0, DOWN), (20 / 24, DOWN), (7, DOWN)), 3, State.DEAD),  # 20 hours are a night
        (((0, DOWN), (3, ALIVE), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),
        (((0, DOWN), (3, WALL), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),  # a wall shows a server at work
        (((0, DOWN), (3, LIMITED), (7, DOWN)), 2, State.UNREACHABLE),
        (((0, DOWN), (3, ODD), (7, DOWN), (9, DOWN)), 3, State.DEAD),
        (tuple((day, LIMITED) for day in range(30)), 0, State.UNREACHABLE),
        (tuple((day, EXPIRED) for day in range(30)), 0, State.UNREACHABLE),
        (tuple((day, WALL) for day in range(30)), 0, State.BLOCKED),
        (((0, GONE),), 1, State.DEAD),
        (((0, DOWN), (3, DOWN), (7, DOWN), (8, ALIVE)), 0, State.ALIVE),
        (((5, DOWN), (0, DOWN), (3, DOWN), (7, DOWN)), 3, State.DEAD),  # the clock was ahead once
    ],
)
def test_strikes(checks: tuple[tuple[float, Verdict], ...], strikes: int, state: State) -> None:
    """Only failures a night apart are strikes, and only enough of them are death."""
    past = nights(*checks)
    assert (len(past.strikes), past.verdict.state) == (strikes, state)


def test_death_by_persistence_says_why() -> None:
    """The verdict names the runs, the first day, and what was seen; the evidence of the night stays."""
    past = nights((0, DOWN), (3, DOWN), (7, DOWN))
    said = confirmed(DOWN, past, CONFIRM)
    assert said.reason is Reason.PERSISTENT_FAILURE
    assert said.detail == "refused in 3 runs since 2026-03-01: refused"
    assert [one.signal for one in said.evidence] == ["nights", "test"]


def test_what_is_not_known_yet_is_what_it_seems() -> None:
    """The first failure is no death, whatever its reason."""
    assert confirmed(DOWN, None, CONFIRM) == DOWN


def test_the_settings_decide() -> None:
    """`confirm.runs` and `confirm.days`."""
    assert nights((0, DOWN), confirm=Confirm(runs=1, days=0)).verdict.state is State.DEAD
    assert nights((0, DOWN), (1, DOWN), confirm=Confirm(runs=2, days=2)).verdict.state is State.UNREACHABLE
    assert nights((0, DOWN), (2, DOWN), confirm=Confirm(runs=2, days=2)).verdict.state is State.DEAD


def test_it_knows_since_when() -> None:
    """Since when it fails, how often in a row, and when it was last alive."""
    past = nights((0, ALIVE), (7, DOWN), (8, ODD), (11, WALL))
    assert past.last_alive_at == START
    assert past.failing_since == START + timedelta(days=7)
    assert past.failures == 3
    well = nights((0, DOWN), (1, ALIVE))
    assert (well.failing_since, well.failures) == (None, 0)


def test_the_first_page_stays() -> None:
    """What was seen first is what drift is told by."""
    first, second = Page(title="First"), Page(title="Second")
    past = remember(None, Check(URL, (), START), DOWN, CONFIRM, None)
    assert past.first_page is None
    past = remember(past, Check(URL, (), START), ALIVE, CONFIRM, first)
    assert remember(past, Check(URL, (), START), ALIVE, CONFIRM, second).first_page == first


def test_what_changed() -> None:
    """New, still, back; nothing in the run that all begins with, nothing of what was never dead."""
    dead, alive = nights((0, GONE)), nights((0, ALIVE))
    assert change(None, GONE, first_run=True) is None
    assert change(None, GONE, first_run=False) is Change.NEW
    assert change(alive, GONE, first_run=False) is Change.NEW
    assert change(dead, GONE, first_run=False) is Change.STILL
    assert change(dead, ALIVE, first_run=False) is Change.BACK
    assert change(dead, WALL, first_run=False) is None
    assert change(alive, ALIVE, first_run=False) is None


@pytest.mark.parametrize(
    ("checks", "days"),
    [
        (((0, DOWN),), 1),
        (((0, ODD), (1, ODD)), 3),
        (((0, ODD), (1, ODD), (4, ODD)), 7),
        (((0, ODD), (1, ODD), (4, ODD), (11, ODD)), 14),
        (((0, ODD), (1, ODD), (4, ODD), (11, ODD), (25, ODD)), 14),
        (((0, WALL),), 1),
        (((0, GONE),), 30),
    ],
)
def test_when_to_ask_again(checks: tuple[tuple[float, Verdict], ...], days: int) -> None:
    """After 1, 3, 7, 14 days, the dead after 30; a run that is a little early does not wait a day more."""
    past = nights(*checks)
    exact = past.checked_at + timedelta(days=days)
    assert not is_due(past, exact - timedelta(hours=5), CONFIRM)
    assert is_due(past, exact, CONFIRM)
    assert is_due(past, exact - timedelta(hours=2), CONFIRM) == (days < 30)


def test_the_last_strike_is_not_waited_for_longer_than_needed() -> None:
    """With two strikes a third may settle it when the week is over, whatever the usual rhythm."""
    past = nights((0, DOWN), (1, DOWN), (4, DOWN))
    assert due_at(past, CONFIRM) == START + timedelta(days=7)


@given(st.text(min_size=1), st.integers(0, 10**6))
def test_the_living_are_not_all_due_at_once(name: str, minute: int) -> None:
    """They are asked after 6 to 8 days, the same target at the same time always alike."""
    at = START + timedelta(minutes=minute)
    past = Past(name, at, ALIVE, last_alive_at=at)
    assert timedelta(days=6) <= due_at(past, CONFIRM) - at <= timedelta(days=8)
    assert due_at(past, CONFIRM) == due_at(past, CONFIRM)


def test_what_is_to_be_replaced_is_asked_today() -> None:
    """`--fix` writes over nothing that was dead last week."""
    past = nights((0, GONE))
    assert not is_due(past, START + timedelta(days=2), CONFIRM)
    assert is_due(past, START + timedelta(days=2), CONFIRM, dead_too=True)
    assert not is_due(past, START + timedelta(minutes=5), CONFIRM, dead_too=True)


def test_a_clock_that_jumped_back() -> None:
    """What was checked in the future is asked again, and its strikes of the future count for nothing."""
    past = nights((400, DOWN), (401, DOWN))
    assert is_due(past, START, CONFIRM)
    assert remember(past, Check(URL, (), START), DOWN, CONFIRM).strikes == (START,)


VERDICTS = st.sampled_from(
    [ALIVE, GONE, WALL, LIMITED, EXPIRED, ODD, *(verdict(State.UNREACHABLE, r) for r in STRIKES)]
)


@given(st.lists(st.tuples(st.floats(0, 60), VERDICTS), min_size=1))
def test_death_by_persistence_needs_a_week_of_strikes(checks: list[tuple[float, Verdict]]) -> None:
    """Whatever happens in whatever order: three strikes, over seven days, with no sign of life between them."""
    past = nights(*sorted(checks, key=lambda pair: pair[0]))
    if past.verdict.reason is Reason.PERSISTENT_FAILURE:
        assert len(past.strikes) >= 3
        assert past.strikes[-1] - past.strikes[0] >= timedelta(days=7)
        assert past.last_alive_at is None or past.last_alive_at <= past.strikes[0]
