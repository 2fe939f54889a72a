"""The capture closest to the day of the post is chosen, and it is said how well it fits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Capture
from linkcheck.web.archive.ranking import fit, moment, rank, too_far
from tests.web.archive.cases import cases, load

captures = st.lists(
    st.builds(Capture, st.text("0123456789", min_size=14, max_size=14), st.sampled_from(["A", "B", None])), min_size=1
)


@pytest.mark.parametrize("path", cases("choose"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """What the file says: the order, the words for the best one, and whether it is too late to be written."""
    case = load(path)
    near = case.get("near")
    given_captures = [Capture(*each) for each in case["captures"]]
    ranked = rank(given_captures, near)
    assert [capture.timestamp for capture in ranked] == case["order"]
    assert fit(ranked[0], given_captures, near) == case["fit"]
    assert too_far(ranked[0], near) is case.get("too_far", False)


@given(captures=captures, near=st.dates() | st.none())
def test_any_fourteen_digits_can_be_ranked(captures: list[Capture], near: date | None) -> None:
    """Nothing is lost, and on either side of the day the closer one comes first."""
    ranked = rank(captures, near)
    assert sorted(ranked, key=repr) == sorted(captures, key=repr)
    assert fit(ranked[0], captures, near)
    if near is not None:
        for side in (-1, 1):
            days = [side * (moment(capture.timestamp).date() - near).days for capture in ranked]
            distances = [distance for distance in days if distance > 0]
            assert distances == sorted(distances)


def test_exact_needs_the_same_bytes_on_both_sides() -> None:
    """A third capture that happens to have other bytes is not called exact."""
    both = [Capture("20170101000000", "A"), Capture("20190101000000", "A")]
    other = Capture("20100101000000", "B")
    assert fit(other, [other, *both], date(2018, 1, 1)) == "far: 8 years before"
    assert fit(both[0], [other, *both], date(2018, 1, 1)) == "exact"
