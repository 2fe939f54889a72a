"""Outages in twelve languages, at every address, for one night and for three: nothing of it is death."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import State
from tests.internet import outages
from tests.internet.outages import COURSES, WEEKLY, Course

pytestmark = [pytest.mark.needs_linux, pytest.mark.timeout(300)]  # six scans, on a machine that may be busy


def test_there_are_forty_pages_in_twelve_languages() -> None:
    """The set is as large as it says."""
    names = [file.stem for file in outages.PAGES.glob("*.html")]
    assert (len(names), len({name[:2] for name in names})) == (40, 12)


@pytest.mark.parametrize(
    "course",
    [pytest.param(each, marks=() if each.nights == WEEKLY else pytest.mark.slow, id=each.name) for each in COURSES],
)
def test_no_outage_is_death(course: Course, tmp_path: Path) -> None:
    """No night calls a link dead, and all are alive when the pages are back."""
    told = list(outages.nights(course, tmp_path))
    assert {night.name: night.dead for night in told if night.dead} == {}
    assert told[-1].states == {State.ALIVE: 160}
