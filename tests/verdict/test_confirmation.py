"""Deaths that wait for a later night, hosts that lose half of their links at once, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linkcheck.model import Change, FailureCode, Flag, MovedPage, Page, Past, Reason, State, Verdict
from linkcheck.verdict.confirmation import change, confirmed, doubted, doubted_hosts, remember
from tests.support.nights import CONFIRM, START, Night, failed, nights, said

DOWN = failed(FailureCode.CONNECT_REFUSED)
ALIVE = said(State.ALIVE, Reason.OK)
GONE = said(State.DEAD, Reason.GONE, 404)
VANISHED = said(State.DEAD, Reason.SOFT_404)
WALL = said(State.BLOCKED, Reason.CHALLENGE, 403)
FAULT = said(State.UNREACHABLE, Reason.SERVER_ERROR, 502)
ODD = said(State.UNSURE, Reason.CONTRADICTORY, 500)


@pytest.mark.parametrize(
    ("checks", "waits"),
    [
        (((0, GONE),), False),  # the first thing ever known of it
        (((0, FAULT), (1, GONE)), False),  # never known alive
        (((0, ALIVE), (7, GONE)), True),
        (((0, ALIVE), (7, GONE), (7.5, GONE)), True),  # the same night
        (((0, ALIVE), (7, GONE), (8, GONE)), False),
        (
            ((0, ALIVE), (7, GONE), (7 + 20 / 24, VANISHED)),
            False,
        ),  # 20 hours are a night; it need not be the same death
        (((0, ALIVE), (7, GONE), (8, WALL), (9, GONE)), False),  # what cannot be judged is no objection
        (((0, ALIVE), (7, GONE), (8, ALIVE), (9, GONE)), True),  # it came back once
        (((0, ALIVE), (7, GONE), (8, GONE), (14, ALIVE), (21, GONE)), True),
        (((0, ALIVE), (7, DOWN), (10, DOWN), (14, DOWN)), False),  # many nights have agreed
        (((0, ALIVE), (400, GONE), (9, GONE)), True),  # a clock was ahead
        (((0, ALIVE), (400, GONE), (9, GONE), (10, GONE)), False),
    ],
)
def test_a_death_that_a_later_night_is_to_confirm(checks: tuple[tuple[float, Night], ...], waits: bool) -> None:
    """What was known alive waits at its first death, and only then."""
    past = nights(*checks)
    assert past.verdict.state is State.DEAD
    assert (Flag.UNCONFIRMED in past.verdict.flags) is waits
    last = checks[-1][1]
    assert (Flag.UNCONFIRMED in confirmed(last.verdict, past, last.check(0), CONFIRM).flags) is waits


def test_what_is_not_known_yet_is_what_it_seems() -> None:
    """The first failure is no death, whatever its reason."""
    assert confirmed(DOWN.verdict, None, DOWN.check(0), CONFIRM) == DOWN.verdict


def test_a_death_of_an_older_version_is_its_first() -> None:
    """Nobody wrote down since when; the night after agrees."""
    old = replace(nights((0, ALIVE), (7, GONE)), dead_since=None, verdict=GONE.verdict)
    assert confirmed(GONE.verdict, old, GONE.check(7), CONFIRM).flags == (Flag.UNCONFIRMED,)
    assert remember(old, GONE.check(8), GONE.verdict, CONFIRM).verdict.flags == ()


def host(alive: int, died: int, known_dead: int = 0, new: int = 0, day: float = 8) -> dict[str, str]:
    """Return the doubted hosts of a run on which links of one host died that were alive on the first night."""
    before = {f"http://a.lab/{n}": nights((0, ALIVE), url=f"http://a.lab/{n}") for n in range(alive)}
    before |= {f"http://a.lab/d{n}": nights((0, GONE), url=f"http://a.lab/d{n}") for n in range(known_dead)}
    urls = [*before, *(f"http://a.lab/new{n}" for n in range(new))]
    dying = {url for number, url in enumerate(urls) if number < died or number >= alive}
    after = [remember(before.get(url), n.check(day, url), n.verdict, CONFIRM) for url in urls
             for n in [GONE if url in dying else ALIVE]]  # fmt: skip
    return doubted_hosts(before, after)


@pytest.mark.parametrize(
    ("alive", "died", "known_dead", "is_doubted"),
    [(6, 3, 0, True), (6, 2, 0, False), (5, 5, 0, True), (4, 4, 0, False), (6, 2, 9, False), (0, 0, 9, False)],
)
def test_a_host_that_loses_half_of_its_links(alive: int, died: int, known_dead: int, is_doubted: bool) -> None:
    """Five living ones at least; what was dead before does not count."""
    assert bool(host(alive, died, known_dead, new=2)) is is_doubted


def test_a_doubted_host_says_why() -> None:
    """Its deaths wait, those of links that were never seen alive too; older and other deaths do not."""
    (words,) = host(6, 4).values()
    assert words == "4 of 6 living links of a.lab died in one run, so a later night is to agree"
    new = doubted(nights((8, GONE)), words)
    assert (new.verdict.flags, new.verdict.detail) == ((Flag.UNCONFIRMED,), f"gone; {words}")
    assert doubted(new, words) is new
    known = nights((0, ALIVE), (8, GONE))
    assert doubted(known, words).verdict.flags == (Flag.UNCONFIRMED,)
    for other in (nights((0, GONE), (8, GONE)), nights((0, DOWN), (3, DOWN), (7, DOWN)), nights((8, ALIVE))):
        assert doubted(other, words) is other


def test_a_doubted_death_waits_until_a_later_night() -> None:
    """The record carries it, with its words, until the host has been asked again."""
    past = doubted(nights((8, GONE)), "half of it died")
    told = confirmed(GONE.verdict, past, GONE.check(8), CONFIRM)
    assert (told.flags, told.detail) == ((Flag.UNCONFIRMED,), "gone; half of it died")
    assert remember(past, GONE.check(8.5), GONE.verdict, CONFIRM).verdict.flags == (Flag.UNCONFIRMED,)
    assert remember(past, GONE.check(9), GONE.verdict, CONFIRM).verdict.flags == ()


def moved_to(final: str, title: str = "Kettles") -> tuple[Verdict, Page]:
    """Return a move and the page at its end."""
    verdict = Verdict(State.MOVED, Reason.PERMANENT_REDIRECT, "moved", 200, final)
    return verdict, Page(title=title, words=60)


def test_a_move_is_known_since_the_night_that_saw_it_first() -> None:
    """Another end begins anew; what was seen before tells whether it is the same page."""
    check = GONE.check
    past: Past | None = None
    for day, (verdict, page) in enumerate(
        [moved_to("http://a.example/"), moved_to("http://a.example/"), moved_to("http://b.example/")]
    ):
        past = remember(past, check(day), verdict, CONFIRM, page)
        assert past.moved_since == START + timedelta(days=0 if day < 2 else 2)
        assert past.moved_page is None
    alive = Verdict(State.ALIVE, Reason.OK, "ok", 200)
    known = remember(None, check(0), alive, CONFIRM, Page(title="Kettles", words=60))
    for title, expected in (
        ("Kettles", MovedPage.SAME),
        ("Offers", MovedPage.OTHER),
        ("Page not found", MovedPage.GONE),
    ):
        verdict, page = moved_to("http://a.example/", title)
        then = remember(known, check(8), verdict, CONFIRM, page)
        assert then.moved_page is expected
        assert remember(then, check(9), verdict, CONFIRM, page).moved_page is expected
    assert remember(past, check(10), alive, CONFIRM).moved_since is None


def test_it_knows_since_when() -> None:
    """Since when it fails, how often in a row, when it was last alive, since when nobody could be reached."""
    past = nights((0, ALIVE), (7, DOWN), (8, ODD), (11, WALL))
    assert past.last_alive_at == START
    assert past.failing_since == START + timedelta(days=7)
    assert past.failures == 3
    assert (past.unreachable_since, past.unreachable_checks) == (None, 0)
    past = nights((0, ALIVE), (7, WALL), (8, FAULT), (11, FAULT))
    assert (past.unreachable_since, past.unreachable_checks) == (START + timedelta(days=8), 2)
    well = nights((0, DOWN), (1, ALIVE))
    assert (well.failing_since, well.failures, well.unreachable_since) == (None, 0, None)


def test_the_first_page_stays() -> None:
    """What was seen first is what drift is told by."""
    first, second = Page(title="First"), Page(title="Second")
    past = remember(None, DOWN.check(0), DOWN.verdict, CONFIRM, None)
    assert past.first_page is None
    past = remember(past, ALIVE.check(0), ALIVE.verdict, CONFIRM, first)
    assert remember(past, ALIVE.check(0), ALIVE.verdict, CONFIRM, second).first_page == first


def test_what_changed() -> None:
    """New, still, back; nothing in the run that all begins with, nothing of what was never dead."""
    dead, alive = nights((0, GONE)), nights((0, ALIVE))

    def changed(before: Past | None, night: Night, first_run: bool = False) -> Change | None:
        return change(before, night.verdict, first_run=first_run)

    assert changed(None, GONE, first_run=True) is None
    assert changed(None, GONE) is Change.NEW
    assert changed(alive, GONE) is Change.NEW
    assert changed(dead, GONE) is Change.STILL
    assert changed(dead, ALIVE) is Change.BACK
    assert changed(dead, WALL) is None
    assert changed(alive, ALIVE) is None
