"""What the pictures are made of: each number is one that can be counted by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from linkcheck.model import Post, RunStats, State
from linkcheck.report.html.pictures import balance, pictures, survivors
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, HELLO, SAMPLE, WORLD

DATED = replace(SAMPLE, posts=(Post(HELLO, date(2016, 5, 3)), Post(WORLD, date(2020, 1, 1)), Post("undated.md")))


def nights(*dead: int, repaired: int = 0) -> tuple[RunStats, ...]:
    """Return nights with so many dead of a hundred."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return tuple(
        RunStats(start + timedelta(days=n), {State.DEAD: number, State.ALIVE: 100 - number}, repaired)
        for n, number in enumerate(dead)
    )


def test_links_age_by_the_year_of_their_post() -> None:
    """Dead, moved and alive links count once a year; blocked and unknown ones say nothing of age."""
    assert survivors(DATED) == {2016: (1, 0), 2020: (7, 3)}
    ageing = pictures(DATED)[1]
    assert ageing.says.endswith("0% of 2016’s, 43% of 2020’s.")
    assert ageing.rows == (("2020", "7", "3", "43%"), ("2016", "1", "0", "0%"))
    assert ("faint", "fewer than 10 links") in ageing.legend


def test_without_data_there_are_words() -> None:
    """No axes around nothing."""
    for picture in pictures(EMPTY):
        assert picture.svg == ""
        assert picture.says.endswith(".")
    assert balance(Counter()) == ""


def test_one_night_is_no_course() -> None:
    """The picture begins with the second; good nights are said in words."""
    assert pictures(replace(SAMPLE, nights=nights(3)))[0].svg == ""
    assert "nothing was wrong" in pictures(replace(SAMPLE, nights=nights(0, 0)))[0].says


def test_the_nights_have_a_table() -> None:
    """Newest first, with what was repaired."""
    picture = pictures(replace(SAMPLE, nights=nights(3, 5, repaired=2)))[0]
    assert picture.head == ("Night", "dead", "alive or moved", "repaired")
    assert picture.rows[0] == ("2026-01-02 00:00", "5", "95", "2")
    assert picture.says == "Links that are not well, in the last 2 runs; dead went from 3 to 5."


def test_hosts_cost_what_was_spent_in_this_run() -> None:
    """What earlier runs asked is not counted again; where nobody was asked, failing hosts are shown."""
    costs = pictures(SAMPLE)[2]
    assert costs.rows[0] == ("slow.example", "40.0 s", "2")
    asked_before = tuple(replace(one, from_history=True) for one in SAMPLE.findings)
    failing = pictures(replace(SAMPLE, findings=asked_before))[2]
    assert failing.rows[0] == ("down.example", "3", "3")


def test_a_blog_of_ten_years_has_all_pictures() -> None:
    """Each with as many rows as it has bars."""
    drawn = pictures(many(1_500, 4))
    assert all(picture.svg and picture.rows for picture in drawn)
    assert len(drawn[0].rows) == drawn[0].svg.count("<g>")
