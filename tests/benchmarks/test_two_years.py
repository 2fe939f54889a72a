"""The first weeks of reports/two-years.md: what `save` and `keep` change, and what they must not."""

from __future__ import annotations

import pytest

from tests.benchmarks.two_years import live
from tests.benchmarks.years_web import Web

WEEKS = range(0, 120, 14)


@pytest.mark.slow
def test_weeks() -> None:
    """With both, each death has a copy, which shows the page; nothing that lives is called dead or asked for twice."""
    bare, helped = (live(6, 160, helped, WEEKS) for helped in (False, True))
    for told in (bare, helped):
        assert not told.wronged
        assert told.too_many == 0
        assert not [fate for fate in told.fates if fate.copy == "wrong"]
    deaths = [[fate for fate in told.fates if fate.page.dies > 0 and fate.found] for told in (bare, helped)]
    assert [fate.page for fate in deaths[0]] == [fate.page for fate in deaths[1]]
    assert {fate.repairable for fate in deaths[0]} == {False, True}
    assert all(fate.repairable for fate in deaths[1])
    assert (bare.captures, bare.kept_files) == (0, 0)


def test_the_web_is_drawn_by_its_seed() -> None:
    """The same seed makes the same web; near the published rates."""
    assert Web(1, 100, 13).pages == Web(1, 100, 13).pages
    pages = Web(1, 5000, 650).pages
    old = [page for page in pages if -3660 < page.cited < -3285]
    assert 0.3 < sum(page.dies < 0 for page in old) / len(old) < 0.45
    assert 0.52 < sum(page.captured is not None for page in pages) / len(pages) < 0.58
