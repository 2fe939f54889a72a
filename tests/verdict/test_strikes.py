"""Strikes and death by persistence: a calendar of nights, none of them waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import FailureCode, Past, Reason, State, StrikeKind
from linkcheck.verdict.confirmation import awaits_witness, confirmed, kept_verdict, remember
from linkcheck.verdict.strikes import NOBODY_MET, Confirm, kind_of
from tests.support.nights import CONFIRM, START, Night, failed, nights, said

DOWN = failed(FailureCode.CONNECT_REFUSED)
NO_DNS = failed(FailureCode.DNS_FAILURE)
MUTE = failed(FailureCode.CONNECT_TIMEOUT)
SILENT = failed(FailureCode.TIMEOUT)
LOCAL = failed(FailureCode.LOCAL)
ALIVE = said(State.ALIVE, Reason.OK)
GONE = said(State.DEAD, Reason.GONE, 404)
WALL = said(State.BLOCKED, Reason.CHALLENGE, 403)
FAULT = said(State.UNREACHABLE, Reason.SERVER_ERROR, 502)
LIMITED = said(State.UNREACHABLE, Reason.RATE_LIMITED, 429)
ODD = said(State.UNSURE, Reason.CONTRADICTORY, 500)
SAME = said(State.UNSURE, Reason.SAME_EVERYWHERE)


@pytest.mark.parametrize(
    ("checks", "strikes", "state"),
    [
        (((0, DOWN),), 1, State.UNREACHABLE),
        (((0, DOWN), (1, DOWN), (2, DOWN)), 3, State.UNREACHABLE),  # three nights, but no week
        (((0, DOWN), (7, DOWN)), 2, State.UNREACHABLE),  # a week, but only two runs
        (((0, DOWN), (3, DOWN), (7, DOWN)), 3, State.DEAD),
        (((0, NO_DNS), (3, NO_DNS), (7, NO_DNS)), 3, State.DEAD),
        (((0, NO_DNS), (3, DOWN), (7, NO_DNS)), 3, State.DEAD),  # nobody was met, one way or the other
        (((0, DOWN), (0.5, DOWN), (7, DOWN)), 2, State.UNREACHABLE),  # two runs of one day are one
        (((0, DOWN), (20 / 24, DOWN), (7, DOWN)), 3, State.DEAD),  # 20 hours are a night
        (((0, DOWN), (3, ALIVE), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),
        (((0, DOWN), (3, WALL), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),  # an answer shows a server at work
        (((0, DOWN), (3, LIMITED), (7, DOWN)), 1, State.UNREACHABLE),
        (((0, DOWN), (3, FAULT), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),
        (((0, DOWN), (3, ODD), (7, DOWN), (9, DOWN)), 2, State.UNREACHABLE),
        (((0, DOWN), (3, SILENT), (7, DOWN), (9, DOWN)), 2, State.UNREACHABLE),  # it shook hands
        (((0, DOWN), (3, LOCAL), (7, DOWN), (9, DOWN)), 3, State.DEAD),  # our own sockets ran out: no sign of life
        (tuple((day, LIMITED) for day in range(30)), 0, State.UNREACHABLE),
        (tuple((day, WALL) for day in range(30)), 0, State.BLOCKED),
        (tuple((day, FAULT) for day in range(60)), 0, State.UNREACHABLE),
        (((0, GONE),), 1, State.DEAD),
        (((0, DOWN), (3, DOWN), (7, GONE)), 1, State.DEAD),
        (((0, DOWN), (3, DOWN), (7, DOWN), (8, ALIVE)), 0, State.ALIVE),
        (((0, SAME), (3, SAME), (6, SAME)), 3, State.UNSURE),
        (((0, SAME), (3, SAME), (7, SAME)), 3, State.DEAD),
        (((0, SAME), (3, ODD), (7, SAME), (8, SAME)), 2, State.UNSURE),  # it said something else in between
        (((0, SAME), (3, DOWN), (7, SAME), (8, SAME)), 2, State.UNSURE),
        (((0, DOWN), (3, SAME), (7, DOWN), (8, DOWN)), 2, State.UNREACHABLE),
    ],
)
def test_strikes(checks: tuple[tuple[float, Night], ...], strikes: int, state: State) -> None:
    """Only failures of one kind, a night apart, are strikes, and only enough of them are death."""
    past = nights(*checks)
    assert (len(past.strikes), len(past.strike_kinds), past.verdict.state) == (strikes, strikes, state)


@pytest.mark.parametrize("code", sorted(set(FailureCode) - NOBODY_MET))
def test_who_shakes_hands_never_dies_of_it(code: FailureCode) -> None:
    """Silence, resets, empty replies, certificates, our own limits: however long they last."""
    past = nights(*((day, failed(code)) for day in range(0, 100, 3)))
    assert (past.verdict.state, past.strikes) == (State.UNREACHABLE, ())


def test_one_answer_in_a_check_is_an_answer() -> None:
    """A redirect to a host that refuses: somebody was met."""
    both = Night(DOWN.verdict, (*FAULT.outcomes, *DOWN.outcomes))
    assert nights((0, both), (3, both), (7, both)).strikes == ()


@pytest.mark.parametrize(
    ("checks", "witness", "state"),
    [
        (((0, MUTE), (3, MUTE), (7, MUTE)), True, State.UNREACHABLE),
        (((0, MUTE), (10, MUTE), (30, MUTE)), True, State.DEAD),
        (
            ((0, MUTE), (10, MUTE), (30, MUTE)),
            False,
            State.UNREACHABLE,
        ),  # an archive has seen it, or could not be asked
        (((0, MUTE), (30, MUTE)), True, State.UNREACHABLE),
        (((0, MUTE), (10, SILENT), (30, MUTE), (31, MUTE)), True, State.UNREACHABLE),
        (((0, DOWN), (3, MUTE), (7, DOWN)), True, State.UNREACHABLE),  # firewalls do both, and take a month
        (((0, DOWN), (3, MUTE), (30, DOWN)), True, State.DEAD),
        (((0, DOWN), (3, DOWN), (7, MUTE), (8, DOWN)), False, State.DEAD),  # refused often enough without that
    ],
)
def test_calls_that_nobody_takes(checks: tuple[tuple[float, Night], ...], witness: bool, state: State) -> None:
    """A month, and no archive that has seen the page since it began."""
    past: Past | None = None
    for day, night in checks:
        check = night.check(day)
        since = awaits_witness(past, check, night.verdict, CONFIRM)
        assert since is None or since == START
        if since is not None and witness:
            check = night.check(day, unseen_since=since)
        past = remember(past, check, night.verdict, CONFIRM)
    assert past is not None
    assert past.verdict.state is state


def test_death_by_persistence_says_why() -> None:
    """The verdict names the runs, the first day, and what was seen; the evidence of the night stays."""
    past = nights((0, DOWN), (3, DOWN), (7, DOWN))
    told = confirmed(DOWN.verdict, past, DOWN.check(7), CONFIRM)
    assert told.reason is Reason.PERSISTENT_FAILURE
    assert told.detail == "refused in 3 runs since 2026-03-01: refused"
    assert [one.signal for one in told.evidence] == ["nights", "test"]


def test_strikes_of_an_older_version_count_for_nothing() -> None:
    """They may have been of a server that answered; what counts begins anew."""
    old = nights((0, FAULT), (3, FAULT))
    times = (START, START + timedelta(days=3))
    old = Past(old.url, old.checked_at, old.verdict, START, None, times, 2)
    past = remember(old, DOWN.check(7), DOWN.verdict, CONFIRM)
    assert (past.verdict.state, past.strike_kinds) == (State.UNREACHABLE, (StrikeKind.NOT_MET,))


def test_a_death_that_todays_rules_do_not_bear_is_undone() -> None:
    """A record without evidence: the reason is told as it was."""
    times = tuple(START + timedelta(days=day) for day in (0, 3, 7))
    verdict = said(State.DEAD, Reason.PERSISTENT_FAILURE).verdict
    verdict = type(verdict)(State.DEAD, verdict.reason, "server-error in 3 runs since 2026-03-01: 502")
    old = Past("http://a.lab/", times[-1], verdict, START, None, times, 3)
    undone = kept_verdict(old, CONFIRM)
    assert (undone.state, undone.reason) == (State.UNREACHABLE, Reason.SERVER_ERROR)
    new = nights((0, DOWN), (3, DOWN), (7, DOWN))
    assert kept_verdict(new, CONFIRM) == new.verdict


def test_the_settings_decide() -> None:
    """`confirm.runs` and `confirm.days`."""
    assert nights((0, DOWN), confirm=Confirm(runs=1, days=0)).verdict.state is State.DEAD
    assert nights((0, DOWN), (1, DOWN), confirm=Confirm(runs=2, days=2)).verdict.state is State.UNREACHABLE
    assert nights((0, DOWN), (2, DOWN), confirm=Confirm(runs=2, days=2)).verdict.state is State.DEAD


@pytest.mark.parametrize(
    ("checks", "days"),
    [
        (((0, DOWN), (1, DOWN), (400, DOWN)), (0, 1, 400)),  # nobody can tell yet whether that was a jump
        (((0, DOWN), (1, DOWN), (400, DOWN), (2, DOWN)), (0, 1, 2, 400)),
        (((0, DOWN), (1, DOWN), (400, DOWN), (2, DOWN), (3, DOWN)), (0, 1, 2, 3)),  # two against one
        (((0, DOWN), (1, DOWN), (-9999, DOWN)), (-9999, 0, 1)),
        (((0, DOWN), (1, DOWN), (-9999, DOWN), (3, DOWN)), (0, 1, 3)),
        (((0, DOWN), (1, DOWN), (-9999, DOWN), (-9998, DOWN)), (-9999, -9998)),
        (((5, DOWN), (0, DOWN), (3, DOWN), (7, DOWN)), (0, 3, 7)),
    ],
)
def test_a_clock_that_jumped(checks: tuple[tuple[float, Night], ...], days: tuple[float, ...]) -> None:
    """Where two checks contradict one another about the time, a third decides; no true strike is lost."""
    past = nights(*checks)
    assert past.strikes == tuple(START + timedelta(days=day) for day in days)
    assert (past.verdict.state is State.DEAD) == (days == (0, 3, 7))


VERDICTS = st.sampled_from([ALIVE, GONE, WALL, LIMITED, FAULT, ODD, SAME, *map(failed, FailureCode)])


@given(st.lists(st.tuples(st.floats(0, 60), VERDICTS), min_size=1))
def test_death_by_persistence_needs_a_week_of_strikes(checks: list[tuple[float, Night]]) -> None:
    """Whatever happens in whatever order: three strikes of a kind, over seven days, with no answer between them."""
    checks = sorted(checks, key=lambda pair: pair[0])
    past = nights(*checks)
    if past.verdict.reason is Reason.PERSISTENT_FAILURE:
        assert len(past.strikes) >= 3
        assert past.strikes[-1] - past.strikes[0] >= timedelta(days=7)
        assert all(after - before >= timedelta(hours=20) for before, after in pairwise(past.strikes))
        during = [night for day, night in checks if START + timedelta(days=day) >= past.strikes[0]]
        kinds = {kind_of(night.check(0), night.verdict) for night in during} - {None}
        assert kinds == {StrikeKind.SAME_EVERYWHERE} or kinds <= {StrikeKind.NOT_MET, StrikeKind.NOT_ANSWERED}
        assert past.last_alive_at is None or past.last_alive_at <= past.strikes[0]


def test_the_start_is_a_night() -> None:
    """The calendar of these tests is in UTC."""
    assert datetime(2026, 3, 1, 2, 0, tzinfo=UTC) == START
