"""A piece of the generated internet whose links all live: none is called dead, and what is dead in truth is found."""

from __future__ import annotations

import pytest

from tests.benchmarks import living_links


@pytest.mark.parametrize("seed", [1, 2], ids=["four nights", "one night"])
def test_no_living_link_is_called_dead(seed: int) -> None:
    """Whatever stands before them on one night or on four."""
    piece = living_links.run(seed, 600, sockets=False)
    assert piece.wrong == ()
    assert piece.found == piece.controls > 0


@pytest.mark.needs_linux
def test_no_living_link_is_called_dead_over_sockets() -> None:
    """The same with servers, names and certificates."""
    piece = living_links.run(3, 150, sockets=True)
    assert piece.wrong == ()
    assert piece.found == piece.controls > 0
    assert piece.requests >= piece.living
