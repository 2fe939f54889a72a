"""The charts: what is drawn is where the numbers say, and hostile names stay text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.report.html.charts import (
    LEFT,
    PLOT_HEIGHT,
    PLOT_WIDTH,
    TOP,
    WIDTH,
    Bar,
    Dot,
    Stack,
    ceiling,
    curve,
    lying,
    proportions,
    stacks,
    ticks,
)


def numbers(svg: str, name: str, attribute: str) -> list[float]:
    """Return an attribute of each element of a name that has it."""
    found = (each.get(attribute) for each in ElementTree.fromstring(svg).iter(name))  # noqa: S314 - our own
    return [float(one) for one in found if one is not None]


@pytest.mark.parametrize(("number", "top"), [(0, 2), (1, 2), (3, 4), (10, 10), (11, 12), (130, 140), (840, 1000)])
def test_the_top_of_a_scale_is_round(number: int, top: int) -> None:
    """And has a half."""
    assert ceiling(number) == top


@given(st.integers(0, 10**9))
def test_the_top_of_a_scale_is_near(number: int) -> None:
    """Never below the number, and never twice as high but for the smallest."""
    assert number <= ceiling(number) <= max(2, 2 * number)
    assert ceiling(number) % 2 == 0


@given(st.integers(1990, 2030), st.integers(1, 40))
def test_years_that_are_written_have_room(first: int, more: int) -> None:
    """Five at most, the last among them, none before the first."""
    years = ticks(first, first + more)
    assert len(years) <= 5
    assert years[-1] == first + more
    assert years[0] >= first


def test_a_stack_stands_on_the_floor() -> None:
    """Parts stand on each other, as high as their numbers; the repaired night has a dot."""
    svg = stacks("Nights", "Two", [Stack("a", (("dead", 5), ("unsure", 5))), Stack("b", (("dead", 0),), "1 repaired")])
    heights, tops = numbers(svg, "rect", "height"), numbers(svg, "rect", "y")
    assert heights == [PLOT_HEIGHT / 2, PLOT_HEIGHT / 2]
    assert tops == [TOP + PLOT_HEIGHT / 2, TOP]
    assert len(numbers(svg, "circle", "r")) == 1


def test_a_curve_goes_from_edge_to_edge() -> None:
    """Nothing is left at the floor, all at the top; years without links have their room."""
    svg = curve("Ageing", "Two years", [Dot(2016, 0, "none"), Dot(2017, 0.5, "half"), Dot(2025, 1, "all", faint=True)])
    assert numbers(svg, "circle", "cy") == [TOP + PLOT_HEIGHT, TOP + PLOT_HEIGHT / 2, TOP]
    assert numbers(svg, "circle", "cx") == pytest.approx([LEFT, LEFT + PLOT_WIDTH / 9, LEFT + PLOT_WIDTH], abs=0.1)
    assert 'class="dot faint"' in svg


def test_lying_bars_are_as_long_as_their_share() -> None:
    """The largest is as wide as the chart."""
    svg = lying("Hosts", "", [Bar("a", 10, "10 s"), Bar("b", 5, "5 s")])
    assert numbers(svg, "rect", "width") == [WIDTH, WIDTH, WIDTH, WIDTH / 2]


def test_proportions_fill_the_bar() -> None:
    """In the order that was given."""
    svg = proportions("All", [("dead", 1, "1 dead"), ("alive", 3, "3 alive")])
    assert numbers(svg, "rect", "width") == [250, 750]


@given(st.text())
def test_names_stay_text(name: str) -> None:
    """Whatever a host is called, the picture has the same elements."""
    visible = "x" + "".join(re.findall("[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", name))
    svg = lying(visible, visible, [Bar(visible, 1, visible)])
    assert len(list(ElementTree.fromstring(svg).iter())) == 7  # noqa: S314 - our own
